"""What is wrong with a scene: which file, which step, which field, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from centra_mock.errors import Refused
from centra_mock.suggestions import nearest

_PATH = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?$", re.DOTALL)
_WORDS = {"int": "a whole number", "str": "a text", "bool": "true or false", "array": "a list", "object": "fields",
          "decimal": "a number", "datetime": "a moment such as 2026-01-31T08:00:00+01:00",
          "null": "nothing"}  # fmt: skip


class Mistake(Refused):
    """A mistake in a scene. Its text starts with where it is."""


def unknown(name: str, known: Iterable[str]) -> str:
    """What to say of a name that is not known: the nearest that is, and all of them."""
    names = list(known)
    near = nearest(name, names)
    guess = f"did you mean {near}? It" if near else "it"
    return f"{name}: is not known here; {guess} can be {', '.join(names)}"


def explained(error: msgspec.ValidationError, kind: Any) -> str:
    """What a check found, in words for who wrote the scene."""
    found = _PATH.match(str(error))
    assert found is not None
    what, path = found["what"], found["path"] or ""
    where = f"{path}: " if path else ""
    if name := _quoted(what, "unknown field"):
        return where + unknown(name, _fields(kind, path))
    if name := _quoted(what, "missing required field"):
        return f"{where}{name}: is missing; it has to be there"
    if what.startswith("Invalid enum value"):
        allowed = _literals(_hint(kind, path))
        return f"{where}{what.removeprefix('Invalid enum value ')} is not known; it can be {', '.join(allowed)}"
    return where + re.sub(r"`([\w | ]+)`", _worded, what[:1].lower() + what[1:])


def _quoted(what: str, before: str) -> str | None:
    _, found, rest = what.partition(f"{before} `")
    name, end, _ = rest.partition("`")
    return name if found and end else None


def _worded(found: re.Match[str]) -> str:
    return " or ".join(_WORDS.get(word, word) for word in found[1].split(" | "))


def _hint(kind: Any, path: str) -> Any:
    """The type of the field at a path such as ``lines[0].quantity``."""
    for name in re.findall(r"\w+", re.sub(r"\[[^\[\]]*\]", "", path)):
        kind = get_type_hints(_struct(kind))[name]
    return kind


def _literals(kind: Any) -> list[str]:
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [found for arg in get_args(kind) for found in _literals(arg)]


def _struct(kind: Any) -> Any:
    """The struct in a type such as ``list[Line]``."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    return next((found for arg in get_args(kind) if (found := _struct(arg)) is not None), None)


def _fields(kind: Any, path: str) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(_struct(_hint(kind, path)))]
