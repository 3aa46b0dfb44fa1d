"""Objects as trees: loading them, storing them with what is indexed, and showing them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from centra_mock.domain.conversion import convert_outbound, escaped_ids, homes_in, internal_keys
from centra_mock.domain.events import market_of
from centra_mock.error_codes import Code
from centra_mock.errors import Conflict, NotFound
from centra_mock.store.conversions import ConversionRow
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.grammar import GRAMMAR, OBJECTS, ObjectType
from centra_mock.wire.tree import UNPRINTABLE, Element, from_stored, own_id, text, to_stored


class FoundObject(NamedTuple):
    """An object with its two ids, as the client sees it."""

    internal: int
    id: str
    tree: Element
    scope: int = 0
    """What its id is unique in: the internal id of a size's size table, 0 for all else."""


def load_object(unit: UnitOfWork, type: str, id: int) -> Element | None:
    stored = unit.objects.get(type, id)
    return from_stored(stored) if stored else None


def read_shared(unit: UnitOfWork, type: str, id: int) -> Element | None:
    """Return an object as a tree that must not be changed. In bulk work, it is parsed once until it changes."""
    stored = unit.objects.get(type, id)
    if stored is None:
        return None
    seen: tuple[bytes, Element] | None = unit.cache.get((type, id))
    if seen is None or seen[0] is not stored:
        seen = unit.cache[type, id] = stored, from_stored(stored)
    return seen[1]


def store_object(unit: UnitOfWork, obj: ObjectType, tree: Element) -> None:
    """Store a tree with internal ids, and index what lives in it; its events go with it to another market."""
    id = own_id(tree)
    if obj.market and (before := load_object(unit, obj.name, id)) is not None:
        market = market_of(tree, obj)
        if market != market_of(before, obj):
            unit.queue.set_market(obj.name, id, market)
    handle = text(tree, obj.lookup) if obj.lookup else None
    unit.objects.put(obj.name, id, to_stored(tree), handle)
    unit.objects.put_parts(obj.name, id, set(homes_in(tree, obj.field)) - {(obj.name, id)})


def show(unit: UnitOfWork, stored: bytes) -> Element:
    """Return a stored object as the client sees it."""
    return from_stored(convert_outbound(stored, escaped_ids(unit.ids.shown_many(internal_keys(stored)))))


def found_objects(unit: UnitOfWork, type: str, rows: Sequence[tuple[int, bytes]]) -> list[FoundObject]:
    """Return stored objects as the client sees them. Their ids are looked up in one query."""
    keys = {(type, internal) for internal, _ in rows}.union(*(internal_keys(stored) for _, stored in rows))
    shown = dict(unit.ids.shown_many(keys))
    written = escaped_ids(shown.items())
    return [
        FoundObject(
            internal,
            shown.get((type, internal), str(internal)),
            from_stored(convert_outbound(stored, written)),
            _scope_in(type, from_stored(stored)),
        )
        for internal, stored in rows
    ]


def scope_of(unit: UnitOfWork, kind: str, internal: int) -> int:
    """Return the scope of the client's id of a thing: the size table of a size, else 0."""
    entry = unit.ids.by_internal(kind, internal)
    if entry is not None or kind not in GRAMMAR.scopes:
        return entry.scope if entry is not None else 0
    tree = read_shared(unit, kind, internal)
    return _scope_in(kind, tree) if tree is not None else 0


def _scope_in(kind: str, tree: Element) -> int:
    """Return the internal id of the scope of an object's id, 0 for ids without a scope."""
    scope = GRAMMAR.scopes.get(kind)
    return int(text(tree, f"{scope}/id")) if scope else 0


def exists(unit: UnitOfWork, kind: str, internal: int) -> bool:
    """Return whether a thing has or had this number: an object, an event about it, or a conversion entry."""
    if kind not in OBJECTS:
        return 0 < internal <= unit.ids.counters.last(kind)
    return (
        unit.objects.get(kind, internal) is not None
        or unit.ids.by_internal(kind, internal) is not None
        or unit.queue.has_event_of(kind, internal)
    )


def known_type(type: str) -> ObjectType:
    if type not in OBJECTS:
        raise NotFound(Code.UNKNOWN_TYPE, f"{type!r} is not known; there are {', '.join(OBJECTS)}", "type")
    return OBJECTS[type]


def ids_named(unit: UnitOfWork, type: str, external: str, scope: int | None = None) -> Iterator[int]:
    """Yield the internal ids of the objects with the client's id, deleted ones included.

    ``scope`` is that of the id; ``None`` for any.
    """
    if UNPRINTABLE.search(external):
        # No client could have sent it, and some databases can't be asked for it.
        return
    for each in sorted({0, *unit.ids.scopes(type, external)}) if scope is None else [scope]:
        id = unit.ids.find(type, external, each)
        if id is not None and scope in (None, scope_of(unit, type, id)):
            yield id


def find_object(unit: UnitOfWork, type: str, external: str, scope: int | None = None) -> int | None:
    """Return the internal id of an object that exists, by the client's id; ``None`` if there is none.

    Raises ``Conflict`` if objects in several scopes have the id and ``scope`` is ``None``.
    """
    found = [id for id in ids_named(unit, type, external, scope) if unit.objects.get(type, id) is not None]
    if len(found) > 1:
        entries = [ConversionRow(type, id, external, scope_of(unit, type, id)) for id in found]
        scopes = " or ".join(f"scope={entry.scope}" for entry in entries)
        raise Conflict(
            Code.AMBIGUOUS_ID,
            f'{type} "{external}" is in {len(found)} {GRAMMAR.scopes[type]}s; say which one is meant: {scopes}',
            entries=[entry._asdict() for entry in entries],
        )
    return found[0] if found else None
