"""The event queue: oldest first, each event there until it is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, insert, or_, select, update

from centra_mock.domain.events import DONE, QUEUED
from centra_mock.store.connection import Scoped
from centra_mock.store.counters import Counters
from centra_mock.store.schema import events

_COUNTER = "event"


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


class Queue(Scoped):
    """The queue of one tenant."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        super().__init__(connection, tenant)
        self.counters = Counters(connection, tenant)

    def add(self, event: Event) -> int:
        """Queue an event (its ``id`` is given here) and return its id."""
        id = self.counters.take(_COUNTER)
        values = {**event._asdict(), "tenant": self.tenant, "id": id, "state": QUEUED}
        self.run(insert(events).values(values))
        return id

    def has_event(self, object_type: str, object_id: int, mission: str) -> bool:
        same = self.of(events, state=QUEUED, object_type=object_type, object_id=object_id, mission=mission)
        return self.scalar(select(events.c.id).where(*same).limit(1)) is not None

    def oldest(
        self, limit: int, type: str | None = None, markets: Iterable[int] | None = None, marketless: bool = False
    ) -> list[Event]:
        """The oldest queued events, of a type and of some markets if asked for."""
        query = _EVENT.where(*self.of(events, state=QUEUED)).order_by(events.c.id).limit(limit)
        if type is not None:
            query = query.where(events.c.type == type)
        if markets is not None:
            here = events.c.market.in_(list(markets))
            query = query.where(or_(here, events.c.market.is_(None)) if marketless else here)
        return [Event(*row) for row in self.connection.execute(query)]

    def mark_delivered(self, ids: Iterable[int], date: str) -> None:
        change = {"deliveries": events.c.deliveries + 1, "delivered": date}
        self._update(ids, change)

    def done(self, ids: Iterable[int]) -> dict[int, str]:
        """Mark events done. Returns the state that each known one had before."""
        wanted = list(ids)
        query = select(events.c.id, events.c.state).where(*self.of(events))
        states = {row.id: row.state for row in self.rows_in(query, events.c.id, wanted)}
        self._update([id for id, state in states.items() if state == QUEUED], {"state": DONE})
        return states

    def length(self) -> int:
        return int(self.scalar(select(func.count()).where(*self.of(events, state=QUEUED))))

    def all(self, limit: int | None = None) -> list[Event]:
        """The queued events, oldest first."""
        query: Select[Any] = _EVENT.where(*self.of(events, state=QUEUED)).order_by(events.c.id).limit(limit)
        return [Event(*row) for row in self.connection.execute(query)]

    def _update(self, ids: Iterable[int], values: dict[str, Any]) -> None:
        wanted = list(ids)
        for start in range(0, len(wanted), 500):
            chosen = events.c.id.in_(wanted[start : start + 500])
            self.run(update(events).where(*self.of(events), chosen).values(values))


_EVENT = select(*(events.c[name] for name in Event._fields))
