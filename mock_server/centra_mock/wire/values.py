"""Objects as plain values and as trees: dicts, lists and texts, as JSON holds them, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from lxml.etree import SubElement

from centra_mock.scalars import boolean
from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import KIND, Element, element

Value: TypeAlias = str | int | bool | Element | Mapping[str, "Value"] | Sequence["Value"] | None
"""What a field may be given as.

``None`` leaves it out and ``""`` makes it empty. For an id, a whole number is an internal id and a text is
the client's.
"""


def build(field: Field, values: Mapping[str, Value]) -> Element:
    """Return an element with these fields, in the grammar's order; unknown names come last."""
    made = element(field.name)
    _fill(made, field, values)
    return made


def _fill(made: Element, field: Field, values: Mapping[str, Value]) -> None:
    for known in field.fields:
        if known.name in values:
            _add(made, known, values[known.name])
    for name, value in values.items():
        if name not in field.by_name:
            _add(made, Field(name), value)


def _add(parent: Element, field: Field, value: Value) -> None:
    if value is None:
        return
    # The commonest first: a whole season is built here.
    if isinstance(value, str | int):
        _leaf(parent, field, value)
    elif isinstance(value, Element):
        parent.append(value)
    elif isinstance(value, Mapping):
        _fill(SubElement(parent, field.name), field, value)
    elif isinstance(value, Sequence):
        for item in value:
            _add(parent, field, item)
    else:
        _leaf(parent, field, value)


def _leaf(parent: Element, field: Field, value: str | int | bool) -> None:
    leaf = SubElement(parent, field.name)
    if isinstance(value, bool):
        leaf.text = boolean(value)
        return
    leaf.text = str(value) or None
    if field.bears and isinstance(value, int):
        leaf.set(KIND, field.bears)


_UNKNOWN = Field("")


def as_values(tree: Element, field: Field) -> dict[str, Any]:
    """Return the fields of an element by name; what repeats is a list, even of one."""
    values: dict[str, Any] = {}
    for sub in tree:
        name = str(sub.tag)
        known = field.by_name.get(name, _UNKNOWN)
        value = as_values(sub, known) if len(sub) else sub.text or ""
        if known.repeated:
            values.setdefault(name, []).append(value)
        elif name in values:
            before = values[name]
            values[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            values[name] = value
    return values


def from_json(values: Mapping[str, Any]) -> dict[str, Value]:
    """Return values as ``build`` takes them. Numbers become texts: an id may be a number in JSON."""
    return {name: _from_json(value) for name, value in values.items()}


def _from_json(value: Any) -> Value:
    if isinstance(value, Mapping):
        return from_json(value)
    if isinstance(value, list):
        return [_from_json(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    found: Value = value
    return found
