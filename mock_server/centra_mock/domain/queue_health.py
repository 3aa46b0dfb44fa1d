"""How a queue fares, in a plain sentence: drained, starving, or waiting for a client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal, NamedTuple

from centra_mock.wire.operations import EVENT_TYPES
from centra_mock.wire.queue_strips import Call

MANY = 3
"""Deliveries from which on nobody believes that the client will still mark the event as done."""

LATELY = 10
"""The calls that tell how things go."""

SILENCE = 60.0
"""Seconds after which a client is missed, or five times as long as it usually waits."""


class Waiting(NamedTuple):
    """An event that the next call gives."""

    type: str
    deliveries: int


class Health(NamedTuple):
    mood: Literal["good", "warn", "bad", ""]
    sentence: str


@dataclass(frozen=True)
class Situation:
    """What is known of a queue."""

    now: datetime
    length: int
    page_size: int
    head: Sequence[Waiting]
    """The oldest events, as many as a call gives."""
    calls: Sequence[Call] = ()
    """What the client called for, as far as it is known."""

    @property
    def behind(self) -> int:
        return self.length - len(self.head)

    @property
    def stuck(self) -> list[Waiting]:
        return [event for event in self.head if event.deliveries >= MANY]

    @property
    def silence(self) -> float | None:
        """Seconds since the last call."""
        return (self.now - self.calls[-1].time).total_seconds() if self.calls else None


def health_of(queue: Situation) -> Health:
    """What there is to say of a queue; the worst first."""
    never = not queue.calls and not any(event.deliveries for event in queue.head)
    if queue.length == 0:
        return Health("", f"The queue is empty{', and nobody has polled yet' if never else _ago(queue)}.")
    if never:
        return Health("", f"Nobody has polled yet; {_events(queue.length)} {_wait(queue.length)}.")
    if len(queue.stuck) == queue.page_size and queue.behind:
        return Health("bad", _starving(queue))
    if _is_silent(queue):
        wait = f"{_events(queue.length)} {_wait(queue.length)}"
        return Health("warn", f"The client has not called for {_span(queue.silence or 0)}; {wait}.")
    if queue.stuck:
        return Health("warn", _some_stuck(queue))
    return _at_work(queue)


def _starving(queue: Situation) -> str:
    size = queue.page_size
    fewest = min(event.deliveries for event in queue.stuck)
    most = max(event.deliveries for event in queue.stuck)
    times = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    these = "This event has" if size == 1 else f"These {size:,} events have"
    return (
        f"{these} been delivered {times} times; {queue.behind:,} {_wait(queue.behind)} behind them. "
        f"{_types(queue.stuck)}"
    )


def _some_stuck(queue: Situation) -> str:
    count = len(queue.stuck)
    most = max(event.deliveries for event in queue.stuck)
    have = "has" if count == 1 else "have"
    return (
        f"{_events(count)} {have} been delivered up to {most} times and not marked done, and "
        f"{'takes' if count == 1 else 'take'} {count:,} of the {queue.page_size:,} places of each call. "
        f"{_types(queue.stuck)}"
    )


def _types(stuck: Sequence[Waiting]) -> str:
    """What they are, and what the client has to do about it."""
    types = sorted({event.type for event in stuck})
    unknown = [type for type in types if type not in EVENT_TYPES]
    named = ", ".join(types[:3]) + (" and others" if len(types) > 3 else "")
    are = f"All {len(stuck):,} are" if len(stuck) > 1 else "It is"
    what = f"{are} of type {named}" if len(types) == 1 else f"They are of types {named}"
    if unknown:
        return f"{what}: a client must mark events of unknown types done too."
    return f"{what}: a client marks events done once it has stored them."


def _at_work(queue: Situation) -> Health:
    lately = queue.calls[-LATELY:]
    done = sum(call.done for call in lately)
    if done and lately[-1].length > lately[0].length:
        grew = f"while the queue grew from {lately[0].length:,} to {lately[-1].length:,}"
        took = f"its last {len(lately)} calls marked {done:,} done"
        return Health("warn", f"The client is slower than the shop: {took}, {grew}.")
    if done:
        polled = next((call.new + call.again for call in reversed(lately) if call.new + call.again), 0)
        return Health(
            "good", f"The queue is being drained: {queue.length:,} left{_ago(queue)}; the last poll took {polled:,}."
        )
    given = sum(event.deliveries > 0 for event in queue.head)
    more = f"{queue.length - given:,} more {_wait(queue.length - given)}"
    return Health("", f"The client has got {_events(given)} and marked none of them done yet; {more}{_ago(queue)}.")


def _is_silent(queue: Situation) -> bool:
    silence = queue.silence
    if silence is None:
        return False
    gaps = sorted((after.time - before.time).total_seconds() for before, after in pairwise(queue.calls))
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    return silence > max(SILENCE, 5 * usual)


def _ago(queue: Situation) -> str:
    return f", last call {_span(queue.silence)} ago" if queue.silence is not None else ""


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{int(seconds)} s"
    return f"{int(seconds) // 60} min" if seconds < 7200 else f"{int(seconds) // 3600} h"


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count:,} events"


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"
