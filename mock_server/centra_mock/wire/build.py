"""Trees from plain values: the grammar says the order of the elements and which ids are converted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import KIND, Element, element

Value: TypeAlias = str | int | bool | Element | Mapping[str, "Value"] | Sequence["Value"] | None
"""What a field may be given as.

``None`` leaves it out and ``""`` makes it empty. For an id, a whole number is an internal id and a text is
the client's.
"""


def build(field: Field, values: Mapping[str, Value]) -> Element:
    """An element with these fields, in the grammar's order; unknown names come last."""
    made = element(field.name)
    for name in sorted(values, key=lambda name: field.order.get(name, len(field.order))):
        _add(made, field.by_name.get(name) or Field(name), values[name])
    return made


def _add(parent: Element, field: Field, value: Value) -> None:
    if value is None:
        return
    # The commonest first: a whole season is built here.
    if isinstance(value, str | int):
        parent.append(_leaf(field, value))
    elif isinstance(value, Element):
        parent.append(value)
    elif isinstance(value, Mapping):
        parent.append(build(field, value))
    elif isinstance(value, Sequence):
        for item in value:
            _add(parent, field, item)
    else:
        parent.append(_leaf(field, value))


def _leaf(field: Field, value: str | int | bool) -> Element:
    if isinstance(value, bool):
        return element(field.name, "true" if value else "false")
    leaf = element(field.name, str(value) or None)
    if field.bears and isinstance(value, int):
        leaf.set(KIND, field.bears)
    return leaf
