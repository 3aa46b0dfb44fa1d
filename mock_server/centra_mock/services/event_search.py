"""What a person may mean who searches the queue: an event, an object, or a type."""

from __future__ import annotations

from collections.abc import Iterator

from centra_mock.services.objects import named
from centra_mock.store.event_filters import Sought
from centra_mock.store.queue import STATES
from centra_mock.store.unit_of_work import Unit
from centra_mock.wire.operations import EVENT_TYPES

_WHOLE = 19
"""Digits of the largest number that a database keeps."""


def sought(unit: Unit, text: str) -> Sought:
    """Ids are meant as a whole, the client's and Centra's alike; a type by how it begins."""
    is_number = text.isascii() and text.isdigit() and len(text) < _WHOLE
    known = {type for state in STATES for type in unit.queue.tallies.by_type(state)}
    return Sought(
        id=int(text) if is_number else None,
        types=tuple(sorted(type for type in known if type.lower().startswith(text.lower()))),
        objects=tuple(_objects(unit, text)),
        entry=text,
    )


def _objects(unit: Unit, external: str) -> Iterator[tuple[str, int]]:
    """The objects that the client calls so, those that are gone too: their events tell of them."""
    for obj in EVENT_TYPES.values():
        yield from ((obj.name, internal) for internal in named(unit, obj.name, external))
