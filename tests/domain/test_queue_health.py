"""The sentence about the state of a queue, and its chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from lxml import etree

from centra_mock.domain.queue_health import CappedCount, NextRead, QueueSituation, WaitingEvent, health_of
from centra_mock.queue_chart import ChartCall, draw

NOON = datetime(2026, 1, 1, 12)


def calls(*each: tuple[int, int, int, int], last: float = 3, step: float = 10) -> list[ChartCall]:
    """Return calls with ``step`` seconds between them; the last one is ``last`` seconds ago."""
    first = NOON - timedelta(seconds=last + step * (len(each) - 1))
    return [ChartCall(first + timedelta(seconds=step * number), *call) for number, call in enumerate(each)]


def health_with(
    length: int, head: Sequence[WaitingEvent], made: Sequence[ChartCall] = (), page: int = 100
) -> tuple[str, str]:
    """Return the health of a queue whose client reads all events."""
    return health_of(situation(length, NextRead(head, CappedCount(length - len(head))), made, page))


def situation(length: int, reads: NextRead, made: Sequence[ChartCall] = (), page: int = 100) -> QueueSituation:
    return QueueSituation(NOON, length, sum(event.deliveries > 0 for event in reads.head), page, [reads], made)


def page(deliveries: int, count: int = 100, type: str = "order") -> list[WaitingEvent]:
    return [WaitingEvent(type, deliveries)] * count


AGAIN = calls(*[(234, 0, 100, 0)] * 5)


@pytest.mark.parametrize(
    ("health", "mood", "sentence"),
    [
        (health_with(0, []), "", "The queue is empty, and no client has polled yet."),
        (health_with(0, [], calls((0, 0, 0, 4))), "", "The queue is empty, last call 3 s ago."),
        (health_with(1, page(0, 1)), "", "No client has polled yet; 1 event waits."),
        (health_with(234, page(0)), "", "No client has polled yet; 234 events wait."),
        (
            health_with(234, page(37, type="loyaltycard"), AGAIN),
            "bad",
            "These 100 events have been delivered 37 times; 134 wait behind them. "
            "All 100 are of type loyaltycard: a client must mark events of unknown types done too.",
        ),
        (
            health_with(101, [*page(3, 99), WaitingEvent("wishlist", 5)], AGAIN),
            "bad",
            "These 100 events have been delivered 3 to 5 times; 1 waits behind them. "
            "They are of types order, wishlist: a client must mark events of unknown types done too.",
        ),
        (
            health_with(100, page(9), AGAIN),
            "warn",
            "100 events have been delivered up to 9 times and not marked done, and take 100 of the 100 places of each "
            "call. All 100 are of type order: a client marks events done once it has stored them.",
        ),
        (
            health_with(234, [*page(9, 1), *page(1, 99)], AGAIN),
            "warn",
            "1 event has been delivered up to 9 times and not marked done, and takes 1 of the 100 places of each call. "
            "It is of type order: a client marks events done once it has stored them.",
        ),
        (
            health_with(234, page(2), calls((234, 100, 0, 0), (234, 0, 100, 0))),
            "",
            "The client has got 100 events and marked none of them done yet, last call 3 s ago; 134 more wait.",
        ),
        (
            health_with(1, [WaitingEvent("order", 1)], calls((1, 1, 0, 0))),
            "",
            "The client has got 1 event and marked none of them done yet, last call 3 s ago.",
        ),
        (
            health_with(224, [*page(1, 90), *page(0, 10)], calls((234, 100, 0, 0), (224, 0, 0, 10))),
            "good",
            "The queue is being drained: 224 left, last call 3 s ago; the last poll took 100.",
        ),
        (
            health_with(250, page(1), calls((200, 100, 0, 0), (190, 0, 0, 10), (250, 10, 90, 0))),
            "warn",
            "The client is slower than the shop: its last 3 calls marked 10 done, "
            "while the queue grew from 200 to 250.",
        ),
        (
            health_with(234, page(1), calls((234, 100, 0, 0), last=720)),
            "warn",
            "The client has not called for 12 min; 234 events wait.",
        ),
        (
            health_with(234, page(1), calls((244, 100, 0, 0), (234, 0, 0, 10), last=200, step=60)),
            "good",
            "The queue is being drained: 234 left, last call 3 min ago; the last poll took 100.",
        ),
    ],
)  # fmt: skip
def test_the_sentence_describes_the_queue(health: tuple[str, str], mood: str, sentence: str) -> None:
    assert health == (mood, sentence)


STUCK = page(9, 100)


@pytest.mark.parametrize(
    ("reads", "sentence"),
    [
        (
            NextRead(STUCK, CappedCount(34), type="order"),
            "Reads of type order are starved by 100 events that have been delivered 9 times; 34 wait behind them.",
        ),
        (
            NextRead(STUCK, CappedCount(1000, is_all=False), markets=["se"]),
            "Reads for market se are starved by 100 events that have been delivered 9 times; "
            "at least 1,000 wait behind them.",
        ),
        (
            NextRead(STUCK[:1], CappedCount(1), type="order", markets=["se", "no"]),
            "Reads of type order for markets se, no are starved by an event that has been delivered 9 times; "
            "1 waits behind it.",
        ),
    ],
)
def test_the_reads_that_starve_are_named(reads: NextRead, sentence: str) -> None:
    mood, text = health_of(situation(234, reads, AGAIN))
    assert (mood, text.partition(" All ")[0].partition(" It is")[0]) == ("bad", sentence)


FAILED = [call._replace(failed="no answer") for call in AGAIN[-2:]]


@pytest.mark.parametrize(
    ("health", "mood", "sentence"),
    [
        (
            health_with(234, page(1), [*AGAIN[:3], *FAILED]),
            "warn",
            "The last 2 calls have failed (no answer, last call 3 s ago); 234 events wait.",
        ),
        (
            health_with(0, [], [FAILED[1]]),
            "warn",
            "The last call has failed (no answer, last call 3 s ago); the queue is empty.",
        ),
        (health_with(234, page(9), [*AGAIN, FAILED[1]]), "bad", "These 100 events have been delivered 9 times"),
        (health_with(234, page(1), [*FAILED, AGAIN[-1]]), "", "The client has got 100 events"),
    ],
)  # fmt: skip
def test_failing_calls_are_reported(health: tuple[str, str], mood: str, sentence: str) -> None:
    assert (health[0], health[1][: len(sentence)]) == (mood, sentence)


def test_a_page_with_a_done_event_does_not_starve() -> None:
    """The later events have moved up, so the page differs."""
    assert health_with(233, [*page(37, 99), WaitingEvent("order", 1)], AGAIN)[0] == "warn"


def colours(svg: str) -> dict[str, int]:
    drawn: dict[str, int] = {}
    for bar in etree.fromstring(svg.encode()).iterfind("{*}rect"):
        name = bar.get("fill", "").partition("--")[2].partition(",")[0]
        drawn[name] = drawn.get(name, -1) + 1  # one belongs to the legend
    return drawn


def test_the_chart_has_bars_for_delivered_and_done_events() -> None:
    made = calls((234, 100, 0, 0), (224, 0, 0, 10), (224, 10, 90, 0), (224, 0, 100, 0))
    svg = draw(made, "Queue <1>", "falls & rises")
    assert colours(svg) == {"c2": 2, "c-bad": 2, "c1": 1}
    root = etree.fromstring(svg.encode())
    assert root.get("role") == "img"
    assert [root.findtext("{*}title"), root.findtext("{*}desc")] == ["Queue <1>", "falls & rises"]


def test_failed_calls_are_marked() -> None:
    made = calls((234, 100, 0, 0), (234, 0, 100, 0), (234, 0, 0, 0))
    crosses = [
        len(list(etree.fromstring(draw(each, "Queue").encode()).iterfind("{*}path")))
        for each in (made, [made[0], *(call._replace(failed="a fault") for call in made[1:])])
    ]
    assert crosses == [1, 3]  # one belongs to the legend


@pytest.mark.parametrize("made", [[], calls((0, 0, 0, 0)), calls(*[(10**6, 0, 100, 0)] * 500)], ids=len)
def test_any_number_of_calls_can_be_drawn(made: list[ChartCall]) -> None:
    assert etree.fromstring(draw(made, "Queue").encode()).tag.endswith("svg")
