"""Selections of many events: pages of them, and changes of all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    TextClause,
    and_,
    false,
    func,
    insert,
    literal,
    literal_column,
    null,
    or_,
    select,
    update,
)

from centra_mock.domain.events import QUEUED, STATES, Cursor, Event
from centra_mock.domain.queue_health import CappedCount
from centra_mock.store.queue import COUNTER, EVENT, EventRepository
from centra_mock.store.schema import NAMED, events
from centra_mock.store.tenant_connection import TenantConnection

Condition = ColumnElement[bool] | TextClause


class EventSearch(NamedTuple):
    """What a search may mean. An event is found if any of it is true of the event."""

    id: int | None = None
    types: tuple[str, ...] = ()
    objects: tuple[tuple[str, int], ...] = ()
    """Types of objects, and internal ids."""
    entry: str = ""
    """The ``entry`` of a raw event."""


@dataclass(frozen=True)
class EventSelection:
    """Which events are meant; what is ``None`` leaves nothing out."""

    state: str | None = QUEUED
    type: str | None = None
    ids: tuple[int, ...] | None = None
    sought: EventSearch | None = None
    but_not: tuple[str, tuple[int, ...]] | None = None
    """A type, and the internal ids of objects of it whose events are not meant."""


class FilteredEvents(TenantConnection):
    """Selections of events of one tenant."""

    def __init__(self, queue: EventRepository) -> None:
        super().__init__(queue.connection, queue.tenant)
        self.counters = queue.counters
        self.tallies = queue.tallies

    def page(self, choice: EventSelection, place: Cursor, limit: int) -> list[Event]:
        """Return the selected events next to a cursor, oldest first."""
        backwards = place.before is not None
        found: dict[int, Event] = {}
        # One query for each index: a query for any of them at once would sort all that it finds.
        for way in self._ways(choice):
            beyond = events.c.id < place.before if place.before is not None else events.c.id > place.after
            order = events.c.id.desc() if backwards else events.c.id
            query = EVENT.where(*way, beyond).order_by(order).limit(limit)
            found |= {row.id: Event(*row) for row in self.connection.execute(query)}
        nearest = sorted(found, reverse=backwards)[:limit]
        return [found[id] for id in sorted(nearest)]

    def count(self, choice: EventSelection, at_most: int) -> CappedCount:
        """Return how many events are selected. The result of a search is counted up to ``at_most``."""
        if choice.sought is None and choice.ids is None and choice.state is not None:
            types = self.tallies.by_type(choice.state)
            return CappedCount(sum(types.values()) if choice.type is None else types.get(choice.type, 0))
        some = select(events.c.id).where(self._condition(choice)).limit(at_most + 1).subquery()
        return CappedCount.up_to(at_most, self.scalar(select(func.count()).select_from(some)))

    def set_state(self, choice: EventSelection, state: str) -> int:
        """Put the chosen events that are queued into another state. Returns how many there were."""
        if choice.state not in (QUEUED, None):
            return 0
        queued = replace(choice, state=QUEUED)
        types = self._types(queued)
        self.run(update(events).where(self._condition(queued)).values(state=state))
        self.tallies.move(QUEUED, state, types)
        return sum(types.values())

    def resend(self, choice: EventSelection, date: str) -> int:
        """Queue the chosen events once more, in their order, dated anew. Returns how many there were."""
        types = self._types(choice)
        count = sum(types.values())
        if count:
            fresh: dict[str, ColumnElement[Any]] = {
                "id": literal(self.counters.take(COUNTER, count) - 1) + func.row_number().over(order_by=events.c.id),
                "state": literal(QUEUED),
                "date": literal(date),
                "deliveries": literal(0),
                "delivered": null(),
            }
            columns = [column.name for column in events.columns]
            again = select(*(fresh.get(name, events.c[name]) for name in columns)).where(self._condition(choice))
            self.run(insert(events).from_select(columns, again))
            self.tallies.change(QUEUED, types)
        return count

    def _types(self, choice: EventSelection) -> dict[str, int]:
        """Return how many events of each type are selected."""
        query = select(_found_type.label("type"), func.count()).where(self._condition(choice)).group_by(_found_type)
        return {row.type: row[1] for row in self.connection.execute(query)}

    def _condition(self, choice: EventSelection) -> ColumnElement[bool]:
        return or_(false(), *(and_(*way) for way in self._ways(choice)))

    def _ways(self, choice: EventSelection) -> list[list[Condition]]:
        """Return alternative conditions of which a selected event fulfils one. Each of them has an index."""
        named: list[Condition] = [] if choice.ids is None else [events.c.id.in_(choice.ids)]
        states = STATES if choice.state is None else (choice.state,)
        if choice.sought is not None:
            found = _found(choice.sought, choice.type)
        else:
            found = [[] if choice.type is None else [events.c.type == choice.type]]
        if choice.but_not is not None:
            type, ids = choice.but_not
            others = or_(events.c.object_type.is_(None), events.c.object_type != type, events.c.object_id.not_in(ids))
            named.append(others)
        return [[*self.matching(events, state=state), *named, *way] for state in states for way in found]


_found_type = events.c.type + literal_column("''")
"""The type of events that are found by something else. By the type as it is, SQLite would walk all that are of it."""


def _found(sought: EventSearch, type: str | None) -> list[list[Condition]]:
    """Return alternative conditions, each with an index in the order of ids, for what a search means."""
    narrowing: list[Condition] = [] if type is None else [_found_type == type]
    types = [each for each in sought.types if type in (None, each)]
    ways: list[list[Condition]] = [[events.c.type == each] for each in types]
    ways += [[events.c.object_type == kind, events.c.object_id == id, *narrowing] for kind, id in sought.objects]
    if sought.id is not None:
        ways.append([events.c.id == sought.id, *narrowing])
    if sought.entry:
        ways.append([NAMED, events.c.entry == sought.entry, *narrowing])
    return ways
