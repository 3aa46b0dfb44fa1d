"""The read model of the page *Queue*: pages of events, and the diagnostics of the queue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from centra_mock.clock import event_age
from centra_mock.domain.events import Cursor, Event
from centra_mock.domain.queue_health import CappedCount, QueueSituation
from centra_mock.services.event_search import EventFilter, selection_of
from centra_mock.services.queries.queue_diagnostics import situation
from centra_mock.services.shop.events import find_event
from centra_mock.services.transactions import Transactions
from centra_mock.store.event_filters import FilteredEvents
from centra_mock.store.unit_of_work import UnitOfWork

EXPORTED = 1000
"""Events that are read together for an export: clients get their turn between."""

COUNTED = 10_000
"""Events that a search finds and that are counted, at most."""


class ShownEvent(NamedTuple):
    """An event with the ids that the client has."""

    event: Event
    entry: str
    market: str | None
    age: int
    """Seconds since it was queued."""


class EventPage(NamedTuple):
    """Some events, oldest first, and whether there are others around them."""

    events: list[ShownEvent]
    has_before: bool
    has_after: bool


class QueueQueries:
    """What is shown of the queue."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def situation(self) -> QueueSituation:
        """Return what the queue's health is judged by."""
        settings = self._transactions.settings
        with self._transactions.read() as unit:
            return situation(unit, settings.policy, settings.clock())

    def types(self, state: str) -> dict[str, int]:
        """Return how many events of a state there are of each type."""
        with self._transactions.read() as unit:
            return unit.queue.tallies.by_type(state)

    def page(self, wanted: EventFilter, place: Cursor, limit: int) -> EventPage:
        """Return the events next to a place."""
        with self._transactions.read() as unit:
            chosen, choice = FilteredEvents(unit.queue), selection_of(unit, wanted)
            found = chosen.page(choice, place, limit)
            if not found:
                return EventPage([], has_before=False, has_after=False)
            around = Cursor(before=found[0].id), Cursor(after=found[-1].id)
            before, after = (bool(chosen.page(choice, place, 1)) for place in around)
            return EventPage(shown_events(unit, found, self._now), before, after)

    def count(self, wanted: EventFilter) -> CappedCount:
        """Return how many events a filter finds; if a search finds very many, how many there are at least."""
        with self._transactions.read() as unit:
            return FilteredEvents(unit.queue).count(selection_of(unit, wanted), COUNTED)

    def all(self, wanted: EventFilter) -> Iterator[ShownEvent]:
        """Yield all events that a filter finds, oldest first, read some at a time: each time of another moment."""
        place = Cursor()
        while page := self.page(wanted, place, EXPORTED).events:
            yield from page
            place = Cursor(after=page[-1].event.id)

    def event(self, id: int) -> ShownEvent:
        """Return an event in any state. Raises ``NotFound``."""
        with self._transactions.read() as unit:
            return shown_events(unit, [find_event(unit, id)], self._now)[0]

    @property
    def _now(self) -> datetime:
        return self._transactions.settings.clock()


def shown_events(unit: UnitOfWork, found: Iterable[Event], now: datetime) -> list[ShownEvent]:
    """Return events with the client's ids, which are looked up all together."""
    found = list(found)
    objects = {(event.object_type, event.object_id) for event in found if event.object_type and event.object_id}
    markets = {("market", event.market) for event in found if event.market is not None}
    shown = dict(unit.ids.shown_many({*objects, *markets}))
    return [
        ShownEvent(
            event=event,
            entry=_shown(shown, event.object_type, event.object_id) or event.entry,
            market=_shown(shown, "market", event.market),
            age=event_age(event.date, now),
        )
        for event in found
    ]


def _shown(shown: dict[tuple[str, int], str], kind: str | None, internal: int | None) -> str | None:
    """Return the client's id of a thing, or ``None`` if there is no thing."""
    if kind is None or internal is None:
        return None
    return shown.get((kind, internal), str(internal))
