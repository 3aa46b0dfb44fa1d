"""Filters of events: by state and type, by ids, or by the text of a search field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from centra_mock.domain.events import QUEUED, STATES
from centra_mock.scalars import whole_number
from centra_mock.services.objects import ids_named
from centra_mock.store.event_filters import EventSearch, EventSelection
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.operations import EVENT_TYPES


@dataclass(frozen=True)
class EventFilter:
    """Which events are meant; ``None`` filters nothing out. ``search`` finds ids of events and objects, and types."""

    state: str | None = QUEUED
    type: str | None = None
    ids: tuple[int, ...] | None = None
    search: str = ""


def selection_of(unit: UnitOfWork, wanted: EventFilter) -> EventSelection:
    """Return a filter as the store takes it."""
    search = wanted.search.strip()
    return EventSelection(wanted.state, wanted.type, wanted.ids, _sought(unit, search) if search else None)


def _sought(unit: UnitOfWork, text: str) -> EventSearch:
    """Return what a search may mean: whole ids, of the client and internal, and the beginning of a type."""
    known = {type for state in STATES for type in unit.queue.tallies.by_type(state)}
    return EventSearch(
        id=whole_number(text),
        types=tuple(sorted(type for type in known if type.lower().startswith(text.lower()))),
        objects=tuple(_objects(unit, text)),
        entry=text,
    )


def _objects(unit: UnitOfWork, external: str) -> Iterator[tuple[str, int]]:
    """Yield the objects with the client's id, deleted ones included, since they have events."""
    for obj in EVENT_TYPES.values():
        yield from ((obj.name, internal) for internal in ids_named(unit, obj.name, external))
