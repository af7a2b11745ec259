"""The few questions to put to one vendor, those first that turn most answers from unknown to known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datamap.questions.answers import Answers, ask
from datamap.questions.catalogue import load_question
from datamap.records.letter_wording import LETTER
from datamap.records.wording import article_words
from datamap.registry.conversion import dm
from datamap.visible import visible

if TYPE_CHECKING:
    from datamap.records.cells import Gap
    from datamap.records.record import Record
    from datamap.registry.registry import RegistryBase

# The field that answers each side of a question, and the question asked of each concept in the registry.
_FIELD_OF_SIDE = {
    "data": "data",
    "place": "storage-place",
    "access": "access-place",
    "purpose": "purpose",
    "subject": "data-subjects",
}
_ASKED = {
    "data": ("vendors-by-data", "vendors-by-data-outside"),
    "purpose": ("vendors-by-purpose",),
    "subject": ("vendors-by-subject",),
}
_UNKNOWN = range(10, 15)
_MOST_CONCEPTS = 200


@dataclass(frozen=True, slots=True)
class VendorQuestion:
    """A question to a vendor: what it closes, and how many answers would turn from unknown to known."""

    gap: Gap
    question: str
    answers: int


def vendor_questions(registry: RegistryBase, record: Record, vendor: str) -> list[VendorQuestion]:
    """Return the questions to a vendor (IRI), those that turn most answers first.

    An answer counts where one side alone makes it unknown: then this side's answer decides it.
    """
    effect = _effect(registry, vendor)
    own = [gap for gap in record.gaps if gap.kind == "vendor" and gap.subject == vendor]
    language = record.document.language
    asked = [
        VendorQuestion(gap, gap.field.questions[language], effect[gap.field.key])
        for gap in own
        if language in gap.field.questions and gap.field.key not in _OURS
    ]
    return sorted(asked, key=lambda q: (-q.answers, not q.gap.article, q.gap.field.order))


_OURS = frozenset({"authorisation", "reviewed", "since", "contract"})
"""What the organisation itself knows; no vendor is asked for it."""


def vendor_mail(registry: RegistryBase, record: Record, vendor: str) -> str:
    """Return the questions to a vendor (IRI) as a letter in Markdown."""
    language = record.document.language
    words = LETTER[language]
    name = _escaped(registry.name(vendor))
    entity = _escaped(record.document.entity) or words["us"]
    questions = vendor_questions(registry, record, vendor)
    if not questions:
        return words["nothing"].format(vendor=name) + "\n"
    lines = [
        f"# {words['subject'].format(vendor=name, entity=entity)}",
        "",
        words["hello"],
        "",
        words["why"],
        "",
    ]
    for number, one in enumerate(questions, 1):
        article = article_words(language, one.gap.article)
        lines.append(f"{number}. {one.question}" + (f" ({article})" if article else ""))
        if one.gap.source:
            lines.append(f"   {words['list'].format(text=_escaped(one.gap.source))}")
    lines += ["", words["end"], ""]
    if record.document.entity:
        lines += [words["sender"].format(entity=entity), ""]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Return a stranger's text for Markdown: nothing in it is markup."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+!|" else c for c in visible(" ".join(text.split())))


def _effect(registry: RegistryBase, vendor: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, parameters in _questions_asked(registry):
        question = load_question(name)
        resolved, solutions = ask(registry, question, parameters)
        for answer in Answers(registry, question, resolved, "en", solutions):
            if answer.iri != vendor or answer.answer != "unknown":
                continue
            open_sides = [side for side, code in answer.codes.items() if code in _UNKNOWN]
            if len(open_sides) == 1:
                found[_FIELD_OF_SIDE[open_sides[0]]] += 1
    return found


def _questions_asked(registry: RegistryBase) -> list[tuple[str, dict[str, object]]]:
    """Return the four-valued questions, each of every concept that the registry's lists name."""
    asked: list[tuple[str, dict[str, object]]] = [("vendors-outside", {}), ("access-outside", {})]
    for side, names in _ASKED.items():
        concepts = {
            t.object.value  # type: ignore[union-attr]
            for verb in ("states", "mayHave")
            for t in registry.store.triples(None, dm(verb + side.capitalize()), None)
        }
        for concept in sorted(concepts)[:_MOST_CONCEPTS]:
            asked += [(name, {side: concept}) for name in names]
    return asked
