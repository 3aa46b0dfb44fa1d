"""Reading the queue and marking events done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from centra_mock.clock import Clock, event_date
from centra_mock.domain import events
from centra_mock.domain.conversion import InternalKey, convert_outbound, escaped_ids, internal_keys
from centra_mock.domain.effects import CountedIds, Delivered, Finished, runs_of
from centra_mock.domain.events import Event
from centra_mock.domain.mutations import Mutator
from centra_mock.error_codes import Code
from centra_mock.policy import Policy
from centra_mock.scalars import whole_number
from centra_mock.services.injected_events import inject_events
from centra_mock.services.upsert import UpsertResult
from centra_mock.store.queue import ReadFilter
from centra_mock.store.unit_of_work import UnitOfWork


@dataclass
class EventReader:
    """The three event operations, within one transaction."""

    unit: UnitOfWork
    policy: Policy
    clock: Clock
    mutator: Mutator | None = None
    delivered: Delivered | None = None
    """What was given to the client."""
    finished: Finished | None = None
    """What was marked done."""

    def read(self, type: str | None, markets: Sequence[str] | None = None) -> list[Event]:
        """Return the oldest events, with the texts that they show: of a type or of all, of some markets or of all.

        Markets are named by the client's ids; one that is not known has no events.
        """
        if markets is None:
            return self._deliver(ReadFilter(type))
        here = tuple(self.unit.ids.find_many("market", markets))
        return self._deliver(ReadFilter(type, here, self.policy.marketless == "deliver"), CountedIds.of(markets))

    def mark_done(self, ids: Iterable[str]) -> UpsertResult:
        """Mark events done. The result has a notice for each id that is not queued, which is no failure."""
        result = UpsertResult()
        wanted: dict[int, str] = {}
        for sent in ids:
            id = sent.strip()
            number = whole_number(id)
            if number is not None:
                wanted[number] = id
            else:
                result.fail(
                    Code.INVALID_VALUE,
                    f"event {id[:60]!r}: not the id of an event; ids are whole numbers, one in each event element",
                )
        if not wanted and not result.errors:
            result.notice(
                Code.NO_EVENT_NAMED, "No event was named, so none is done; send each id in an event element of its own."
            )
        before = self.unit.queue.mark_done(wanted)
        for number, shown in wanted.items():
            if number not in before:
                result.notice(Code.UNKNOWN_EVENT, f"There is no event {shown}.")
            elif before[number] != events.QUEUED:
                result.notice(Code.EVENT_NOT_QUEUED, f"Event {shown} is {before[number]} already.")
        already = [shown for number, shown in wanted.items() if before.get(number, events.QUEUED) != events.QUEUED]
        unknown = [shown for number, shown in wanted.items() if number not in before]
        done = len(wanted) - len(already) - len(unknown)
        self.finished = Finished(done, CountedIds.of(already), CountedIds.of(unknown))
        return result

    def _deliver(self, which: ReadFilter, markets: CountedIds | None = None) -> list[Event]:
        page = partial(self.unit.queue.page, self.policy.page_size, which)
        found, mutator = page(), self.mutator
        if which.type is None and mutator is not None and inject_events(self.unit, found, mutator, self.clock()):
            found = page()
        if found:
            self.unit.queue.mark_delivered([event.id for event in found], event_date(self.clock()))
        self.delivered = replace(_delivered(found), type=which.type, markets=markets)
        return found

    def write_one(self, event: Event) -> bytes:
        """Return an event in any state as the client sees it."""
        if event.xml is None and event.object_type and event.object_id:
            event = event._replace(xml=self.unit.objects.get(event.object_type, event.object_id))
        return self.write([event])[0]

    def write(self, found: Iterable[Event]) -> list[bytes]:
        """Return events, which come with the texts that they show, as the client sees them."""
        texts = [
            (event, events.renamed(event.xml or b"", event.object_type or event.type, event.type)) for event in found
        ]
        keys: set[InternalKey] = {(event.object_type, event.object_id) for event, _ in texts if event.object_type}  # type: ignore[misc]
        for _, text in texts:
            keys |= internal_keys(text)
        shown = dict(self.unit.ids.shown_many(keys))
        data = escaped_ids(shown.items())
        return [
            events.write_event(
                event.id,
                event.type,
                shown.get((event.object_type, event.object_id), str(event.object_id))  # type: ignore[arg-type]
                if event.object_type
                else event.entry,
                event.mission,
                event.date,
                convert_outbound(text, data),
            )
            for event, text in texts
        ]


def _delivered(found: list[Event]) -> Delivered:
    if not found:
        return Delivered()
    return Delivered(
        events=len(found),
        again=sum(event.deliveries > 0 for event in found),
        first=found[0].id,
        last=found[-1].id,
        oldest=min(event.date for event in found),
        runs=runs_of(event.id for event in found),
    )
