"""The notation of ``api/grammar.txt``, read into structures. A mistake is reported with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from centra_mock.wire.field_notation import Definition, FieldReader, Place, Structure, Token, is_leaf, own_fields
from centra_mock.wire.structures import Field, Grammar, ObjectType

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


Definitions: TypeAlias = dict[str, dict[str, Definition]]
"""Section -> name -> definition."""


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
    reader = FieldReader(definition, structures)
    fields = reader.fields()
    reader.end()
    return fields


def _object(definition: Definition, structures: Mapping[str, Structure]) -> ObjectType:
    """Return a type of object; its fields are its own, or those of a structure (``:Reference``)."""
    name = definition.other
    reader = FieldReader(definition, structures)
    fields, structure, kind = reader.typed() if reader.take(":") else (reader.fields(), None, None)
    reader.end()
    if not fields or fields[0].name != "id":
        definition.place.fail(f"{name}: the first field of a type is id")
    homed = tuple(replace(leaf, home=True) if leaf.name == "id" else leaf for leaf in own_fields(fields, kind or name))
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
    properties = found.groupdict()
    if "lookup" in properties and not is_leaf(root, properties["lookup"]):
        place.fail(f"{root.name}: it has no text {properties['lookup']} by which it could be looked up")
    if "scope" in properties and not is_leaf(root, f"{properties['scope']}/id"):
        place.fail(f"{root.name}: it has no {properties['scope']}/id within which its own id could be unique")
    if "made_on_sight" in properties:
        return {"made_on_sight": True}
    return {name: value or root.name for name, value in properties.items()}


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
