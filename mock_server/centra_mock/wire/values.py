"""Trees as plain values, the way back from ``build``: dicts, lists and texts, as JSON holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from centra_mock.wire.build import Value
from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import Element

_UNKNOWN = Field("")


def as_values(tree: Element, field: Field) -> dict[str, Any]:
    """The fields of an element by name; what repeats is a list, even of one."""
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
    """Values as ``build`` takes them. Numbers are texts: in JSON, an id written as a number is the client's too."""
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
