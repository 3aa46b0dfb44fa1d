"""The structures that the grammar describes: fields, types of objects, and the grammar as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

TEXT = "text"
VALUES = (TEXT, "int", "boolean", "number", "flag")
"""What a leaf may hold. ``number`` and ``flag`` (yes/no) are texts on the wire, as the WSDL says."""

MARKET = "market"
"""The kind of thing by which ``events_GetByMarkets`` chooses events."""

REMOVING = "remove"
"""The end of the name of a list whose items are taken out of the list beside it, as in ``variationsremove``."""


@dataclass(frozen=True)
class Field:
    """An element: a leaf with a value, or a group of fields."""

    name: str
    value: str = TEXT
    """One of ``VALUES``; of leaves only."""
    fields: tuple[Field, ...] = ()
    structure: str | None = None
    """The named structure that this group's fields come from."""
    repeated: bool = False
    key: tuple[str, ...] = ()
    """Paths of the leaves that tell repeated siblings apart; none for plain texts."""
    bears: str | None = None
    """The kind of thing whose id this leaf holds."""
    home: bool = False
    """Whether sending this id makes the thing, rather than referring to it."""

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Map the name of each field of this group to the field."""
        return {field.name: field for field in self.fields}

    @cached_property
    def order(self) -> dict[str, int]:
        """Map the name of each field of this group to its position, from 0."""
        return {field.name: position for position, field in enumerate(self.fields)}

    @cached_property
    def is_leaf(self) -> bool:
        return not self.fields

    @cached_property
    def id(self) -> Field | None:
        """Return the leaf that holds this element's own id, if it has a converted one."""
        own = self.by_name.get("id")
        return own if own and own.bears else None

    @cached_property
    def holds_homes(self) -> bool:
        """Return whether things have their home somewhere below this element."""
        return any(leaf.home for leaf in self.walk())

    @cached_property
    def holds_ids(self) -> bool:
        """Return whether this leaf, or one somewhere below this group, holds an id."""
        return any(leaf.bears for leaf in self.walk())

    @cached_property
    def removes(self) -> str | None:
        """Return the name of the sibling list from which the items of this one are taken out, if it is such a list."""
        return self.name.removesuffix(REMOVING) if self.name.endswith(REMOVING) else None

    def find(self, path: str) -> Field:
        """Return the field at a path such as ``sizes/size``. Raises ``KeyError``."""
        field = self
        for name in path.split("/"):
            field = field.by_name[name]
        return field

    def walk(self) -> Iterator[Field]:
        """Yield this field and all below it, in document order."""
        return (field for _, field in self.paths())

    def paths(self, path: str = "") -> Iterator[tuple[str, Field]]:
        """Yield this field and all below it, in document order, with their paths from here."""
        yield path, self
        for field in self.fields:
            yield from field.paths(f"{path}/{field.name}" if path else field.name)


@dataclass(frozen=True)
class ObjectType:
    """A type of object that has an update operation."""

    plural: str
    """The name of its update operation and of the element around its objects, as in ``products_Update``."""
    name: str
    field: Field
    event_type: str | None = None
    """The type of the events that changes of it make; ``None`` where they make none."""
    data_name: str | None = None
    """Another name under which event data is declared with the structure of this type."""
    made_on_sight: bool = False
    """Whether a reference to an unknown object of this type makes it."""
    lookup: str | None = None
    """The path of a text by which an object is found besides its id."""
    scope: str | None = None
    """The kind within which the ids of this type are unique, by the element that refers to it; ``None``: in all."""

    @cached_property
    def market(self) -> str | None:
        """Return the path of the id of the market that an object belongs to: its own, or the one it refers to."""
        paths = ("id", f"{MARKET}/id")
        return next((path for path, field in self.field.paths() if path in paths and field.bears == MARKET), None)


class ScopeHolder(NamedTuple):
    """A kind of thing that names the scope of the ids below it, as a variation names the size table of its sizes."""

    kind: str
    scope: str
    """The kind within which those ids are unique."""
    type: ObjectType
    """The type of object in which such things are made."""
    path: str
    """Where they stand in it."""


@dataclass(frozen=True)
class Grammar:
    """Every structure of the API."""

    objects: Mapping[str, ObjectType]
    """The types of objects by name."""
    messages: Mapping[str, Field]
    """The other elements of requests and responses by name."""

    @cached_property
    def homes(self) -> Mapping[str, ObjectType]:
        """Map each kind that something makes to the type in which it is made: a reference to another is a mistake."""
        made: dict[str, ObjectType] = {}
        for obj in self.objects.values():
            for leaf in obj.field.walk():
                if leaf.home and leaf.bears:
                    made.setdefault(leaf.bears, obj)
        return made

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Return every kind of thing that has ids, in alphabetical order."""
        leaves = (leaf.bears for obj in self.objects.values() for leaf in obj.field.walk())
        return tuple(sorted({kind for kind in leaves if kind}))

    @cached_property
    def scopes(self) -> Mapping[str, str]:
        """Map each kind whose ids are unique only within another thing to the kind of that thing."""
        return {obj.name: obj.scope for obj in self.objects.values() if obj.scope}

    @cached_property
    def scope_holders(self) -> tuple[ScopeHolder, ...]:
        """Return the kinds of things that name the scope of the ids below them; an object with such an id is none."""
        return tuple(
            ScopeHolder(field.id.bears, scope, obj, path)
            for scope in dict.fromkeys(self.scopes.values())
            for obj in self.objects.values()
            for path, field in obj.field.paths()
            if field.id and field.id.bears and field.id.home and scope in field.by_name and obj.scope != scope
        )

    @cached_property
    def event_types(self) -> Mapping[str, ObjectType]:
        """Map each type of event that can be asked for, besides all, to the type of its object."""
        return {obj.event_type: obj for obj in self.objects.values() if obj.event_type}

    @cached_property
    def event_data(self) -> Mapping[str, ObjectType]:
        """Map each element that can stand in an event's data to the type of object that it holds."""
        named = {obj.data_name: obj for obj in self.objects.values() if obj.data_name}
        return {**self.event_types, **named}
