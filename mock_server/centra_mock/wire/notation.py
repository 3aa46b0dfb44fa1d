"""The notation of ``api/grammar.txt``, read into structures. A mistake is reported with its file and line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, NoReturn, TypeAlias

from centra_mock.error_codes import Code
from centra_mock.errors import Unavailable
from centra_mock.wire.structures import TEXT, VALUES, Field, Grammar, ObjectType

SECTIONS = ("structures", "objects", "messages")

_NAME = r"[A-Za-z_]\w*"
_SECTION = re.compile(r"\[(.*)\]\s*")
_HEAD = re.compile(
    rf"(?P<name>{_NAME})(?P<mark>[@/](?P<other>{_NAME}))?(\s+<(?P<properties>[^>]*)>)?(?=\s|$)", re.ASCII
)
_TOKEN = re.compile(rf"\s+|(?P<token>[()/*:@!-]|\{{[^{{}}]*\}}|{_NAME})", re.ASCII)
PROPERTIES: Mapping[str, re.Pattern[str]] = {
    "makes events": re.compile(r"makes events(?: as (?P<event_type>\w+))?"),
    "data as NAME": re.compile(r"data as (?P<data_name>\w+)"),
    "made on sight": re.compile(r"(?P<made_on_sight>made on sight)"),
    "looked up by PATH": re.compile(r"looked up by (?P<lookup>[\w/]+)"),
    "unique within KIND": re.compile(r"unique within (?P<scope>\w+)"),
}
"""What can stand between ``<`` and ``>``, as people write it, and how it is read."""


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


Definitions: TypeAlias = dict[str, dict[str, Definition]]
"""Section -> name -> definition."""


class Structure(NamedTuple):
    """A named group of fields."""

    kind: str | None
    """The kind of its own id wherever it is used; ``None`` for the kind of the element that has it."""
    fields: tuple[Field, ...]


def parse(sources: Iterable[tuple[str, str]]) -> Grammar:
    """Return the grammar that is written in some files, each given by its name and its text.

    A definition that stands in several files has the fields of all of them, in the order of the files.
    Raises ``Unavailable`` with the file and the line of a mistake.
    """
    found: Definitions = {section: {} for section in SECTIONS}
    for file, text in sources:
        _read(file, text, found)
    structures: dict[str, Structure] = {}
    for definition in found["structures"].values():
        structures[definition.name] = Structure(definition.other or None, _fields(definition, structures))
    objects: dict[str, ObjectType] = {}
    for definition in found["objects"].values():
        obj = _object(definition, structures)
        _check_names(obj, objects.values(), structures, definition.place)
        objects[obj.name] = obj
    messages = {each.name: Field(each.name, fields=_fields(each, structures)) for each in found["messages"].values()}
    return Grammar(objects, messages)


def _read(file: str, text: str, found: Definitions) -> None:
    """Add the definitions of a file to those of the files before it."""
    section: str | None = None
    definition: Definition | None = None
    for number, line in enumerate(text.splitlines(), 1):
        place = Place(file, number)
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace():
            if definition is None:
                place.fail("an indented line continues a definition, but there is none above it")
            definition.tokens += _tokens(line, place)
        elif heading := _SECTION.fullmatch(line):
            section, definition = heading[1], None
            if section not in found:
                place.fail(f"there is no section [{section}]; there are {', '.join(f'[{each}]' for each in SECTIONS)}")
        elif section is None:
            place.fail("a definition belongs to a section; begin with a line such as [objects]")
        else:
            definition = _definition(line, place, section, found[section])


def _definition(line: str, place: Place, section: str, known: dict[str, Definition]) -> Definition:
    """Read the line with which a definition begins; one whose name is known is continued."""
    head = _HEAD.match(line)
    if head is None:
        place.fail(f"{line.split()[0]!r} is no name; a definition begins with one, as in products/product")
    name, other = head["name"], head["other"] or ""
    if section == "objects" and not (head["mark"] or "").startswith("/"):
        place.fail(f"{name}: a type is named by its plural and its singular, as in products/product")
    definition = known.setdefault(name, Definition(name, other, place))
    if other and other != definition.other:
        place.fail(f"{name}: it is {name}{head['mark'][0]}{definition.other} in {definition.place.file}, not {other}")
    phrases = filter(None, (" ".join(phrase.split()) for phrase in (head["properties"] or "").split(",")))
    definition.properties += (Token(phrase, place) for phrase in phrases)
    definition.tokens += _tokens(line[head.end() :], place)
    return definition


def _tokens(line: str, place: Place) -> Iterator[Token]:
    position = 0
    while position < len(line):
        found = _TOKEN.match(line, position)
        if found is None:
            place.fail(f"{line[position:].split()[0]!r} is not understood; a name or one of ( ) / * : @ ! - {{…}} is")
        if found["token"]:
            yield Token(found["token"], place)
        position = found.end()


def _fields(definition: Definition, structures: Mapping[str, Structure]) -> tuple[Field, ...]:
    reader = _FieldReader(definition, structures)
    fields = reader.fields()
    reader.end()
    return fields


def _object(definition: Definition, structures: Mapping[str, Structure]) -> ObjectType:
    """Return a type of object; its fields are its own, or those of a structure (``:Reference``)."""
    name = definition.other
    reader = _FieldReader(definition, structures)
    fields, structure, kind = reader.typed() if reader.take(":") else (reader.fields(), None, None)
    reader.end()
    if not fields or fields[0].name != "id":
        definition.place.fail(f"{name}: the first field of a type is id")
    homed = tuple(replace(leaf, home=True) if leaf.name == "id" else leaf for leaf in _own(fields, kind or name))
    root = Field(name, fields=homed, structure=structure, repeated=True, key=("id",))
    properties: dict[str, Any] = {}
    for phrase, place in definition.properties:
        properties |= _property(phrase, place, root)
    return ObjectType(definition.name, name, root, **properties)


def _property(phrase: str, place: Place, root: Field) -> dict[str, Any]:
    """Return what a phrase between ``<`` and ``>`` says of a type, as arguments of ``ObjectType``."""
    found = next((match for pattern in PROPERTIES.values() if (match := pattern.fullmatch(phrase))), None)
    if found is None:
        place.fail(f"{root.name}: {phrase!r} is not known of a type; there are: {', '.join(PROPERTIES)}")
    said = found.groupdict()
    if "lookup" in said and not _is_leaf(root, said["lookup"]):
        place.fail(f"{root.name}: it has no text {said['lookup']} by which it could be looked up")
    if "scope" in said and not _is_leaf(root, f"{said['scope']}/id"):
        place.fail(f"{root.name}: it has no {said['scope']}/id within which its own id could be unique")
    if "made_on_sight" in said:
        return {"made_on_sight": True}
    return {name: value or root.name for name, value in said.items()}


def _is_leaf(root: Field, path: str) -> bool:
    try:
        return root.find(path).is_leaf
    except KeyError:
        return False


def _check_names(
    obj: ObjectType, others: Iterable[ObjectType], structures: Mapping[str, Structure], place: Place
) -> None:
    """Check that no name of a type is another's: of the type, of its events, or of its structure in the WSDL."""
    for other in others:
        if obj.name == other.name:
            place.fail(f"{obj.plural}/{obj.name}: {other.plural}/{other.name} has the same singular")
        for shared in {obj.event_type, obj.data_name} & {other.event_type, other.data_name} - {None}:
            place.fail(f"{obj.name}: the events of {other.name} are called {shared} already")
    if obj.field.structure != (capitalized := obj.name.capitalize()) and capitalized in structures:
        place.fail(f"{obj.name}: there is a structure {capitalized}, and the WSDL would have two types of this name")


class _FieldReader:
    """Reads the fields of one definition from its tokens."""

    def __init__(self, definition: Definition, structures: Mapping[str, Structure]) -> None:
        self._definition = definition
        self._tokens = definition.tokens
        self._structures = structures
        self._position = 0

    def take(self, text: str) -> bool:
        """Whether the next token is this one; if so, go on behind it."""
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
        found = Field(name, value or TEXT, _own(fields, kind or name), structure, repeated, key, bears, home)
        for path in key:
            if not _is_leaf(found, path):
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


def _own(fields: Iterable[Field], kind: str) -> tuple[Field, ...]:
    """Return the fields of a thing of a kind: its ``id`` bears the kind's ids, unless it is marked otherwise."""
    return tuple(
        replace(each, bears=kind)
        if each.name == "id" and each.bears is None
        else replace(each, bears=None)
        if each.bears == ""
        else each
        for each in fields
    )
