"""YAML with the line of every value: all scalars are text (`NO` is Norway), tags mean nothing, comments stay.

The file is composed into nodes and never constructed, so that no tag makes an object and no alias is copied.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datamap.documents.blocks import Block, Content, Paragraph, Record, RecordField, RecordTree
from datamap.documents.document import Cell
from datamap.documents.html import plain_words
from datamap.documents.text import decode, with_plain_line_ends
from datamap.errors import UnreadableDocument
from datamap.locators import bounded

if TYPE_CHECKING:
    import yaml

_LINE_COMMENT = re.compile(r"\s+#+\s*(?P<words>\S.*?)\s*")
MOST_NODES = 300_000
"""Values of the largest file, its aliases followed."""
_OPENING = re.compile(r"[\[\]{}]|(?:[-?:] +){100,}")
DEEPEST = 60
"""Levels of the deepest nesting that is read."""


def read_yaml(data: bytes, name: str) -> Content:
    """Return a YAML file as records, and its comments as paragraphs."""
    import yaml

    text, encoding, notes = decode(data, name)
    text = with_plain_line_ends(text)
    _refuse_deep(text, name)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        nodes = [node for node in yaml.compose_all(text, Loader=loader) if node is not None]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problem = str(getattr(error, "problem", None) or "not YAML").split("\n")[0]
        raise UnreadableDocument(f"{name}: {where}{problem}") from None
    except RecursionError:
        raise UnreadableDocument(f"{name}: nested too deep; flatten the list") from None
    walk = _Walk(name, text.split("\n"))
    records: list[Record] = []
    for node in nodes:
        values = walk.values(node, "", 0)
        records.extend(value for value in values if isinstance(value, Record))
        loose = tuple(value for value in values if isinstance(value, Cell))
        if loose:
            records.append(Record(loose[0].line, (RecordField(Cell("", loose[0].line), loose),)))
    blocks: list[Block] = [RecordTree(tuple(records)), *_comments(text, walk.scalar_lines)]
    return Content(blocks=tuple(blocks), encoding=encoding, notes=notes)


def _refuse_deep(text: str, name: str) -> None:
    """Refuse brackets and dashes nested so deep that libyaml would leave the stack."""
    depth = 0
    for sign in _OPENING.finditer(text):
        depth += 1 if sign[0] in "[{" else -1 if sign[0] in "]}" else 0
        if depth > 1_000 or len(sign[0]) > 1_000:
            line = text.count("\n", 0, sign.start()) + 1
            raise UnreadableDocument(f"{name}: line {line}: nested more than {DEEPEST} levels deep")


class _Walk:
    def __init__(self, name: str, lines: list[str]) -> None:
        self.name = name
        self.lines = lines
        self.count = 0
        self.scalar_lines: set[int] = set()

    def values(self, node: yaml.Node, path: str, depth: int) -> list[Cell | Record]:
        import yaml

        self.count += 1
        line = node.start_mark.line + 1
        if self.count > MOST_NODES:
            raise UnreadableDocument(
                f"{self.name}: line {line}: more than {MOST_NODES:,} values once its aliases are followed"
            )
        if depth > DEEPEST:
            raise UnreadableDocument(f"{self.name}: line {line}: nested more than {DEEPEST} levels deep")
        if isinstance(node, yaml.ScalarNode):
            self.scalar_lines.update(range(line, node.end_mark.line + 1))
            empty = node.style is None and node.value.strip() in ("", "~", "null", "Null", "NULL")
            first = line + (1 if node.style in ("|", ">") else 0)
            return [Cell("" if empty else plain_words(node.value).strip(), first, path)]
        if isinstance(node, yaml.SequenceNode):
            return [
                value
                for number, member in enumerate(node.value)
                for value in self.values(member, f"{path}[{number}]", depth + 1)
            ]
        fields = []
        for key, value in node.value:
            label = key.value if isinstance(key, yaml.ScalarNode) else ""
            inner = bounded(f"{path}.{label}" if path else label)
            found = tuple(self.values(value, inner, depth + 1))
            comment = self._comment_after(value, inner)
            listed = isinstance(value, yaml.SequenceNode)
            fields.append(
                RecordField(
                    Cell(label, key.start_mark.line + 1, inner),
                    (*found, comment) if comment and listed else found,
                )
            )
            if comment and not listed:
                fields.append(RecordField(Cell("", comment.line), (comment,)))
        return [Record(line, tuple(fields))]

    def _comment_after(self, node: yaml.Node, path: str) -> Cell | None:
        """Return the comment that ends the line of a value: what a list of codes means, or a remark."""
        import yaml

        block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
        flow = not isinstance(node, yaml.CollectionNode) or node.flow_style
        if block or not flow or node.end_mark.line >= len(self.lines):
            return None
        rest = self.lines[node.end_mark.line][node.end_mark.column :]
        found = _LINE_COMMENT.fullmatch(rest)
        return Cell(found["words"], node.end_mark.line + 1, path) if found else None


def _comments(text: str, scalar_lines: set[int]) -> list[Block]:
    """Return the comments that stand on lines of their own, a paragraph for each run of them."""
    found: list[Block] = []
    run: list[str] = []
    start = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        bare = line.strip()
        words = bare.lstrip("#").strip()
        if bare.startswith("#") and words and number not in scalar_lines:
            start = start if run else number
            run.append(words)
        elif run:
            found.append(Paragraph(Cell("\n".join(run), start)))
            run = []
    return found
