"""Records of data files to entries: find the list among the records, whatever it is called and nested in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datamap.claims.columns import Column, Columns
from datamap.claims.rows import add_value, entry_named, has_substance
from datamap.documents.blocks import Record, RecordField
from datamap.documents.document import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from datamap.claims.layout import RawEntry


@dataclass(slots=True)
class RecordsReading:
    """What a data file gave: entries with the names of the lists they stand in, and what belongs to none."""

    entries: list[tuple[RawEntry, tuple[str, ...]]] = field(default_factory=list)
    loose: list[tuple[Cell, Cell]] = field(default_factory=list)


class RecordReader:
    """Reads the records of one document."""

    def __init__(self, columns: Columns, marks: frozenset[str]) -> None:
        self.columns = columns
        self.marks = marks
        self.out = RecordsReading()

    def read(self, records: Sequence[Record]) -> RecordsReading:
        """Return the entries among records and all that is nested in them."""
        self._group(list(records), ())
        return self.out

    def _group(self, records: list[Record], path: tuple[str, ...]) -> None:
        records = [self._with_plain_name(record) for record in records]
        name = self._name_of(records)
        if name is not None and self._holds_the_list(records, path):
            name = None
        if name is not None:
            for record in records:
                self._entry(record, name, path)
            return
        for record in records:
            self._record(record, path)

    def _record(self, record: Record, path: tuple[str, ...]) -> None:
        keyed = [f for f in record.fields if len(f.values) == 1 and isinstance(f.values[0], Record)]
        by_key = self._keyed_by_name(keyed)
        for found in record.fields:
            nested = [value for value in found.values if isinstance(value, Record)]
            inner = (*path, found.label.text)
            if by_key and nested and found in keyed:
                written = any(c.isupper() for c in found.label.text)  # "Visma Sign", not "visma_sign"
                inner_name = self._own_name(nested[0], brand=written)
                self._entry(nested[0], inner_name, path, None if inner_name else found.label)
            elif nested:
                self._group(nested, inner)
            for value in found.values:
                if isinstance(value, Cell) and value.text.strip():
                    self.out.loose.append((found.label, value))

    def _plain_column(self, field: RecordField) -> Column | None:
        """Return what a key names by itself: "services", but not "Amazon Web Services"."""
        column = self.columns.column(field.label.text)
        return None if column.partly else column

    def _own_name(self, record: Record, *, brand: bool) -> str | None:
        """Return the key under which a record kept by a key gives the vendor's name itself.

        Where the outer key is a ``brand`` as people write it, the legal entity inside is no other name.
        """
        for found in record.fields:
            column = self.columns.column(found.label.text)
            named = column.is_name or column.key == "vendor-name"
            named = named or (column.key == "legal-entity" and not brand)
            if named and not column.partly:
                return found.label.text
        return None

    def _keyed_by_name(self, keyed: list[RecordField]) -> bool:
        """Tell whether a mapping has vendors' names for keys, each with a record that says what it does."""
        if not keyed or any(self.columns.labels.match(Columns.words(f.label.text)) for f in keyed):
            return False
        inner = [f.values[0] for f in keyed if isinstance(f.values[0], Record)]
        doing = sum(
            _does_something(column.key for column in map(self._plain_column, record.fields) if column)
            for record in inner
        )
        lists = any(
            isinstance(v, Record) and self._name_of([v]) and len(f.values) > 1
            for record in inner
            for f in record.fields
            for v in f.values
        )
        return len(inner) == len(keyed) and doing * 3 >= len(inner) * 2 and not lists

    def _name_of(self, records: Sequence[Record]) -> str | None:
        """Return the key under which records give a vendor's name, or None where they list no vendors."""
        labels: dict[str, list[str]] = {}
        keys: set[str | None] = set()
        for record in records:
            for found in record.fields:
                texts = [v.text for v in found.values if isinstance(v, Cell)]
                keys.update(self._nested_keys(found))
                if texts or not found.values:
                    labels.setdefault(found.label.text, []).extend(texts)
        columns = [self.columns.column(label) for label in labels]
        index = self.columns.name_column(columns, list(labels.values()))
        if index is None:
            return None
        name = columns[index]
        others = {c.key for c in columns if c is not name and c.level == "entry"} | keys
        if len(records) == 1 and not _does_something(others):
            return None  # who sends the list, with its address
        sure = name.is_name or name.key in ("vendor-name", "legal-entity") or len(others - {None}) >= 2
        return name.label if sure and has_substance(others) else None

    def _with_plain_name(self, record: Record) -> Record:
        """Return a record in which {"vendor": {"name": …, "url": …}} is {"vendor": …, "url": …}."""
        fields: list[RecordField] = []
        for found in record.fields:
            inner = found.values[0] if len(found.values) == 1 else None
            if isinstance(inner, Record) and self.columns.column(found.label.text).key == "vendor-name":
                names = [f for f in inner.fields if self.columns.column(f.label.text).is_name]
                if names:
                    fields.append(RecordField(found.label, names[0].values))
                    fields += [f for f in inner.fields if f is not names[0]]
                    continue
            fields.append(found)
        return Record(record.line, tuple(fields))

    def _holds_the_list(self, records: Sequence[Record], path: tuple[str, ...]) -> bool:
        """Tell whether records are no vendors but what the list stands in: its categories, or the file."""
        for record in records:
            own = [f for f in record.fields if not any(isinstance(v, Record) for v in f.values)]
            plain = has_substance(self.columns.column(f.label.text).key for f in own)
            for found in record.fields:
                nested = [self._with_plain_name(v) for v in found.values if isinstance(v, Record)]
                if not nested:
                    continue
                key = self.columns.column(found.label.text).key
                if key in ("vendor-name", "sub-processors") and self._name_of(nested):
                    return not plain
                whole_file = not path and len(records) == 1
                if (whole_file or (key is None and not plain)) and self._lists_inside(nested):
                    return True
        return False

    def _lists_inside(self, records: Sequence[Record], depth: int = 0) -> bool:
        if self._name_of(records) is not None:
            return True
        return depth < 5 and any(
            self._lists_inside(
                [self._with_plain_name(v) for v in f.values if isinstance(v, Record)], depth + 1
            )
            for record in records
            for f in record.fields
            if any(isinstance(v, Record) for v in f.values)
        )

    def _nested_keys(self, found: RecordField) -> Iterator[str | None]:
        for value in found.values:
            if isinstance(value, Record):
                for inner in value.fields:
                    yield self.columns.column(inner.label.text).key

    def _entry(
        self, record: Record, name: str | None, path: tuple[str, ...], label: Cell | None = None
    ) -> None:
        if label is None:
            given = next((f for f in record.fields if f.label.text == name), None)
            cells = [v for v in given.values if isinstance(v, Cell) and v.text.strip()] if given else []
            if not cells:
                self._record(record, path)
                return
            entry = entry_named(cells[0], self.marks)
        else:
            entry = entry_named(Cell(label.text, label.line, label.at), self.marks)
        for column, cell in self._values(record.fields, name):
            add_value(entry, column, cell)
        self.out.entries.append((entry, path))

    def _values(
        self, fields: Iterable[RecordField], name: str | None, outer: Column | None = None, depth: int = 0
    ) -> Iterator[tuple[Column, Cell]]:
        for found in fields:
            if found.label.text == name and depth == 0:
                continue
            column = self.columns.column(found.label.text)
            if column.key is None and outer is not None:
                # {"transfer": {"mechanism": …}}
                joined = self.columns.column(f"{outer.label} {found.label.text}")
                column = joined if joined.key is not None else column
            if column.key is None and outer is not None and outer.key is not None:
                # {"location": {"city": …}}: what nobody knows inside a known field belongs to it.
                column = Column(found.label.text, outer.key, outer.level, outer.language)
            for value in found.values:
                if isinstance(value, Record):
                    yield from self._values(value.fields, name, column, depth + 1)
                else:
                    yield column, value


def _does_something(keys: Iterable[str | None]) -> bool:
    """Tell whether fields say what a vendor does, and not only where it is."""
    return has_substance(set(keys) - {"processing-place", "storage-place", "access-place", "safeguard"})
