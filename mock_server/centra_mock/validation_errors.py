"""What msgspec found wrong in data, in plain words: the path to it, what is wrong there, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.inspect import (
    CollectionType,
    DictType,
    Field,
    LiteralType,
    Metadata,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.suggestions import choices, unknown

_UNKNOWN, _MISSING, _VALUE = "Object contains unknown field `", "Object missing required field `", "Invalid enum value "
_STEP = re.compile(r"(\w+)|\[[\d.]*\]")
_TYPES = re.compile(r"`([\w | ]+)`")

_MOMENT = "a moment with an offset, such as 2026-01-31T08:00:00+01:00"
_WORDS = {
    "int": "a whole number", "float": "a number", "decimal": "a number", "str": "a text", "bool": "true or false",
    "array": "a list", "object": "an object", "datetime": _MOMENT,
}  # fmt: skip
_SENTENCES = {
    "Invalid decimal string": "expected a number",
    "Invalid RFC3339 encoded datetime": f"expected {_MOMENT}",
    "Expected `datetime` with a timezone component": f"expected {_MOMENT}",
}
_LONGEST = 60
"""Characters of a wrong value that are shown."""


def shortened(value: str) -> str:
    """Return a wrong value as messages show it: the beginning of a long one."""
    return f"{value[:_LONGEST]}…" if len(value) > _LONGEST else value


def explain(error: msgspec.ValidationError, expected: Any) -> Refused:
    """Return what an error says of data that should be of a type, as in ``lines[0].quantity: expected …``."""
    what, at, path = str(error).rpartition(" - at `")
    if not at:
        what, path = path, ""
    key, path = path.startswith("key"), path.partition("$")[2].removesuffix("`").removeprefix(".")
    place = f"a name in {path}" if key and path else path
    return _explain(what, _at(type_info(expected), path), place)


def _explain(what: str, expected: list[Type], place: str) -> Refused:
    if what.startswith(_MISSING):
        name = what.removeprefix(_MISSING).removesuffix("`")
        return Refused(Code.MISSING_FIELD, f"{name}: is missing; it is required", place)
    if what.startswith(_UNKNOWN):
        name = what.removeprefix(_UNKNOWN).removesuffix("`")[:_LONGEST]
        return Refused(Code.UNKNOWN_FIELD, unknown(name, (field.encode_name for field in _fields(expected))), place)
    if what.startswith(_VALUE):
        allowed = [str(value) for each in expected if isinstance(each, LiteralType) for value in each.values]
        value = what.removeprefix(_VALUE)
        shown = shortened(value)
        near = choices(shown.strip("'"), allowed)
        return Refused(Code.UNKNOWN_VALUE, f"{shown} is not known; {near}", place)
    words = _SENTENCES.get(what) or _TYPES.sub(_words, what[:1].lower() + what[1:])
    return Refused(Code.INVALID_VALUE, words, place)


def _words(found: re.Match[str]) -> str:
    """Return words for types such as ``int | null``; that nothing is allowed too goes without saying."""
    names = found[1].split(" | ")
    return " or ".join(_WORDS.get(name, name) for name in names if name != "null" or len(names) == 1)


def _at(expected: Type, path: str) -> list[Type]:
    """Return the types that a value at a path such as ``lines[0].quantity`` may have."""
    found = list(_options(expected))
    for step in _STEP.finditer(path):
        found = [option for each in found for inner in _inner(each, step[1]) for option in _options(inner)]
    return found


def _options(expected: Type) -> Iterator[Type]:
    if isinstance(expected, Metadata):
        yield from _options(expected.type)
    elif isinstance(expected, UnionType):
        for each in expected.types:
            yield from _options(each)
    else:
        yield expected


def _inner(outer: Type, name: str | None) -> Iterator[Type]:
    """Yield the types of a field, or of the items of what has no fields."""
    if name is not None:
        yield from (field.type for field in _fields([outer]) if field.encode_name == name)
    elif isinstance(outer, CollectionType | VarTupleType):
        yield outer.item_type
    elif isinstance(outer, DictType):
        yield outer.value_type


def _fields(expected: list[Type]) -> Iterator[Field]:
    for each in expected:
        if isinstance(each, StructType):
            yield from each.fields
