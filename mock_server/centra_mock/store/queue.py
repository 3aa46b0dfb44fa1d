"""The event queue: oldest first, each event there until it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, insert, or_, select, update

from centra_mock.domain.counted import Counted
from centra_mock.domain.events import CANCELLED, DONE, QUEUED
from centra_mock.domain.queue_health import Waiting
from centra_mock.store.connection import Scoped
from centra_mock.store.counters import Counters
from centra_mock.store.schema import DELIVERED, events
from centra_mock.store.tallies import Tallies

COUNTER = "event"
STATES = (QUEUED, DONE, CANCELLED)
"""All states, which queries name for the sake of the index."""


class Event(NamedTuple):
    """A queued event. ``object_type`` and ``object_id`` are empty for a raw one, which has ``entry`` and ``xml``."""

    id: int
    type: str
    object_type: str | None
    object_id: int | None
    entry: str
    mission: str
    date: str
    market: int | None
    xml: bytes | None
    deliveries: int = 0
    delivered: str | None = None
    state: str = QUEUED


class Which(NamedTuple):
    """What a read of the queue asks for: all events, or those of a type or of markets."""

    type: str | None = None
    markets: tuple[int, ...] | None = None
    marketless: bool = False
    """Whether events of no market are of all markets."""


EVERY = Which()

EVENT = select(*(events.c[name] for name in Event._fields))
"""What an ``Event`` is read from."""

_WAITING = select(events.c.type, events.c.deliveries)


class QueueStats(NamedTuple):
    """The queue in numbers."""

    length: int
    oldest_id: int | None
    oldest_date: str | None
    by_type: dict[str, int]
    delivered: int
    """Queued events that were delivered at least once."""
    deliveries: int
    """The most that one of them was delivered."""
    done: int
    cancelled: int


class Queue(Scoped):
    """The queue of one tenant."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        super().__init__(connection, tenant)
        self.counters = Counters(connection, tenant)

    @property
    def tallies(self) -> Tallies:
        """How many events there are."""
        return Tallies(self.connection, self.tenant)

    def add(self, event: Event) -> int:
        """Queue an event (its ``id`` is given here) and return its id."""
        return self.add_all([event])

    def add_all(self, added: Sequence[Event]) -> int:
        """Queue events, whose ids follow each other, and return the first id."""
        first = self.counters.take(COUNTER, len(added))
        self._insert([event._replace(id=id, state=QUEUED) for id, event in enumerate(added, first)])
        self.tallies.change(QUEUED, Counter(event.type for event in added))
        return first

    def _insert(self, added: Sequence[Event]) -> None:
        self.connection.execute(insert(events), [{**event._asdict(), "tenant": self.tenant} for event in added])

    def renew(self, object_type: str, object_id: int, mission: str, market: int | None, xml: bytes | None) -> bool:
        """Let the newest queued event of an object tell of it as it is now.

        ``False`` where there is none, or it has another mission, or was delivered: who has it may be done with it.
        """
        same = self.of(events, state=QUEUED, object_type=object_type, object_id=object_id)
        query = select(events.c.id, events.c.mission, events.c.deliveries).where(*same)
        newest = self.connection.execute(query.order_by(events.c.id.desc()).limit(1)).first()
        if newest is None or newest.mission != mission or newest.deliveries:
            return False
        self.run(update(events).where(*self.of(events, id=newest.id)).values(market=market, xml=xml))
        return True

    def tells_of(self, object_type: str, object_id: int) -> bool:
        """Whether there ever was an event of an object."""
        same = self.of(events, object_type=object_type, object_id=object_id)
        return self.scalar(select(events.c.id).where(*same, events.c.state.in_(STATES)).limit(1)) is not None

    def keep_data(self, object_type: str, object_id: int, xml: bytes) -> None:
        """Give the events of an object that is about to go its last data; those that are done may be resent."""
        self.run(update(events).where(*self._following(object_type, object_id)).values(xml=xml))

    def move(self, object_type: str, object_id: int, market: int | None) -> None:
        """Let the events of an object go with it to another market."""
        self.run(update(events).where(*self._following(object_type, object_id)).values(market=market))

    def oldest(self, limit: int, which: Which = EVERY) -> list[Event]:
        """The oldest queued events of those that a read asks for."""
        query = EVENT.where(*self._asked(which)).order_by(events.c.id).limit(limit)
        return [Event(*row) for row in self.connection.execute(query)]

    def waiting(self, limit: int, which: Which) -> list[Waiting]:
        """The same, and no more of each than how it waits."""
        query = _WAITING.where(*self._asked(which)).order_by(events.c.id).limit(limit)
        return [Waiting(*row) for row in self.connection.execute(query)]

    def count(self, which: Which, at_most: int) -> Counted:
        """How many events a read could get; no more are counted than asked for."""
        if which.markets is None:
            known = self.tallies.by_type(QUEUED)
            return Counted(sum(known.values()) if which.type is None else known.get(which.type, 0))
        some = select(events.c.id).where(*self._asked(which)).limit(at_most + 1).subquery()
        return Counted.up_to(at_most, self.scalar(select(func.count()).select_from(some)))

    def _asked(self, which: Which) -> list[ColumnElement[bool]]:
        found = self.of(events, state=QUEUED)
        if which.type is not None:
            found.append(events.c.type == which.type)
        if which.markets is not None:
            here = events.c.market.in_(which.markets)
            found.append(or_(here, events.c.market.is_(None)) if which.marketless else here)
        return found

    def mark_delivered(self, ids: Iterable[int], date: str) -> None:
        change = {"deliveries": events.c.deliveries + 1, "delivered": date}
        self._update(ids, change)

    def done(self, ids: Iterable[int]) -> dict[int, str]:
        """Mark events done. Returns the state that each known one had before."""
        wanted = list(ids)
        # The mission is read so that no index covers the query: SQLite would walk all of it instead of finding the ids.
        query = select(events.c.id, events.c.state, events.c.type, events.c.mission).where(*self.of(events))
        known = list(self.rows_in(query, events.c.id, wanted))
        queued = [row for row in known if row.state == QUEUED]
        self._update([row.id for row in queued], {"state": DONE})
        self.tallies.move(QUEUED, DONE, Counter(row.type for row in queued))
        return {row.id: row.state for row in known}

    def length(self) -> int:
        return self.tallies.totals().get(QUEUED, 0)

    def all(self, limit: int | None = None, type: str | None = None, after: int = 0) -> list[Event]:
        """The queued events with ids above ``after``, oldest first."""
        query: Select[Any] = EVENT.where(*self.of(events, state=QUEUED)).order_by(events.c.id).limit(limit)
        if type is not None:
            query = query.where(events.c.type == type)
        if after:
            query = query.where(events.c.id > after)
        return [Event(*row) for row in self.connection.execute(query)]

    def get(self, id: int) -> Event | None:
        """An event, queued or not."""
        row = self.connection.execute(EVENT.where(*self.of(events, id=id))).first()
        return Event(*row) if row is not None else None

    def cancel(self, id: int) -> bool:
        """Take an event out of the queue; ``False`` if it was not in it."""
        found = self.get(id)
        if found is None or found.state != QUEUED:
            return False
        self._update([id], {"state": CANCELLED})
        self.tallies.move(QUEUED, CANCELLED, {found.type: 1})
        return True

    def stats(self) -> QueueStats:
        """The queue in numbers."""
        totals = self.tallies.totals()
        oldest = self.oldest(1)
        count, most = self.delivered()
        return QueueStats(
            length=totals.get(QUEUED, 0),
            oldest_id=oldest[0].id if oldest else None,
            oldest_date=oldest[0].date if oldest else None,
            by_type=self.tallies.by_type(QUEUED),
            delivered=count,
            deliveries=most,
            done=totals.get(DONE, 0),
            cancelled=totals.get(CANCELLED, 0),
        )

    def delivered(self) -> tuple[int, int]:
        """How many queued events were delivered at least once, and how often one of them was, at the most."""
        query = select(func.count(), func.max(events.c.deliveries)).where(*self.of(events), DELIVERED)
        count, most = self.connection.execute(query).one()
        return count, most or 0

    def _following(self, object_type: str, object_id: int) -> list[ColumnElement[bool]]:
        """The events that show an object as it is, queued or not: they have no text of their own."""
        same = self.of(events, object_type=object_type, object_id=object_id)
        return [*same, events.c.state.in_(STATES), events.c.xml.is_(None)]

    def _update(self, ids: Iterable[int], values: dict[str, Any]) -> None:
        wanted = list(ids)
        for start in range(0, len(wanted), 500):
            chosen = events.c.id.in_(wanted[start : start + 500])
            self.run(update(events).where(*self.of(events), chosen).values(values))
