"""The diagnostics of a queue: the client's recent calls, and the events that its next reads will deliver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from centra_mock.domain.effects import Delivered
from centra_mock.domain.events import DONE
from centra_mock.domain.exchange import Poll
from centra_mock.domain.queue_health import NextRead, QueueSituation, WaitingEvent
from centra_mock.policy import Policy
from centra_mock.queue_chart import ChartCall
from centra_mock.store.queue import ReadFilter
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.operations import QUEUE_OPERATIONS

CALLS = 120
"""Calls of the client that are drawn."""

RECENT_CALLS = 30
"""Calls among which a client makes all its kinds of reads."""

MOST = 1000
"""Events of some markets that are counted."""

_FAILED = {"fault": "a fault", "failure": "refused", "broken": "no answer"}


class _ReadArguments(NamedTuple):
    """What a read asks for, markets by the client's ids."""

    type: str | None = None
    markets: tuple[str, ...] | None = None


def situation(unit: UnitOfWork, policy: Policy, now: datetime) -> QueueSituation:
    """Return what the health of the queue is judged by."""
    polls = unit.journal.polls(QUEUE_OPERATIONS, CALLS)
    return QueueSituation(
        now=now,
        length=unit.queue.length(),
        delivered=unit.queue.delivered()[0],
        page_size=policy.page_size,
        reads=[_next_read(unit, policy, asked) for asked in _recent_reads(polls[-RECENT_CALLS:]) or [_ReadArguments()]],
        calls=list(_calls(polls)),
    )


def _recent_reads(polls: Iterable[Poll]) -> list[_ReadArguments]:
    """Return the kinds of reads among some calls. Reads of more markets than were recorded are left out."""
    found: dict[_ReadArguments, None] = {}
    for poll in polls:
        if (read := poll.effects.delivered) and (read.markets is None or read.markets.count == len(read.markets.first)):
            found[_ReadArguments(read.type, _names(read))] = None
    return list(found)


def _names(read: Delivered) -> tuple[str, ...] | None:
    return None if read.markets is None else tuple(sorted(set(read.markets.first)))


def _next_read(unit: UnitOfWork, policy: Policy, asked: _ReadArguments) -> NextRead:
    """Return what the next read of a kind delivers."""
    which = ReadFilter(asked.type)
    if asked.markets is not None:
        here = tuple(unit.ids.find_many("market", asked.markets))
        which = ReadFilter(asked.type, here, policy.marketless == "deliver")
    head = unit.queue.waiting(policy.page_size, which)
    count = unit.queue.count(which, policy.page_size + MOST)
    behind = count._replace(number=count.number - len(head))
    return NextRead(head, behind, asked.type, asked.markets or (), _ignored(unit, head))


def _ignored(unit: UnitOfWork, head: Iterable[WaitingEvent]) -> frozenset[str]:
    """Return the types in the next read that were passed over, and of which no event was ever done as others were."""
    passed_over = {event.type for event in head if event.deliveries > 1}
    done = unit.queue.tallies.by_type(DONE) if passed_over else {}
    return frozenset(passed_over - done.keys()) if done else frozenset()


def _calls(polls: Iterable[Poll]) -> Iterator[ChartCall]:
    """Yield the calls for the chart. A call that was not handled leaves the length of the queue as it was."""
    length = 0
    for poll in polls:
        delivered, finished = poll.effects.delivered, poll.effects.finished
        again = delivered.again if delivered else 0
        length = length if poll.effects.queued is None else poll.effects.queued
        yield ChartCall(
            time=datetime.fromisoformat(poll.at),
            length=length,
            new=delivered.events - again if delivered else 0,
            again=again,
            done=finished.done if finished else 0,
            failed=_FAILED.get(poll.outcome, ""),
        )
