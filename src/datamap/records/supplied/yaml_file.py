"""``organisation.yaml``: the organisation, its services, customers, vendors and activities, kept by hand.

Keys are the fields' names in Swedish or English. Every scalar is text: an unquoted ``NO`` is Norway, not
false. Aliases and tags are refused, so that no file grows or runs anything when it is read (YAML 1.1).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from datamap.errors import UnreadableDocument
from datamap.records.supplied.model import Entry, Refusal, SuppliedFile
from datamap.vocabulary.concepts import closest, normalise
from datamap.vocabulary.record_fields import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from datamap.registry.added_facts import State
    from datamap.vocabulary.record_fields import Kind

LARGEST = 10_000_000
"""Bytes; ten thousand customers take two million."""

_SECTIONS: dict[str, Kind] = {
    "organisation": "organisation", "organization": "organisation", "organisationen": "organisation",
    "services": "service", "tjänster": "service", "categories of processing": "service",
    "kategorier av behandling": "service",
    "groups": "group", "grupper": "group", "kundgrupper": "group",
    "customers": "controller", "controllers": "controller", "kunder": "controller",
    "personuppgiftsansvariga": "controller",
    "vendors": "vendor", "sub-processors": "vendor", "leverantörer": "vendor", "underbiträden": "vendor",
    "activities": "activity", "behandlingar": "activity",
}  # fmt: skip
_BY = frozenset({"by", "supplied by", "av", "lämnat av", "uppgifter lämnade av"})
_ON = frozenset({"date", "on", "datum"})
_NAME = frozenset({"name", "namn"})
_KNOWN_AS = frozenset({"known as", "kallas", "kallas i listan", "listed as"})
_NOT_APPLICABLE = frozenset({"not applicable", "ej tillämpligt", "inte tillämpligt"})
_CONFIRMED_BY = frozenset({"confirmed by", "bekräftat av"})


def read_yaml(path: Path, data: bytes, sha256: str) -> SuppliedFile:
    """Read the facts of a YAML file; raises UnreadableDocument with the line where it is none."""
    root = _compose(path, data)
    if root is None:
        return SuppliedFile(path.name, sha256, [])  # all of it is commented out
    if not isinstance(root, yaml.MappingNode):
        raise UnreadableDocument(
            f"{path}: is not a list of sections such as organisation:, services:, customers:"
        )
    supplied = SuppliedFile(path.name, sha256, [])
    for key, value in _pairs(root, supplied):
        section = _SECTIONS.get(key)
        if key in _BY or key in _ON:
            if not isinstance(value, yaml.ScalarNode):
                supplied.refused.append(Refusal(_place(value), f"{key}: write one name or date"))
            elif key in _BY:
                supplied.by = value.value
            else:
                supplied.on = value.value
        elif section is None:
            _refuse_key(supplied, key, value, [*_SECTIONS, "by", "date"])
        elif section == "organisation":
            _organisation(supplied, value)
        else:
            _items(supplied, section, value)
    return supplied


def _compose(path: Path, data: bytes) -> yaml.Node | None:
    if len(data) > LARGEST:
        raise UnreadableDocument(f"{path}: is larger than {LARGEST // 1_000_000} MB; split it")
    try:
        text = data.decode("utf-8-sig")
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise UnreadableDocument(
                    f"{path}, line {event.start_mark.line + 1}: aliases (*) are not read; write it out"
                )
            if getattr(event, "tag", None) is not None and not isinstance(event, yaml.CollectionEndEvent):
                raise UnreadableDocument(
                    f"{path}, line {event.start_mark.line + 1}: tags (!) are not read; leave it out"
                )
        composed: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
        return composed
    except UnicodeDecodeError:
        raise UnreadableDocument(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableDocument(f"{path}, line {line}: is not YAML ({error.problem})") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise UnreadableDocument(f"{path}: is not YAML ({' '.join(str(error).split())[:200]})") from None


def _organisation(supplied: SuppliedFile, node: yaml.Node) -> None:
    if not isinstance(node, yaml.MappingNode):
        supplied.refused.append(Refusal(_place(node), "organisation: write its fields below it, indented"))
        return
    pairs = list(_pairs(node, supplied))
    name = next((v.value for k, v in pairs if k in _KNOWN_AS and isinstance(v, yaml.ScalarNode)), "")
    legal = next((v.value for k, v in pairs if k in _NAME and isinstance(v, yaml.ScalarNode)), "")
    for key, value in pairs:
        if key not in _KNOWN_AS:
            _field(supplied, "organisation", name or legal, key, value)


def _items(supplied: SuppliedFile, kind: Kind, node: yaml.Node) -> None:
    """Read a section: a list of named items or of names, or a mapping of names to their fields."""
    if isinstance(node, yaml.MappingNode):
        for key_node, value in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                _item(supplied, kind, key_node.value, key_node, value)
        return
    if not isinstance(node, yaml.SequenceNode):
        supplied.refused.append(Refusal(_place(node), "write a list: a dash and a name on each line"))
        return
    for item in node.value:
        if isinstance(item, yaml.ScalarNode):
            _item(supplied, kind, item.value, item, None)
            continue
        names = [
            v.value
            for k, v in _pairs(item, supplied)
            if k in _NAME and isinstance(v, yaml.ScalarNode) and v.value.strip()
        ]
        if not names:
            supplied.refused.append(
                Refusal(_place(item), "has no name; write it as name: at the item's beginning")
            )
            continue
        _item(supplied, kind, names[0], item, item)


def _item(supplied: SuppliedFile, kind: Kind, name: str, where: yaml.Node, fields: yaml.Node | None) -> None:
    name = " ".join(name.split())
    first = len(supplied.entries)
    if kind != "vendor" and name:
        supplied.entries.append(Entry(kind, name, field_names(kind)["name"], name, _place(where)))
    if isinstance(fields, yaml.MappingNode):
        for key, value in _pairs(fields, supplied):
            if key not in _NAME:
                _field(supplied, kind, name, key, value)
        item = f"{_place(where)}|{name}"
        supplied.entries[first:] = [replace(entry, item=item) for entry in supplied.entries[first:]]
    elif isinstance(fields, yaml.ScalarNode) and fields.value.strip():
        supplied.refused.append(Refusal(_place(fields), f"{name}: write its fields below it, indented"))


def _field(supplied: SuppliedFile, kind: Kind, name: str, key: str, value: yaml.Node) -> None:
    wanted = field_names(kind).get(key)
    if wanted is None:
        _refuse_key(supplied, key, value, list(field_names(kind)))
        return
    text: str | tuple[str, ...]
    if isinstance(value, yaml.ScalarNode):
        if value.value.strip() in ("", "~", "null"):
            return  # a key left open says nothing
        text = value.value
    elif isinstance(value, yaml.SequenceNode):
        if not all(isinstance(item, yaml.ScalarNode) for item in value.value):
            supplied.refused.append(
                Refusal(_place(value), f"{key}: write one value on each line of the list")
            )
            return
        text = tuple(item.value for item in value.value)
    else:
        _nested(supplied, kind, name, key, value)
        return
    supplied.entries.append(Entry(kind, name, wanted, text, _place(value)))


def _nested(supplied: SuppliedFile, kind: Kind, name: str, key: str, node: yaml.Node) -> None:
    """Read what stands below a field: why it does not apply and who says so, or pieces of contact details."""
    names = field_names(kind)
    wanted = names[key]
    pairs = dict(_pairs(node, supplied))
    reason = next((v for k, v in pairs.items() if k in _NOT_APPLICABLE), None)
    if isinstance(reason, yaml.ScalarNode):
        state: State = "notApplicable"
        said = {
            what: next(
                (v.value for k, v in pairs.items() if k in keys and isinstance(v, yaml.ScalarNode)), None
            )
            for what, keys in (("by", _CONFIRMED_BY), ("on", _ON))
        }
        if not wanted.may_be_none:
            supplied.refused.append(Refusal(_place(node), f"{key}: always applies; give a value"))
            return
        supplied.entries.append(
            Entry(kind, name, wanted, reason.value, _place(reason), state, said["by"], said["on"])
        )
        return
    for piece, value in pairs.items():
        component = names.get(piece)
        if (
            component is None
            or component.component_of != wanted.key
            or not isinstance(value, yaml.ScalarNode)
        ):
            known = [f.labels["en"] for f in names.values() if f.component_of == wanted.key]
            _refuse_key(
                supplied, piece, value, sorted(set(known)) or ["not applicable", "confirmed by", "on"]
            )
            continue
        if value.value.strip():
            supplied.entries.append(Entry(kind, name, component, value.value, _place(value)))


def _pairs(node: yaml.Node, supplied: SuppliedFile) -> Iterator[tuple[str, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            supplied.refused.append(Refusal(_place(key), "a key must be a word"))
            continue
        name = normalise(key.value.replace("_", " "))
        if name in seen:
            supplied.refused.append(Refusal(_place(key), f"{key.value!r} stands twice; the first counts"))
            continue
        seen.add(name)
        yield name, value


def _refuse_key(supplied: SuppliedFile, key: str, node: yaml.Node, known: list[str]) -> None:
    near = [name for name, _ in closest(key, known, 3, at_least=60)]
    listed = ", ".join(sorted(known)[:8])
    hint = f"; did you mean {', '.join(map(repr, near))}?" if near else f"; known: {listed}"
    supplied.refused.append(Refusal(_place(node), f"no field named {key!r}{hint}"))


def _place(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"
