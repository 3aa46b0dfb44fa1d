"""Fields of objects as people write them in files, checked against the grammar and made what ``build`` takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from centra_mock.error_codes import Code
from centra_mock.errors import FileError
from centra_mock.scalars import flag
from centra_mock.suggestions import unknown
from centra_mock.wire.grammar import OBJECTS, Field
from centra_mock.wire.values import Value


def plural_of(name: str) -> Field:
    """Return the objects that an update carries. Raises ``FileError``."""
    for obj in OBJECTS.values():
        if obj.plural == name:
            return obj.field
    raise FileError(Code.UNKNOWN_TYPE, unknown(name, (obj.plural for obj in OBJECTS.values())))


def grammar_of(path: str, values: Mapping[str, Any]) -> Field:
    """Return the structure at a path such as ``order/shipments/shipment``; ``{type}`` is a field of the values.

    Raises ``FileError`` for a type that there is not.
    """
    root, _, below = path.format_map(values).partition("/")
    field = type_of(root)
    return field.find(below) if below else field


def type_of(name: str) -> Field:
    if name not in OBJECTS:
        raise FileError(Code.UNKNOWN_TYPE, unknown(name, OBJECTS), "type")
    return OBJECTS[name].field


def read_fields(values: Mapping[str, Any], field: Field, path: str = "") -> dict[str, Value]:
    """Return the fields of an object. Raises ``FileError`` for a field that the type does not have."""
    read: dict[str, Value] = {}
    for name, value in values.items():
        if name not in field.by_name:
            raise FileError(Code.UNKNOWN_FIELD, unknown(name, field.by_name), path)
        read[name] = _value(value, field.by_name[name], f"{path}/{name}" if path else name)
    return read


def _value(value: Any, field: Field, path: str) -> Value:
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return _several(value, field, path)
    if field.is_leaf:
        if isinstance(value, Mapping):
            raise FileError(Code.TEXT_EXPECTED, f"a text is expected, not fields ({', '.join(value)})", path)
        return flag(value) if value in (True, False) and field.value == "flag" else value
    if not isinstance(value, Mapping):
        raise FileError(Code.FIELDS_EXPECTED, f"fields ({', '.join(field.by_name)}) are expected, not {value!r}", path)
    return read_fields(value, field, path)


def _several(values: list[Any], field: Field, path: str) -> Value:
    if field.repeated:
        return [_value(value, field, f"{path}[{number}]") for number, value in enumerate(values, 1)]
    (first, *others) = field.fields or (field,)
    if field.fields and not others and first.repeated:
        # ``variations: [...]`` is short for ``variations: {variation: [...]}``.
        return {first.name: _several(values, first, path)}
    raise FileError(Code.TEXT_EXPECTED, "a single value is expected, not a list", path)
