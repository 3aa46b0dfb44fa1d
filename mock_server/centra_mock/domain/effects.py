"""What an exchange did in the mock, whether or not its answer got through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

IDS_NAMED = 5
"""How many of many are named."""

ID_LENGTH = 60
"""Characters that are kept of an id: one that has as many may have more."""


@dataclass(frozen=True)
class CountedIds:
    """How many there were, and the ids of the first."""

    count: int = 0
    first: Sequence[str] = ()

    @classmethod
    def of(cls, ids: Sequence[str]) -> CountedIds:
        return cls(len(ids), [id[:ID_LENGTH] for id in ids[:IDS_NAMED]])


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
    type: str | None = None
    """The type that was asked for, where it was not ``all``."""
    markets: CountedIds | None = None
    """The markets that were asked for, where it was by markets."""
    runs: Sequence[tuple[int, int]] = ()
    """The ids of the events: the lowest and the highest of each run in which none is missing."""

    def has(self, event: int) -> bool:
        """Return whether an event was delivered."""
        return any(lowest <= event <= highest for lowest, highest in self.runs)


def runs_of(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Return ids in rising order as runs without gaps.

    >>> runs_of([1, 2, 3, 7])
    [(1, 3), (7, 7)]
    """
    runs: list[tuple[int, int]] = []
    for id in ids:
        if runs and runs[-1][1] == id - 1:
            runs[-1] = (runs[-1][0], id)
        else:
            runs.append((id, id))
    return runs


@dataclass(frozen=True)
class Finished:
    """The effects of events_Done on the events that the client named."""

    done: int = 0
    already: CountedIds = CountedIds()
    """Those that were done or cancelled before."""
    unknown: CountedIds = CountedIds()


@dataclass(frozen=True)
class Updated:
    """The effects of an update on the objects that the client sent."""

    type: str
    made: CountedIds = CountedIds()
    changed: CountedIds = CountedIds()
    refused: CountedIds = CountedIds()

    def all_refused(self) -> Updated:
        """Return the same update where the whole request was undone, since some of its objects were refused."""
        sent = (self.refused, self.made, self.changed)
        ids = [id for some in sent for id in some.first]
        return Updated(self.type, refused=CountedIds(sum(some.count for some in sent), ids[:IDS_NAMED]))


@dataclass(frozen=True)
class Effects:
    """What an exchange did; nothing at all where it was not handled."""

    delivered: Delivered | None = None
    finished: Finished | None = None
    updated: Updated | None = None
    queued: int | None = None
    """The length of the queue after it."""


NOTHING_DONE = Effects()
"""The effects of an exchange that was not handled."""
