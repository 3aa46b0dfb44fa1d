"""The page *Queue* of Centra's module: its events, in numbers and one by one, and the tools on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from centra_mock.clock import event_age, event_date
from centra_mock.domain.capped_count import Counted
from centra_mock.domain.events import CANCELLED, QUEUED
from centra_mock.domain.queue_health import Situation
from centra_mock.services.event_operations import EventReader
from centra_mock.services.event_search import sought
from centra_mock.services.queue_diagnostics import situation
from centra_mock.services.shop.events import find_event
from centra_mock.services.tenancy import Tenancy
from centra_mock.store.event_filters import Choice, Chosen, Place
from centra_mock.store.journal import Poll
from centra_mock.store.queue import COUNTER, Event, QueueStats
from centra_mock.store.unit_of_work import Unit
from centra_mock.wire.operations import READS

EXPORTED = 1000
"""Events that are read together for an export: clients get their turn between."""

COUNTED = 10_000
"""Events that a search finds and that are counted while somebody looks."""


@dataclass(frozen=True)
class Wanted:
    """Which events a person means. What is ``None`` chooses nothing away; a search finds ids and types."""

    state: str | None = QUEUED
    type: str | None = None
    ids: tuple[int, ...] | None = None
    search: str = ""


class Seen(NamedTuple):
    """An event with what it shows: ids as the client has them."""

    event: Event
    entry: str
    market: str | None
    age: int
    """Seconds since it was queued."""


class Page(NamedTuple):
    """Some events, oldest first, and whether there are others around them."""

    events: list[Seen]
    has_before: bool
    has_after: bool


class QueuePage(Tenancy):
    """The queue of a Centra, and what was done and cancelled."""

    @property
    def queue(self) -> list[Event]:
        """The queued events, oldest first."""
        with self._begin() as unit:
            return unit.queue.all()

    @property
    def queue_length(self) -> int:
        with self._begin() as unit:
            return unit.queue.length()

    @property
    def last_event(self) -> int:
        """The id of the newest event, 0 for none; queued or not."""
        with self._begin() as unit:
            return unit.queue.counters.last(COUNTER)

    def queue_stats(self) -> QueueStats:
        """The queue in numbers: length, age, types, deliveries."""
        with self._begin() as unit:
            return unit.queue.stats()

    def events(self, type: str | None = None, after: int = 0, limit: int = 100) -> list[Event]:
        """Queued events with ids above ``after``, oldest first."""
        with self._begin() as unit:
            return unit.queue.all(limit, type, after)

    def queue_situation(self) -> Situation:
        """What there is to see of how the queue fares."""
        with self._begin() as unit:
            return situation(unit, self.policy, self.settings.clock())

    def event_types(self, state: str) -> dict[str, int]:
        """How many events of a state there are of each type."""
        with self._begin() as unit:
            return unit.queue.tallies.by_type(state)

    def event_page(self, wanted: Wanted, place: Place, limit: int) -> Page:
        """The events next to a place."""
        with self._begin() as unit:
            chosen, choice = Chosen(unit.queue), _choice(unit, wanted)
            found = chosen.page(choice, place, limit)
            if not found:
                return Page([], has_before=False, has_after=False)
            around = Place(before=found[0].id), Place(after=found[-1].id)
            before, after = (bool(chosen.page(choice, place, 1)) for place in around)
            return Page(self._seen(unit, found), before, after)

    def count_events(self, wanted: Wanted) -> Counted:
        """How many events are meant; of very many that a search finds, how many there are at least."""
        with self._begin() as unit:
            return Chosen(unit.queue).count(_choice(unit, wanted), COUNTED)

    def every_event(self, wanted: Wanted) -> Iterator[Seen]:
        """All the events, oldest first. Each some of them are of one moment, not all of them."""
        place = Place()
        while page := self.event_page(wanted, place, EXPORTED).events:
            yield from page
            place = Place(after=page[-1].event.id)

    def event(self, id: int) -> Event:
        """An event, queued or not. Raises ``NotFound``."""
        with self._begin() as unit:
            return find_event(unit, id)

    def see_event(self, id: int) -> Seen:
        """An event with what it shows, queued or not. Raises ``NotFound``."""
        with self._begin() as unit:
            return self._seen(unit, [find_event(unit, id)])[0]

    def event_xml(self, id: int) -> bytes:
        """An event as it stands in an answer, which this does not count as. Raises ``NotFound``."""
        with self._begin() as unit:
            return EventReader(unit, self.policy, self.settings.clock).write([find_event(unit, id)])[0]

    def deliveries(self, id: int) -> list[Poll]:
        """The calls that gave an event to the client, newest first, as far as the journal reaches back.

        Raises ``NotFound``.
        """
        with self._begin() as unit:
            count = find_event(unit, id).deliveries
            calls = unit.journal.polls(READS, unit.journal.bounds.count) if count else []
            found = [call for call in reversed(calls) if call.effects.delivered and call.effects.delivered.has(id)]
            # Others are of an event that had this number before a state was loaded.
            return found[:count]

    def cancel_events(self, wanted: Wanted) -> int:
        """Take events out of the queue, all together; those that are not in it stay as they are. Returns how many."""
        with self._change() as unit:
            return Chosen(unit.queue).move(_choice(unit, wanted), CANCELLED)

    def resend_events(self, wanted: Wanted) -> int:
        """Queue events once more, all together. Returns how many."""
        with self._change() as unit:
            return Chosen(unit.queue).resend(_choice(unit, wanted), self._today)

    @property
    def _today(self) -> str:
        """The date of an event that is queued now."""
        return event_date(self.settings.clock())

    def _seen(self, unit: Unit, found: Iterable[Event]) -> list[Seen]:
        found = list(found)
        objects = {(event.object_type, event.object_id) for event in found if event.object_type and event.object_id}
        markets = {("market", event.market) for event in found if event.market is not None}
        shown = dict(unit.ids.shown_many({*objects, *markets}))
        now = self.settings.clock()
        return [
            Seen(
                event=event,
                entry=_shown(shown, event.object_type, event.object_id) or event.entry,
                market=_shown(shown, "market", event.market),
                age=event_age(event.date, now),
            )
            for event in found
        ]


def _choice(unit: Unit, wanted: Wanted) -> Choice:
    search = wanted.search.strip()
    return Choice(wanted.state, wanted.type, wanted.ids, sought(unit, search) if search else None)


def _shown(shown: dict[tuple[str, int], str], kind: str | None, internal: int | None) -> str | None:
    """The client's id of a thing, if there is a thing."""
    if kind is None or internal is None:
        return None
    return shown.get((kind, internal), str(internal))
