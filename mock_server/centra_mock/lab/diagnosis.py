"""From what a record shows to a diagnosis: the health of the queue in a sentence, findings, and what to mark done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from centra_mock.domain.queue_health import (
    STUCK_DELIVERIES,
    CappedCount,
    NextRead,
    QueueHealth,
    QueueSituation,
    WaitingEvent,
    counted_times,
    health_of,
)
from centra_mock.formatting import count_text, span_text
from centra_mock.lab.analysis import NO_TIME, OpenEvent, ReadKind, TrafficAnalysis
from centra_mock.queue_chart import ChartCall
from centra_mock.wire.operations import DONE, EVENT_TYPES

PAGE_SIZE = 100
"""Events that a read gives at the most (documented)."""

_STORM = 50
"""Failed calls in a row, faster than one in a second, from which on they are no retries."""

_PAGES = 3
"""Reads that are needed to speak of a client's speed."""


@dataclass(frozen=True)
class LabFinding:
    """Something that is wrong, and the contract rule that the client breaks by it."""

    kind: str
    """``starvation``, ``redelivery``, ``done_before_delivered``, ``done_failed``, ``slow_drain``, ``blanked_fields``
    or ``no_pause``."""
    rule: str
    """The id of the rule; empty where the client breaks none."""
    message: str
    places: tuple[str, ...] = ()
    """Where the record shows it."""


@dataclass(frozen=True)
class HeldType:
    """What the stuck events of a type hold."""

    type: str
    events: int
    is_known: bool
    """Whether it is a type of Centra's API, with data that an ERP may need."""
    deliveries: int
    """How often one of them was delivered, at the most."""
    first_date: str
    last_date: str
    entries: tuple[str, ...]
    """The ids of the first objects that they are about."""


@dataclass(frozen=True)
class Diagnosis:
    """What is wrong with a client or its queue, as far as the record shows."""

    health: QueueHealth
    findings: Sequence[LabFinding]
    stuck: Sequence[str]
    """The ids of the events that the client leaves in the queue: those to be marked done tonight."""
    held: Sequence[HeldType]
    exchanges: int
    reads: int
    done: int
    first: datetime | None
    last: datetime | None
    address: str
    namespace: str
    calls: Sequence[ChartCall]

    @property
    def broken_rules(self) -> list[str]:
        return list(dict.fromkeys(each.rule for each in self.findings if each.rule))


def diagnose(analysis: TrafficAnalysis, page_size: int = PAGE_SIZE, health: QueueHealth | None = None) -> Diagnosis:
    """Return the diagnosis of a record. ``health`` is that of a live queue, which knows more than a record."""
    reads = [_next_read(analysis, name, kind, page_size) for name, kind in analysis.kinds.items()]
    stuck = _stuck_events(analysis)
    calls = list(analysis.calls)
    situation = QueueSituation(
        now=calls[-1].time if calls else NO_TIME,
        length=len(analysis.open),
        delivered=len(analysis.open),
        page_size=page_size,
        reads=reads or [NextRead([], CappedCount(0))],
        calls=_judged(calls) if analysis.last else (),
    )
    findings = [
        *_starvation(analysis, reads),
        *_redelivery(analysis, reads, stuck),
        *_done_failed(analysis),
        *_undelivered(analysis),
        *_slow(analysis, page_size, bool(stuck)),
        *_blanked(analysis),
        *_no_pause(analysis),
    ]
    return Diagnosis(
        health or health_of(situation), findings, [each.id for each in stuck], list(_held(stuck)), analysis.exchanges,
        analysis.reads, analysis.done_count, analysis.first, analysis.last, analysis.address, analysis.namespace, calls,
    )  # fmt: skip


def _judged(calls: list[ChartCall]) -> list[ChartCall]:
    """Return the calls without a last read whose events the client has had no time to mark done."""
    return calls[:-1] if calls and calls[-1].new and not calls[-1].done else calls


def _next_read(analysis: TrafficAnalysis, name: str, kind: ReadKind, page_size: int) -> NextRead:
    """Return what the next read of a kind gives: what the last one gave and is not done yet."""
    left = [analysis.open[id] for id in kind.last if id in analysis.open]
    is_full = len(left) >= page_size
    head = [WaitingEvent(each.type, each.deliveries) for each in left]
    return NextRead(head, None if is_full else CappedCount(0), name or None, ignored=analysis.ignored)


def _stuck_events(analysis: TrafficAnalysis) -> list[OpenEvent]:
    """Return the events that a last answer still had and that the client leaves in the queue."""
    current = dict.fromkeys(id for kind in analysis.kinds.values() for id in kind.last)
    ignored = analysis.ignored
    events = (analysis.open[id] for id in current if id in analysis.open)
    return [each for each in events if each.type in ignored or each.deliveries >= STUCK_DELIVERIES]


def _starvation(analysis: TrafficAnalysis, reads: Sequence[NextRead]) -> Iterator[LabFinding]:
    for read, kind in zip(reads, analysis.kinds.values(), strict=True):
        if not read.is_starved:
            continue
        words = [
            f"Each read{read.filter_text} delivers the same {len(read.head):,} events: "
            f"{_by_type(Counter(event.type for event in read.stuck))}."
        ]
        places: tuple[str, ...] = ()
        if kind.stalled is not None:
            number, at, place = kind.stalled
            lost = span_text((analysis.last - at).total_seconds()) if analysis.last and at else ""
            since = f"The first read without progress is number {number}"
            words.append(f"{since}, at {_time(at)}; {lost} lost so far." if at and lost else f"{since}.")
            places = (place,)
        words.append("New orders will never be delivered, however long the client polls.")
        yield LabFinding("starvation", _rule_of(event.type for event in read.stuck), " ".join(words), places)


def _redelivery(
    analysis: TrafficAnalysis, reads: Sequence[NextRead], stuck: Sequence[OpenEvent]
) -> Iterator[LabFinding]:
    """Find events that stay while others pass, and events that come again although they were marked done."""
    if stuck and not any(read.is_starved for read in reads):
        most = max(each.deliveries for each in stuck)
        yield LabFinding(
            "redelivery", _rule_of(each.type for each in stuck),
            f"{_by_type(Counter(each.type for each in stuck))} delivered up to {counted_times(most)} and never marked "
            "done. Once they fill a page, no other event is delivered.",
        )  # fmt: skip
    if analysis.again_done > 1:
        yield LabFinding(
            "redelivery", "",
            f"{analysis.again_done:,} deliveries are of events that had been marked done with success: another client, "
            "or a person in the admin, queued them again.",
        )  # fmt: skip


def _rule_of(types: Iterator[str]) -> str:
    return "drains-queue" if set(types) <= EVENT_TYPES.keys() else "done-unknown-types"


def _done_failed(analysis: TrafficAnalysis) -> Iterator[LabFinding]:
    count = analysis.failed[DONE.name]
    if not count:
        return
    failure, place = analysis.failures[DONE.name]
    if analysis.without_login:
        words = f"{count_text(analysis.without_login, 'call')} of events_Done had no login, and failed: {failure}."
        yield LabFinding("done_failed", "sends-login", words, (place,))
    elif analysis.open and not analysis.done_count:
        calls = count_text(count, "call")
        words = f"{calls} of events_Done failed, and none succeeded: {failure}. The events stay in the queue."
        yield LabFinding("done_failed", "drains-queue", words, (place,))


def _undelivered(analysis: TrafficAnalysis) -> Iterator[LabFinding]:
    if not analysis.undelivered:
        return
    id = analysis.undelivered_ids[0][0]
    places = tuple(dict.fromkeys(place for _, place in analysis.undelivered_ids))
    if id.isdigit():
        named = ", ".join(id for id, _ in analysis.undelivered_ids[:5])
        are = "event was" if analysis.undelivered == 1 else "events were"
        words = (
            f"{analysis.undelivered:,} {are} marked done without having been delivered ({named}"
            f"{', …' if analysis.undelivered > 5 else ''}): what they hold never reaches the client."
        )
    else:
        words = f"events_Done names {id!r}, which is not the id of an event; each id needs an element of its own."
    yield LabFinding("done_before_delivered", "done-only-delivered", words, places)


def _slow(analysis: TrafficAnalysis, page_size: int, is_blocked: bool) -> Iterator[LabFinding]:
    """Compare the client's time with the shop's: how much of the events' dates it works off in how much time."""
    if analysis.pages is None or is_blocked or analysis.reads < _PAGES:
        return
    first, last = analysis.pages
    passed, worked = last.at - first.at, last.newest - first.newest
    done, arrived = last.done - first.done, last.delivered - first.delivered
    if analysis.last_size < page_size or not passed or not worked or not done:
        return
    arrivals, rate = (_per_minute(count, span) for count, span in ((arrived, worked), (done, passed)))
    words = (
        f"The client marks {rate:,.1f} events a minute done, and {arrivals:,.1f} a minute arrive; every read is full."
    )
    if worked <= passed:
        end = "At this rate the queue never gets empty, and each event waits longer than the one before it."
    else:
        # The client works off so many seconds of the shop's time in each second. Zones of time cancel out in ratios.
        behind = last.at - last.newest
        left = span_text((behind / (worked / passed - 1)).total_seconds())
        end = f"At this rate the queue is empty in about {left}." if behind > timedelta() else ""
    yield LabFinding("slow_drain", "", f"{words} {end}".strip())


def _blanked(analysis: TrafficAnalysis) -> Iterator[LabFinding]:
    if not analysis.blanks:
        return
    first = analysis.blanks[0]
    paths = ", ".join(dict.fromkeys(each.path for each in analysis.blanks))
    words = (
        f"Updates empty {analysis.blank_count:,} fields that had content ({paths}), as of {first.type} {first.id}: "
        "an element that is sent empty sets its field to blank."
    )
    places = tuple(dict.fromkeys(each.place for each in analysis.blanks))
    yield LabFinding("blanked_fields", "keeps-other-fields", words, places)


def _no_pause(analysis: TrafficAnalysis) -> Iterator[LabFinding]:
    if analysis.storm >= _STORM:
        words = f"{analysis.storm:,} failed calls in a row follow each other without a pause."
        yield LabFinding("no_pause", "bounded-polling", words)


def _held(stuck: Sequence[OpenEvent]) -> Iterator[HeldType]:
    by_type: dict[str, list[OpenEvent]] = {}
    for event in stuck:
        by_type.setdefault(event.type, []).append(event)
    for type, events in by_type.items():
        dates = sorted(event.date for event in events)
        yield HeldType(
            type, len(events), type in EVENT_TYPES, max(event.deliveries for event in events), dates[0], dates[-1],
            tuple(dict.fromkeys(event.entry for event in events))[:5],
        )  # fmt: skip


def _by_type(types: Counter[str]) -> str:
    return " and ".join(f"{count_text(count, 'event')} of type {type}" for type, count in types.most_common(3)) + (
        " and others" if len(types) > 3 else ""
    )


def _per_minute(count: int, span: timedelta) -> float:
    return count / span.total_seconds() * 60


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
