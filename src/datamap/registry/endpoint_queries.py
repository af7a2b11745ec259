"""Query texts for engines that do not hold the ontology: what it says is written into them as VALUES.

A pattern of the hierarchy or of a border ("?n dm:kindOf* pd:TelephoneNumber") is evaluated here, on the
ontology and what the endpoint itself says of it, and its solutions take its place. So a question needs
nothing of ours at the endpoint, and no path, which engines get wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from datamap.vocabulary.terms import DM, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable

SUPPORT = (
    "kindOf", "partOf", "inPart", "holdsOther", "suggestsRole", "tool",
    "insideOf", "outsideOf", "straddles", "allOutsideOf",
)  # fmt: skip
_NOTHING = "about:nothing"

_SKIPPED = re.compile(
    r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\"{}|^`\\\x00-\x20]*>|#[^\n\r]*",
    re.DOTALL,
)
_TERM = r"(?:[?$]\w+|<[^<>\s]*>|[A-Za-z][\w.-]*:[\w.%/-]*[\w%/-])"
_PREDICATE = rf"(?:dm:(?:{'|'.join(SUPPORT)})|<{re.escape(DM)}(?:{'|'.join(SUPPORT)})>)"
# A whole pattern of its own: nothing shares its subject or predicate by ";" or ",".
_PATTERN = re.compile(
    rf"(?<=[{{}}.])(?P<space>\s*)(?P<subject>{_TERM})\s+(?P<path>{_PREDICATE}[*+?]?)\s+"
    rf"(?P<object>{_TERM}|true|false)(?=\s*(?:\.(?!\w)|[{{}}]|(?:FILTER|BIND|OPTIONAL|UNION|MINUS|VALUES)\b))"
)
_ALONE = re.compile(rf"\s*SELECT\s+[?\w\s]+WHERE\s*{{\s*{_TERM}\s+{_PREDICATE}\s+(?:{_TERM}|true)\s*}}\s*")


def without_strings(text: str) -> str:
    """Return a query's text with its strings, IRIs and comments blanked out."""
    return _SKIPPED.sub(" ", text)


def is_of_support_alone(text: str) -> bool:
    """Tell whether a query asks for one relation of the ontology and nothing of the registry."""
    return _ALONE.fullmatch(text) is not None


def with_values(text: str, select: Callable[[str], ox.QuerySolutions]) -> str:
    """Return the query with every pattern of the hierarchy or a border replaced by its solutions.

    ``select`` runs a query on the ontology. Strings are left alone, comments go.
    """
    text = _SKIPPED.sub(lambda m: "" if m.group().startswith("#") else m.group(), text)
    masked = _SKIPPED.sub(_masked, text)
    prefixes = "\n".join(re.findall(r"(?im)^\s*PREFIX\s+\S+\s*<[^>]*>", text))
    known = prefixes + "".join(
        f"\nPREFIX {name}: <{iri}>"
        for name, iri in PREFIXES.items()
        if not re.search(rf"(?i)PREFIX\s+{name}:", prefixes)
    )
    out, end = [], 0
    for found in _PATTERN.finditer(masked):
        out.append(text[end : found.start()])
        out.append(found["space"] + _values(found, known, select))
        end = found.end()
    return "".join([*out, text[end:]])


def _masked(found: re.Match[str]) -> str:
    """Hide what no pattern may begin or end in; IRIs stand, they are terms."""
    text = found.group()
    return text if text.startswith("<") else "\x01" * len(text)


def _values(found: re.Match[str], prefixes: str, select: Callable[[str], ox.QuerySolutions]) -> str:
    pattern = f"{found['subject']} {found['path']} {found['object']}"
    names = [term for term in (found["subject"], found["object"]) if term[0] in "?$"]
    if not names:
        held = any(True for _ in select(f"{prefixes}\nSELECT (1 AS ?held) WHERE {{ {pattern} }} LIMIT 1"))
        return "" if held else "FILTER(false)"
    if found["path"].endswith(("*", "?")) and len(names) == 1:
        # A path of no step leads from a term to itself, also from one that nothing is said of.
        end = found["object"] if names[0] == found["subject"] else found["subject"]
        pattern = f"{{ {pattern} }} UNION {{ BIND({end} AS {names[0]}) }}"
    rows = [
        [row[name[1:]] for name in dict.fromkeys(names)]
        for row in select(f"{prefixes}\nSELECT DISTINCT {' '.join(names)} WHERE {{ {pattern} }}")
    ]
    rows = [row for row in rows if all(isinstance(term, (ox.NamedNode, ox.Literal)) for term in row)]
    names = list(dict.fromkeys(names))
    if len(names) == 1:
        listed = " ".join(sorted(str(row[0]) for row in rows)) or f"<{_NOTHING}>"
        return f"VALUES {names[0]} {{ {listed} }}"
    listed = " ".join(sorted(f"({row[0]} {row[1]})" for row in rows)) or f"(<{_NOTHING}> <{_NOTHING}>)"
    return f"VALUES ({' '.join(names)}) {{ {listed} }}"
