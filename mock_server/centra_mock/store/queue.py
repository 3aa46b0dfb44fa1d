"""The event queue: oldest first, each event there until it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    cast,
    func,
    insert,
    literal_column,
    or_,
    outerjoin,
    select,
    update,
)

from centra_mock.domain.events import CANCELLED, DONE, QUEUED, STATES, Event, QueueStats
from centra_mock.domain.queue_health import CappedCount, WaitingEvent
from centra_mock.store.counters import Counters
from centra_mock.store.event_counts import EventCounts
from centra_mock.store.prepared import many_values
from centra_mock.store.schema import DELIVERED, events, objects
from centra_mock.store.statements import AMONG, TENANT, one_of_many, selecting, tenant_rows, updating
from centra_mock.store.tenant_connection import TenantConnection

COUNTER = "event"


class ReadFilter(NamedTuple):
    """What a read of the queue asks for: all events, or those of a type or of markets."""

    type: str | None = None
    markets: tuple[int, ...] | None = None
    marketless: bool = False
    """Whether events of no market are of all markets."""


EVERY = ReadFilter()

EVENT = select(*(events.c[name] for name in Event._fields))
"""What an ``Event`` is read from."""

_WITH_DATA = select(
    *(func.coalesce(events.c.xml, objects.c.xml) if name == "xml" else events.c[name] for name in Event._fields)
).select_from(
    outerjoin(
        events,
        objects,
        (objects.c.tenant == events.c.tenant)
        & (objects.c.type == events.c.object_type)
        & (objects.c.id == events.c.object_id),
    )
)
"""The same, with the object as it is now where the event has no text of its own."""

IS_QUEUED = events.c.state == literal_column(f"'{QUEUED}'")
"""The state stands in the statement: were it bound, SQLite would plan the statement anew for each value, since it
compares the value with the conditions of the partial indexes. That takes ten times as long as an empty read."""

_WAITING = select(events.c.type, events.c.deliveries)
_ID = select(events.c.id)
_BY_ID = EVENT.where(*tenant_rows(events, "id"))
_DELIVERED = select(func.count(), func.max(events.c.deliveries)).where(*tenant_rows(events), DELIVERED)
_NEWEST_OF_OBJECT = (
    select(events.c.id, events.c.mission, events.c.deliveries)
    .where(IS_QUEUED, *tenant_rows(events, "object_type", "object_id"))
    .order_by(events.c.id.desc())
    .limit(1)
)
# The mission is read so that no index covers the query: SQLite would walk all of it instead of finding the ids.
_STATES_OF = selecting((events.c.id, events.c.state, events.c.type, events.c.mission), (), events.c.id)

_IDS = select(cast(bindparam("id"), events.c.id.type).label("id")).cte(recursive=True)
_NUMBERS = _IDS.union_all(select(_IDS.c.id + 1).where(_IDS.c.id < bindparam("last")))
_ADD_COPIES = insert(events).from_select(
    ["tenant", *Event._fields],
    select(
        *(
            _NUMBERS.c.id if column.name == "id" else cast(bindparam(name), column.type)
            for name, column in ((TENANT, events.c.tenant), *((name, events.c[name]) for name in Event._fields))
        )
    ),
)

_MOVE = updating(events, (), events.c.id)
_DELIVER = _MOVE.values(deliveries=events.c.deliveries + 1)


class EventRepository(TenantConnection):
    """The queue of one tenant."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        super().__init__(connection, tenant)
        self.counters = Counters(connection, tenant)

    @property
    def tallies(self) -> EventCounts:
        """Return the counts of events."""
        return EventCounts(self.connection, self.tenant)

    def add(self, event: Event) -> int:
        """Queue an event (its ``id`` is given here) and return its id."""
        id = self.counters.take(COUNTER)
        self._insert([event._replace(id=id, state=QUEUED)])
        return id

    def add_copies(self, event: Event, count: int) -> int:
        """Queue an event ``count`` times, in one statement, and return the first id. The ids follow each other."""
        first = self.counters.take(COUNTER, count)
        values = event._replace(id=first, state=QUEUED)._asdict()
        self.execute(_ADD_COPIES, **values, last=first + count - 1)
        self.tallies.change(QUEUED, {event.type: count})
        return first

    def _insert(self, added: Sequence[Event]) -> None:
        self.insert(events, *(event._asdict() for event in added))
        self.tallies.change(QUEUED, Counter(event.type for event in added))

    def coalesce(self, object_type: str, object_id: int, mission: str, market: int | None, xml: bytes | None) -> bool:
        """Update the newest queued event of an object to its current data.

        Returns ``False``, and changes nothing, if there is none, its mission differs or it was delivered: the client
        may have processed it.
        """
        newest = self.execute(_NEWEST_OF_OBJECT, object_type=object_type, object_id=object_id).first()
        if newest is None or newest.mission != mission or newest.deliveries:
            return False
        self.update(events, {"market": market, "xml": xml}, id=newest.id)
        return True

    def has_event_of(self, object_type: str, object_id: int) -> bool:
        """Return whether an object ever had an event."""
        same = self.matching(events, object_type=object_type, object_id=object_id)
        return self.scalar(select(events.c.id).where(*same, events.c.state.in_(STATES)).limit(1)) is not None

    def newest_of(self, object_type: str, object_id: int) -> Event | None:
        """Return the last event that an object made, queued or not."""
        same = self.matching(events, object_type=object_type, object_id=object_id)
        query = EVENT.where(*same, events.c.state.in_(STATES)).order_by(events.c.id.desc()).limit(1)
        row = self.connection.execute(query).first()
        return Event(*row) if row is not None else None

    def set_snapshots(self, object_type: str, object_id: int, xml: bytes) -> None:
        """Give the events of an object that is about to go its last data; those that are done may be resent."""
        self.run(update(events).where(*self._following(object_type, object_id)).values(xml=xml))

    def set_market(self, object_type: str, object_id: int, market: int | None) -> None:
        """Let the events of an object go with it to another market."""
        self.run(update(events).where(*self._following(object_type, object_id)).values(market=market))

    def oldest(self, limit: int, which: ReadFilter = EVERY) -> list[Event]:
        """Return the oldest queued events that a read asks for."""
        return [Event(*row) for row in self.execute(_reading(EVENT, *_shape(which)), **self._asked(which, limit))]

    def page(self, limit: int, which: ReadFilter) -> list[Event]:
        """Return the same events, each with its text: the snapshot, or the object as it is now."""
        return [Event(*row) for row in self.execute(_reading(_WITH_DATA, *_shape(which)), **self._asked(which, limit))]

    def waiting(self, limit: int, which: ReadFilter) -> list[WaitingEvent]:
        """Return the same events with only their types and deliveries."""
        return [
            WaitingEvent(*row) for row in self.execute(_reading(_WAITING, *_shape(which)), **self._asked(which, limit))
        ]

    def count(self, which: ReadFilter, at_most: int) -> CappedCount:
        """Return how many queued events a read asks for, counted up to ``at_most``."""
        if which.markets is None:
            known = self.tallies.by_type(QUEUED)
            return CappedCount(sum(known.values()) if which.type is None else known.get(which.type, 0))
        counted = self.execute(_counting(*_shape(which)), **self._asked(which, at_most + 1)).scalar()
        return CappedCount.up_to(at_most, counted)

    def mark_delivered(self, ids: Iterable[int], date: str) -> None:
        self.execute_among(_DELIVER, ids, delivered=date)

    def mark_done(self, ids: Iterable[int]) -> dict[int, str]:
        """Mark events done. Returns the state that each known one had before."""
        wanted = list(ids)
        known = list(self.execute_among(_STATES_OF, wanted))
        queued = [row for row in known if row.state == QUEUED]
        self._move([row.id for row in queued], DONE)
        self.tallies.move(QUEUED, DONE, Counter(row.type for row in queued))
        return {row.id: row.state for row in known}

    def length(self) -> int:
        return self.tallies.totals().get(QUEUED, 0)

    def all(self, limit: int | None = None, type: str | None = None, after: int = 0) -> list[Event]:
        """Return the queued events with ids above ``after``, oldest first."""
        query: Select[Any] = EVENT.where(*self.matching(events, state=QUEUED)).order_by(events.c.id).limit(limit)
        if type is not None:
            query = query.where(events.c.type == type)
        if after:
            query = query.where(events.c.id > after)
        return [Event(*row) for row in self.connection.execute(query)]

    def get(self, id: int) -> Event | None:
        """Return an event in any state, or ``None``."""
        row = self.execute(_BY_ID, id=id).first()
        return Event(*row) if row is not None else None

    def cancel(self, id: int) -> bool:
        """Take an event out of the queue; ``False`` if it was not in it."""
        found = self.get(id)
        if found is None or found.state != QUEUED:
            return False
        self._move([id], CANCELLED)
        self.tallies.move(QUEUED, CANCELLED, {found.type: 1})
        return True

    def stats(self) -> QueueStats:
        """Return the queue in numbers."""
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
        """Return how many queued events were delivered at least once, and the largest number of deliveries of one
        event."""
        count, most = self.execute(_DELIVERED).first()
        return count, most or 0

    def _following(self, object_type: str, object_id: int) -> list[ColumnElement[bool]]:
        """Return the conditions for the events of an object that have no snapshot, in any state."""
        same = self.matching(events, object_type=object_type, object_id=object_id)
        return [*same, events.c.state.in_(STATES), events.c.xml.is_(None)]

    def _asked(self, which: ReadFilter, limit: int) -> dict[str, Any]:
        """Return the values of a read's statement."""
        values: dict[str, Any] = {"limit": limit}
        if which.type is not None:
            values["type"] = which.type
        if which.markets is not None:
            values[AMONG] = many_values(self.connection, which.markets)
        return values

    def _move(self, ids: Iterable[int], state: str) -> None:
        self.execute_among(_MOVE, ids, state=state)


def _shape(which: ReadFilter) -> tuple[bool, bool, bool]:
    """Return what a read filters by: type, markets, and whether events of no market are included."""
    return which.type is not None, which.markets is not None, which.marketless


@cache
def _reading(what: Select[Any], by_type: bool, by_market: bool, marketless: bool) -> Select[Any]:
    """Return the query for the oldest queued events, with the filters of a shape."""
    query = what.where(IS_QUEUED, *tenant_rows(events, *(["type"] if by_type else [])))
    if by_market:
        here = one_of_many(events.c.market)
        query = query.where(or_(here, events.c.market.is_(None)) if marketless else here)
    return query.order_by(events.c.id).limit(bindparam("limit"))


@cache
def _counting(by_type: bool, by_market: bool, marketless: bool) -> Select[Any]:
    """Return the query that counts them."""
    return select(func.count()).select_from(_reading(_ID, by_type, by_market, marketless).subquery())
