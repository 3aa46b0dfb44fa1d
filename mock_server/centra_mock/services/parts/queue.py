"""``centra.queue``: the queued events, and those that were done or cancelled."""

from __future__ import annotations

from dataclasses import replace

from centra_mock.clock import event_date
from centra_mock.domain.events import CANCELLED, Event, QueueStats
from centra_mock.domain.exchange import Poll
from centra_mock.services.event_operations import EventReader
from centra_mock.services.event_search import EventFilter, selection_of
from centra_mock.services.parts.rows import LiveSequence
from centra_mock.services.shop.events import find_event
from centra_mock.services.shop.transaction import ORDER
from centra_mock.services.transactions import Transactions
from centra_mock.store.event_filters import FilteredEvents
from centra_mock.store.queue import COUNTER
from centra_mock.wire.operations import READS


class Queue(LiveSequence[Event]):
    """The event queue of a Centra. As a list it is the queued events, oldest first."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def _rows(self) -> list[Event]:
        with self._transactions.read() as unit:
            return unit.queue.all()

    def __len__(self) -> int:
        with self._transactions.read() as unit:
            return unit.queue.length()

    @property
    def last_id(self) -> int:
        """Return the id of the newest event, in any state; 0 if there never was one."""
        with self._transactions.read() as unit:
            return unit.queue.counters.last(COUNTER)

    def stats(self) -> QueueStats:
        """Return the queue in numbers: length, age, types, deliveries."""
        with self._transactions.read() as unit:
            return unit.queue.stats()

    def events(self, type: str | None = None, after: int = 0, limit: int = 100) -> list[Event]:
        """Return queued events, of one type or of all, with ids above ``after``, oldest first."""
        with self._transactions.read() as unit:
            return unit.queue.all(limit, type, after)

    def event(self, id: int) -> Event:
        """Return an event in any state. Raises ``NotFound``."""
        with self._transactions.read() as unit:
            return find_event(unit, id)

    def event_xml(self, id: int) -> bytes:
        """Return an event in any state as it is sent to the client; this is no delivery. Raises ``NotFound``."""
        settings = self._transactions.settings
        with self._transactions.read() as unit:
            return EventReader(unit, settings.policy, settings.clock).write_one(find_event(unit, id))

    def deliveries(self, id: int) -> list[Poll]:
        """Return the client's calls that delivered an event, newest first, as far back as the journal goes.

        Raises ``NotFound``.
        """
        with self._transactions.read() as unit:
            count = find_event(unit, id).deliveries
            calls = unit.journal.polls(READS, unit.journal.retention.count) if count else []
            found = [call for call in reversed(calls) if call.effects.delivered and call.effects.delivered.has(id)]
            # Others are of an event that had this number before a state was loaded.
            return found[:count]

    def cancel(self, wanted: EventFilter) -> int:
        """Cancel the events that a filter finds, all together; only queued ones change. Return how many did."""
        with self._transactions.write() as unit:
            return FilteredEvents(unit.queue).set_state(selection_of(unit, wanted), CANCELLED)

    def resend(self, wanted: EventFilter) -> int:
        """Queue the events that a filter finds once more, all together. Return how many.

        Events of orders that are held stay where they are: the API is not given such an order.
        """
        with self._transactions.write() as unit:
            held = tuple(unit.objects.with_attributes(ORDER.name))
            chosen = replace(selection_of(unit, wanted), but_not=(ORDER.name, held))
            return FilteredEvents(unit.queue).resend(chosen, event_date(self._transactions.settings.clock()))
