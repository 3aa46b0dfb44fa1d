"""Follow recorded traffic, exchange by exchange, and keep what a diagnosis needs; memory does not grow with bodies."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from centra_mock.lab.blanks import BlankedField, FilledFields
from centra_mock.lab.traffic import RecordedEvent, RecordedExchange
from centra_mock.queue_chart import ChartCall
from centra_mock.scalars import whole_number
from centra_mock.wire.operations import DONE, QUEUE_OPERATIONS

CALLS = 120
"""Calls that are kept for the chart."""

NAMED = 10
"""Cases of one kind that are kept as evidence; all are counted."""

NO_TIME = datetime.min.replace(tzinfo=UTC)
"""Stands for the time of a call of which no time is recorded."""


@dataclass(slots=True)
class OpenEvent:
    """A delivered event that is not done, as far as the record shows."""

    id: str
    type: str
    entry: str
    date: str
    deliveries: int = 0
    poll: int = 0
    """The number of the read that delivered it last."""


@dataclass(slots=True)
class TypeCounts:
    """What became of the events of a type."""

    delivered: int = 0
    done: int = 0
    passed_over: int = 0
    """Deliveries after which the client polled again without having marked the event done."""


@dataclass
class ReadKind:
    """The reads with one filter, as ``type order``; all events for an empty one."""

    last: list[str] = field(default_factory=list)
    """The ids in the last answer."""
    stalled: tuple[int, datetime | None, str] | None = None
    """Number, time and place of the first read since which none of its events was marked done."""


@dataclass(frozen=True)
class DatedRead:
    """A read that delivered events, for the speed of the client."""

    at: datetime
    newest: datetime
    """The date of its newest event."""
    done: int
    """Events that were marked done before."""
    delivered: int
    """Events that were delivered for the first time before and with it."""


class TrafficAnalysis:
    """What a record shows of the queue and its client."""

    def __init__(self) -> None:
        self.exchanges = self.reads = self.done_count = self.again_done = self.unanswered = 0
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.open: dict[str, OpenEvent] = {}
        self.types: dict[str, TypeCounts] = {}
        self.kinds: dict[str, ReadKind] = {}
        self.calls: deque[ChartCall] = deque(maxlen=CALLS)
        self.pages: tuple[DatedRead, DatedRead] | None = None
        """The first and the last read with events of which time and dates are known."""
        self.last_size = 0
        """Events in the last answer to a read."""
        self.undelivered = 0
        self.undelivered_ids: list[tuple[str, str]] = []
        """Ids that were marked done and never delivered, each with its place."""
        self.failed: Counter[str] = Counter()
        """Failed calls by operation."""
        self.failures: dict[str, tuple[str, str]] = {}
        """The last failure of an operation and its place."""
        self.without_login = 0
        self.storm = self._failing = 0
        self._failing_since: datetime | None = None
        self.blanks: list[BlankedField] = []
        self.blank_count = 0
        self.address = ""
        self.namespace = ""
        self._filled = FilledFields()
        self._done: set[str] = set()
        self._lowest: int | None = None

    def follow(self, exchanges: Iterable[RecordedExchange]) -> TrafficAnalysis:
        """Take all exchanges, in order."""
        for exchange in exchanges:
            self._take(exchange)
        return self

    def _take(self, exchange: RecordedExchange) -> None:
        self.exchanges += 1
        self.first, self.last = self.first or exchange.at, exchange.at or self.last
        if exchange.operation in QUEUE_OPERATIONS:
            self.address = exchange.url or self.address
            self.namespace = exchange.namespace or self.namespace
        self._take_failure(exchange)
        if exchange.is_read:
            self._take_read(exchange)
        elif exchange.operation is DONE:
            self._take_done(exchange)
        elif exchange.updated and not exchange.failure:
            assert exchange.operation is not None
            assert exchange.operation.object is not None
            found = list(self._filled.update(exchange.operation.object, exchange.updated, exchange.place))
            self.blank_count += len(found)
            self.blanks += found[: NAMED - len(self.blanks)]

    def _take_failure(self, exchange: RecordedExchange) -> None:
        if not exchange.failure:
            self._failing = 0
            return
        name = exchange.operation.name if exchange.operation else "?"
        self.failed[name] += 1
        self.failures[name] = (exchange.failure, exchange.place)
        self._failing_since = exchange.at if self._failing == 0 else self._failing_since
        self._failing += 1
        seconds = (exchange.at - self._failing_since).total_seconds() if exchange.at and self._failing_since else None
        if seconds is not None and seconds < self._failing:
            self.storm = max(self.storm, self._failing)

    def _take_read(self, exchange: RecordedExchange) -> None:
        if exchange.answer is None and not exchange.problem:
            self.unanswered += 1
            return
        self.reads += 1
        kind = self.kinds.setdefault(exchange.read_filter, ReadKind())
        for id in kind.last:
            if (passed := self.open.get(id)) is not None:
                self.types[passed.type].passed_over += 1
        again = 0
        for event in exchange.events:
            again += self._deliver(event)
        if not exchange.failure:
            kind.last = [event.id for event in exchange.events]
            self.last_size = len(kind.last)
            if kind.last and kind.stalled is None:
                kind.stalled = (self.reads, exchange.at, exchange.place)
            elif not kind.last:
                kind.stalled = None
        self._add_page(exchange)
        new = len(exchange.events) - again
        self.calls.append(ChartCall(exchange.at or NO_TIME, len(self.open), new, again, failed=exchange.failure[:60]))

    def _deliver(self, event: RecordedEvent) -> bool:
        """Take a delivered event; return whether it was delivered before."""
        known = self.open.get(event.id)
        if event.id in self._done:
            self.again_done += 1
        elif known is None:
            known = self.open[event.id] = OpenEvent(event.id, event.type, event.entry, event.date)
            self.types.setdefault(event.type, TypeCounts()).delivered += 1
            if (number := whole_number(event.id)) is not None:
                self._lowest = number if self._lowest is None else min(number, self._lowest)
        if event.data is not None:
            self._filled.learn(event.type, event.data)
        if known is None:
            return True
        known.deliveries += 1
        known.poll = self.reads
        return known.deliveries > 1

    def _take_done(self, exchange: RecordedExchange) -> None:
        if exchange.request is not None and exchange.failure and exchange.request.find("login") is None:
            self.without_login += "authorization" not in exchange.headers
        finished = 0
        for id in exchange.done_ids:
            if id not in self.open and id not in self._done and self._is_surely_undelivered(id):
                self.undelivered += 1
                if len(self.undelivered_ids) < NAMED:
                    self.undelivered_ids.append((id[:60], exchange.place))
            if not exchange.failure and (event := self.open.pop(id, None)) is not None:
                self._done.add(id)
                finished += 1
                self.types[event.type].done += 1
                for kind in self.kinds.values():
                    if id in kind.last:
                        kind.stalled = None
        self.done_count += finished
        if self.calls:
            last = self.calls[-1]
            self.calls[-1] = last._replace(length=len(self.open), done=last.done + finished)

    def _is_surely_undelivered(self, id: str) -> bool:
        """Return whether an id that no recorded answer has was not delivered before the record begins either."""
        number = whole_number(id)
        if number is None:
            return True
        return not self.unanswered and self._lowest is not None and number > self._lowest

    def _add_page(self, exchange: RecordedExchange) -> None:
        if exchange.at is None or not exchange.events:
            return
        try:
            dates = [datetime.fromisoformat(event.date) for event in exchange.events]
            newest = max(each.replace(tzinfo=each.tzinfo or UTC) for each in dates)
        except ValueError:
            return
        delivered = sum(each.delivered for each in self.types.values())
        page = DatedRead(exchange.at, newest, self.done_count, delivered)
        self.pages = (self.pages[0] if self.pages else page, page)

    @property
    def ignored(self) -> frozenset[str]:
        """Return the types of which the client never marks an event done, although it does with others."""
        if not self.done_count:
            return frozenset()
        return frozenset(name for name, counts in self.types.items() if counts.passed_over and not counts.done)
