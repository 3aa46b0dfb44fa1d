"""The notation of a definition's fields in ``api/grammar.txt``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, NoReturn

from centra_mock.error_codes import Code
from centra_mock.errors import Unavailable
from centra_mock.wire.structures import TEXT, VALUES, Field


class Place(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    def fail(self, message: str) -> NoReturn:
        """Raise ``Unavailable`` for a mistake on this line."""
        raise Unavailable(Code.INVALID_EXTENSION, message, f"{self.file}, line {self.line}")


class Token(NamedTuple):
    text: str
    place: Place


@dataclass
class Definition:
    """A structure, a type or a message as it is written."""

    name: str
    other: str
    """The name behind ``@`` or ``/``: a structure's kind, or the singular of a type."""
    place: Place
    properties: list[Token] = field(default_factory=list)
    """The phrases between ``<`` and ``>``."""
    tokens: list[Token] = field(default_factory=list)
    """The fields."""


class Structure(NamedTuple):
    """A named group of fields."""

    kind: str | None
    """The kind of its own id wherever it is used; ``None`` for the kind of the element that has it."""
    fields: tuple[Field, ...]


class FieldReader:
    """Reads the fields of one definition from its tokens."""

    def __init__(self, definition: Definition, structures: Mapping[str, Structure]) -> None:
        self._definition = definition
        self._tokens = definition.tokens
        self._structures = structures
        self._position = 0

    def take(self, text: str) -> bool:
        """Return whether the next token is this one; if so, go on behind it."""
        if self._peek() != text:
            return False
        self._position += 1
        return True

    def fields(self) -> tuple[Field, ...]:
        """Return the fields up to a closing bracket or the end."""
        found = []
        while self._peek() not in ("", ")"):
            found.append(self._field())
        for name, count in Counter(each.name for each in found).items():
            if count > 1:
                self._fail(f"there is more than one field {name}")
        return tuple(found)

    def end(self) -> None:
        """Check that nothing is left."""
        if self._peek():
            self._fail(f"{self._peek()!r} is one too many")

    def typed(self) -> tuple[tuple[Field, ...], str | None, str | None]:
        """Return the fields of the structure that is named next, its name, and the kind that it is of."""
        name = self._name("a structure")
        if name not in self._structures:
            self._fail(f"there is no structure {name}; there are {', '.join(self._structures) or 'none'}")
        structure = self._structures[name]
        return structure.fields, name, structure.kind

    def _field(self) -> Field:
        name = self._name("a field")
        bears, home = None, False
        if self.take("@"):
            bears = self._name("a kind")
        elif self.take("!"):
            home = True
        elif self.take("-"):
            bears = ""
        repeated = self.take("*")
        key: tuple[str, ...] = ()
        if self._peek().startswith("{"):
            key = tuple(self._next()[1:-1].split())
        value = self._value()
        fields, structure, kind = ((), None, None) if value else self._group()
        if repeated and fields and not key:
            key = (fields[0].name,)
        found = Field(name, value or TEXT, own_fields(fields, kind or name), structure, repeated, key, bears, home)
        for path in key:
            if not is_leaf(found, path):
                self._fail(f"{name} has no text {path} that could tell it apart")
        return found

    def _value(self) -> str | None:
        """Return the type of a leaf, if the next tokens name one."""
        named = [each.text for each in self._tokens[self._position : self._position + 2]]
        if len(named) < 2 or named[0] != ":" or not named[1][0].islower():
            return None
        if named[1] not in VALUES:
            self._fail(f"there is no type {named[1]}; there are {', '.join(VALUES)}, and structures")
        self._position += 2
        return named[1]

    def _group(self) -> tuple[tuple[Field, ...], str | None, str | None]:
        """Return the fields that a field holds, and the name and the kind of the structure that they are from."""
        if self.take("/"):
            return (self._field(),), None, None
        if self.take("("):
            fields = self.fields()
            if not self.take(")"):
                self._fail("a bracket is not closed")
            return fields, None, None
        return self.typed() if self.take(":") else ((), None, None)

    def _name(self, what: str) -> str:
        if not self._peek().isidentifier():
            self._fail(f"the name of {what} is expected, not {self._peek() or 'the end'!r}")
        return self._next()

    def _peek(self) -> str:
        """Return the next token, or an empty text at the end."""
        return self._tokens[self._position].text if self._position < len(self._tokens) else ""

    def _next(self) -> str:
        self._position += 1
        return self._tokens[self._position - 1].text

    def _fail(self, message: str) -> NoReturn:
        """Raise ``Unavailable`` for the token at hand, or the last one."""
        at = min(self._position, len(self._tokens) - 1)
        place = self._tokens[at].place if self._tokens else self._definition.place
        place.fail(f"{self._definition.name}: {message}")


def own_fields(fields: Iterable[Field], kind: str) -> tuple[Field, ...]:
    """Return the fields of a thing of a kind: its ``id`` bears the kind's ids, unless it is marked otherwise."""
    return tuple(
        replace(each, bears=kind)
        if each.name == "id" and each.bears is None
        else replace(each, bears=None)
        if each.bears == ""
        else each
        for each in fields
    )


def is_leaf(root: Field, path: str) -> bool:
    try:
        return root.find(path).is_leaf
    except KeyError:
        return False
