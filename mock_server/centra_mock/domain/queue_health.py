"""The health of a queue in a sentence: drained, starved, or waiting for a client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, takewhile
from typing import Literal, NamedTuple

from centra_mock.formatting import count_text
from centra_mock.queue_chart import ChartCall
from centra_mock.wire.operations import EVENT_TYPES

STUCK_DELIVERIES = 3
"""Deliveries after which an event counts as stuck."""

RECENT_CALLS = 10
"""Calls by which the health is judged."""

SILENT_SECONDS = 60.0
"""Seconds after which a client is missed, or five times as long as it usually waits."""


class CappedCount(NamedTuple):
    """How many there are, or at least are.

    >>> f"{Counted(12_000)} and {Counted(10_000, is_all=False)}"
    '12,000 and at least 10,000'
    """

    number: int
    is_all: bool = True

    @classmethod
    def up_to(cls, most: int, found: int) -> CappedCount:
        """Return a count that was stopped after ``most``."""
        return cls(min(found, most), found <= most)

    def __str__(self) -> str:
        return f"{self.number:,}" if self.is_all else f"at least {self.number:,}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class WaitingEvent(NamedTuple):
    """An event that the next call gives."""

    type: str
    deliveries: int


class QueueHealth(NamedTuple):
    mood: Literal["good", "warn", "bad", ""]
    sentence: str


@dataclass(frozen=True)
class NextRead:
    """What one kind of the client's reads gives: of all events, of a type, of some markets."""

    head: Sequence[WaitingEvent]
    """The oldest of these events, as many as a call gives."""
    behind: CappedCount | None
    """How many there are behind them; ``None`` where that is not known and there may be any number."""
    type: str | None = None
    markets: Sequence[str] = ()
    ignored: frozenset[str] = frozenset()
    """Types of which the client never marks an event done, although it does with others."""

    @property
    def stuck(self) -> list[WaitingEvent]:
        """Return the events that the client leaves in the queue: one of an ignored type from its first delivery on."""
        return [each for each in self.head if each.deliveries >= (1 if each.type in self.ignored else STUCK_DELIVERIES)]

    @property
    def is_starved(self) -> bool:
        """Return whether the read delivers stuck events only, while others wait."""
        return (self.behind is None or bool(self.behind.number)) and 0 < len(self.stuck) == len(self.head)

    @property
    def filter_text(self) -> str:
        """Return the filter in words, such as `` of type order for market se``; empty for all events."""
        type = f" of type {self.type}" if self.type else ""
        if not self.markets:
            return type
        return f"{type} for market{'s' if len(self.markets) > 1 else ''} {', '.join(self.markets)}"


@dataclass(frozen=True)
class QueueSituation:
    """What is known of a queue."""

    now: datetime
    length: int
    delivered: int
    """Queued events that the client has got."""
    page_size: int
    reads: Sequence[NextRead]
    """What its client lately asks for; all events, where it has not asked."""
    calls: Sequence[ChartCall] = ()
    """What the client called for, as far as it is known."""

    @property
    def silence(self) -> float | None:
        """Return the seconds since the last call, or ``None``."""
        return (self.now - self.calls[-1].time).total_seconds() if self.calls else None

    @property
    def failing(self) -> int:
        """Return how many calls in a row have failed up to now."""
        return len(list(takewhile(lambda call: call.failed, reversed(self.calls))))


def health_of(queue: QueueSituation) -> QueueHealth:
    """Return the health of a queue: the worst finding that applies."""
    never = not queue.calls and not queue.delivered
    if starving := [reads for reads in queue.reads if reads.is_starved]:
        return QueueHealth("bad", " ".join(_starving(reads) for reads in starving))
    if queue.failing:
        return QueueHealth("warn", _failing(queue))
    if queue.length == 0:
        return QueueHealth("", f"The queue is empty{', and no client has polled yet' if never else _ago(queue)}.")
    if never:
        return QueueHealth("", f"No client has polled yet; {count_text(queue.length, 'event')} {_wait(queue.length)}.")
    if _is_silent(queue):
        wait = f"{count_text(queue.length, 'event')} {_wait(queue.length)}"
        return QueueHealth("warn", f"The client has not called for {_span(queue.silence or 0)}; {wait}.")
    most = max(queue.reads, key=lambda reads: len(reads.stuck))
    if most.stuck:
        return QueueHealth("warn", _some_stuck(most, queue.page_size))
    return _at_work(queue)


def counted_times(count: int) -> str:
    """Return a number of times in words."""
    return "once" if count == 1 else f"{count:,} times"


def _failing(queue: QueueSituation) -> str:
    last = "The last call has" if queue.failing == 1 else f"The last {queue.failing} calls have"
    rest = f"{count_text(queue.length, 'event')} {_wait(queue.length)}" if queue.length else "the queue is empty"
    return f"{last} failed ({queue.calls[-1].failed}{_ago(queue)}); {rest}."


def _starving(reads: NextRead) -> str:
    size = len(reads.head)
    fewest = min(event.deliveries for event in reads.stuck)
    most = max(event.deliveries for event in reads.stuck)
    times = counted_times(most) if fewest == most else f"{fewest} to {most} times"
    them = "it" if size == 1 else "them"
    if reads.behind is None:
        wait = f"new events wait behind {them}, and will never be delivered"
    else:
        wait = f"{reads.behind} {_wait(reads.behind.number)} behind {them}"
    if reads.filter_text:
        by = "an event that has" if size == 1 else f"{size:,} events that have"
        return f"Reads{reads.filter_text} are starved by {by} been delivered {times}; {wait}. {_types(reads)}"
    these = "This event has" if size == 1 else f"These {size:,} events have"
    return f"{these} been delivered {times}; {wait}. {_types(reads)}"


def _some_stuck(reads: NextRead, size: int) -> str:
    count = len(reads.stuck)
    most = max(event.deliveries for event in reads.stuck)
    have, take = ("has", "takes") if count == 1 else ("have", "take")
    call = f"each read{reads.filter_text}" if reads.filter_text else "each call"
    return (
        f"{count_text(count, 'event')} {have} been delivered up to {counted_times(most)} and not marked done, and "
        f"{take} {count:,} of the {size:,} places of {call}. {_types(reads)}"
    )


def _types(reads: NextRead) -> str:
    """Return the types of the stuck events, and what the client has to do."""
    stuck = reads.stuck
    types = sorted({event.type for event in stuck})
    unknown = [type for type in types if type not in EVENT_TYPES]
    named = ", ".join(types[:3]) + (" and others" if len(types) > 3 else "")
    are = f"All {len(stuck):,} are" if len(stuck) > 1 else "It is"
    what = f"{are} of type {named}" if len(types) == 1 else f"They are of types {named}"
    if unknown:
        return f"{what}: a client must mark events of unknown types done too."
    return f"{what}: a client marks events done once it has stored them."


def _at_work(queue: QueueSituation) -> QueueHealth:
    lately = queue.calls[-RECENT_CALLS:]
    done = sum(call.done for call in lately)
    if done and lately[-1].length > lately[0].length:
        grew = f"while the queue grew from {lately[0].length:,} to {lately[-1].length:,}"
        took = f"its last {len(lately)} calls marked {done:,} done"
        return QueueHealth("warn", f"The client is slower than the shop: {took}, {grew}.")
    if done:
        polled = next((call.new + call.again for call in reversed(lately) if call.new + call.again), 0)
        return QueueHealth(
            "good", f"The queue is being drained: {queue.length:,} left{_ago(queue)}; the last poll took {polled:,}."
        )
    rest = queue.length - queue.delivered
    given = f"The client has got {count_text(queue.delivered, 'event')} and marked none of them done yet{_ago(queue)}"
    return QueueHealth("", f"{given}; {rest:,} more {_wait(rest)}." if rest else f"{given}.")


def _is_silent(queue: QueueSituation) -> bool:
    silence = queue.silence
    if silence is None:
        return False
    gaps = sorted((after.time - before.time).total_seconds() for before, after in pairwise(queue.calls))
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    return silence > max(SILENT_SECONDS, 5 * usual)


def _ago(queue: QueueSituation) -> str:
    return f", last call {_span(queue.silence)} ago" if queue.silence is not None else ""


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{int(seconds)} s"
    return f"{int(seconds) // 60} min" if seconds < 7200 else f"{int(seconds) // 3600} h"


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"
