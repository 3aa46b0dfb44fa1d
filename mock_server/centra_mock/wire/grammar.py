"""The structures of the API as data, read from ``grammar.txt``.

Everything that depends on a field's name derives from here: the WSDL, the merge keys, the places where ids
are converted, validation, and sample data. A new field is one word in ``grammar.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files

TEXT = "text"
VALUES = (TEXT, "int", "boolean", "number", "flag")
"""What a leaf may hold. ``number`` and ``flag`` (yes/no) are texts on the wire, as the WSDL says."""

SCOPES = {"size": "sizetable"}
"""Kinds whose ids are unique only within another thing (documented for sizes)."""


@dataclass(frozen=True)
class Field:
    """An element: a leaf with a value, or a group of fields."""

    name: str
    value: str = TEXT
    fields: tuple[Field, ...] = ()
    structure: str | None = None
    """The named structure this group's fields come from."""
    repeated: bool = False
    key: tuple[str, ...] = ()
    """Paths of the leaves that tell repeated siblings apart; none for plain texts."""
    bears: str | None = None
    """The kind of thing whose id this leaf holds."""
    home: bool = False
    """Whether sending this id makes the thing, rather than referring to it."""

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each field among its siblings."""
        return {field.name: place for place, field in enumerate(self.fields)}

    @property
    def is_leaf(self) -> bool:
        return not self.fields

    @cached_property
    def id(self) -> Field | None:
        """The leaf that holds this element's own id."""
        own = self.by_name.get("id")
        return own if own and own.bears else None

    @cached_property
    def holds_homes(self) -> bool:
        """Whether things have their home somewhere below this element."""
        return any(leaf.home for leaf in self.walk())

    @property
    def removes(self) -> str | None:
        """The sibling list from which this one removes (``variationsremove``)."""
        return self.name.removesuffix("remove") if self.name.endswith("remove") else None

    def find(self, path: str) -> Field:
        """The field at a path such as ``sizes/size``."""
        field = self
        for name in path.split("/"):
            field = field.by_name[name]
        return field

    def walk(self) -> Iterator[Field]:
        """This field and all below it."""
        yield self
        for field in self.fields:
            yield from field.walk()


@dataclass(frozen=True)
class ObjectType:
    """A type of object that has an update operation."""

    plural: str
    name: str
    field: Field

    @property
    def event_type(self) -> str:
        """What events call it: Centra says ``paymentterm`` there, but ``paymentterms`` in updates."""
        return self.name.removesuffix("s")


@dataclass(frozen=True)
class Grammar:
    objects: dict[str, ObjectType]
    messages: dict[str, Field]

    @cached_property
    def homes(self) -> frozenset[str]:
        """Kinds that something makes, so that a reference to an unknown one is a mistake."""
        made = {leaf.bears for obj in self.objects.values() for leaf in obj.field.walk() if leaf.home}
        return frozenset(kind for kind in made if kind)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of thing that has ids, in alphabetical order."""
        leaves = (leaf.bears for obj in self.objects.values() for leaf in obj.field.walk())
        return tuple(sorted({kind for kind in leaves if kind}))


_SECTION = re.compile(r"^\[(\w+)\]$")
_TOKEN = re.compile(r"\s+|[()]|\{[^}]*\}|[A-Za-z_][A-Za-z_0-9]*|[/*:@!-]")


class _Parser:
    """Reads the fields of one definition."""

    def __init__(self, text: str, structures: dict[str, tuple[str | None, tuple[Field, ...]]]) -> None:
        self.tokens = [token for token in _TOKEN.findall(text) if not token.isspace()]
        self.structures = structures

    def peek(self) -> str | None:
        return self.tokens[0] if self.tokens else None

    def take(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self.tokens.pop(0)
        return True

    def fields(self) -> tuple[Field, ...]:
        found = []
        while self.peek() not in (None, ")"):
            found.append(self.field())
        return tuple(found)

    def field(self) -> Field:
        name = self.tokens.pop(0)
        bears = home = None
        if self.take("@"):
            bears = self.tokens.pop(0)
        elif self.take("!"):
            home = True
        elif self.take("-"):
            bears = ""
        repeated = self.take("*")
        key: tuple[str, ...] = ()
        if (token := self.peek()) and token.startswith("{"):
            key = tuple(self.tokens.pop(0)[1:-1].split())
        kind, structure, value = name, None, TEXT
        fields: tuple[Field, ...] = ()
        if self.take("/"):
            fields = (self.field(),)
        elif self.take("("):
            fields = self.fields()
            self.take(")")
        elif self.take(":"):
            value = self.tokens.pop(0)
            if value not in VALUES:
                structure, value = value, TEXT
                of_kind, fields = self.structures[structure]
                kind = of_kind or name
        if repeated and fields and not key:
            key = (fields[0].name,)
        return Field(name, value, _own(fields, kind), structure, repeated, key, bears, bool(home))


def _own(fields: tuple[Field, ...], kind: str) -> tuple[Field, ...]:
    """The fields of a thing of this kind: its ``id`` bears the kind's ids."""
    return tuple(
        replace(field, bears=kind)
        if field.name == "id" and field.bears is None
        else replace(field, bears=None)
        if field.bears == ""
        else field
        for field in fields
    )


def _definitions(text: str) -> Iterator[tuple[str, str, str]]:
    """Each definition as (section, head, fields); an indented line goes on with the one before."""
    section = head = body = ""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" ") and head:
            yield section, head, body
            head = body = ""
        if match := _SECTION.match(line):
            section = match[1]
        elif line.startswith(" "):
            body += line
        else:
            head, _, body = line.partition(" ")
    if head:
        yield section, head, body


def parse(text: str) -> Grammar:
    """The grammar written in ``text``, in the notation that ``grammar.txt`` explains."""
    structures: dict[str, tuple[str | None, tuple[Field, ...]]] = {}
    objects: dict[str, ObjectType] = {}
    messages: dict[str, Field] = {}
    for section, head, body in _definitions(text):
        if section == "structures":
            name, _, kind = head.partition("@")
            structures[name] = (kind or None, _Parser(body, structures).fields())
        elif section == "objects":
            plural, _, name = head.partition("/")
            field = _object(name, body, structures)
            objects[name] = ObjectType(plural, name, field)
        else:
            messages[head] = Field(head, fields=_Parser(body, structures).fields())
    return Grammar(objects, messages)


def _object(name: str, body: str, structures: dict[str, tuple[str | None, tuple[Field, ...]]]) -> Field:
    body = body.strip()
    field = _Parser(f"{name}*{body}" if body.startswith(":") else f"{name}*({body})", structures).field()
    homed = tuple(replace(leaf, home=True) if leaf.name == "id" else leaf for leaf in field.fields)
    return replace(field, fields=homed)


GRAMMAR = parse(files(__package__).joinpath("grammar.txt").read_text("utf-8"))
OBJECTS = GRAMMAR.objects
