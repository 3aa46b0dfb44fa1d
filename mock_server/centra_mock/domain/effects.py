"""What an exchange did in the mock, whether or not its answer got through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FIRST = 5
"""How many of many are named."""


@dataclass(frozen=True)
class Some:
    """How many there were, and the ids of the first."""

    count: int = 0
    first: Sequence[str] = ()

    @classmethod
    def of(cls, ids: Sequence[str]) -> Some:
        return cls(len(ids), [id[:60] for id in ids[:FIRST]])


@dataclass(frozen=True)
class Delivered:
    """What a read gave to the client."""

    events: int = 0
    again: int = 0
    """How many of them had been delivered before."""
    first: int | None = None
    """The lowest id, and below the highest."""
    last: int | None = None
    oldest: str | None = None
    """The date of the oldest event."""


@dataclass(frozen=True)
class Finished:
    """What came of the events that the client named in events_Done."""

    done: int = 0
    already: Some = Some()
    """Those that were done or cancelled before."""
    unknown: Some = Some()


@dataclass(frozen=True)
class Updated:
    """What became of the objects that an update sent."""

    type: str
    made: Some = Some()
    changed: Some = Some()
    refused: Some = Some()


@dataclass(frozen=True)
class Effects:
    """What an exchange did; nothing at all where it was not handled."""

    delivered: Delivered | None = None
    finished: Finished | None = None
    updated: Updated | None = None
    queued: int | None = None
    """The length of the queue after it."""
