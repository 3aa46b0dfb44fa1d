"""The chart of the queue in a report, and its description."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from centra_contracts.clients import CallableClient
from centra_contracts.report.queue_chart import calls_of, describe_chart, svg
from centra_contracts.runner import MockEnvironment, play
from centra_contracts.scenario_files import library
from centra_mock import MockServer
from centra_mock.queue_chart import ChartCall
from support.contract_clients import listed

NOW = datetime(2026, 1, 31, tzinfo=UTC)
DRAINED = [ChartCall(NOW, 134, 100, 0, 100), ChartCall(NOW, 34, 100, 0, 100), ChartCall(NOW, 0, 34, 0, 34)]
STUCK = [ChartCall(NOW, 1, 1), *[ChartCall(NOW, 1, 0, 1)] * 2]
STARVED = [ChartCall(NOW, 234, 100), *[ChartCall(NOW, 234, 0, 100)] * 3]


@pytest.mark.parametrize(
    ("calls", "sentence"),
    [
        ([], "The client has not polled."),
        (DRAINED, "3 polls delivered 234 events; 234 were marked done."),
        (STARVED, "The last 3 polls delivered the same 100 events, and no event was marked done."),
        ([ChartCall(NOW, 0, 1, 0, 1)], "1 poll delivered 1 event; 1 was marked done."),
        (STUCK, "The last 2 polls delivered the same event, and no event was marked done."),
        ([*STARVED, ChartCall(NOW, 134, 0, 100, 100)], "5 polls delivered 100 events; 100 were marked done."),
    ],
)  # fmt: skip
def test_the_chart_is_described_in_words(calls: list[ChartCall], sentence: str) -> None:
    assert describe_chart(calls) == sentence


@pytest.fixture(scope="module")
def environment() -> Iterator[MockEnvironment]:
    with MockServer() as server:
        yield MockEnvironment(server.url)


def test_a_starved_queue_is_drawn_from_the_journal(environment: MockEnvironment) -> None:
    client = next(each for each in listed() if each.name == "skips-unknown-types").client()
    assert isinstance(client, CallableClient)
    seen = play(library()["starved-queue"], client, environment)
    first, *others = calls_of(seen)
    assert (first.new, first.again, first.done) == (100, 0, 0)
    assert others
    assert all((each.new, each.again, each.done) == (0, 100, 0) for each in others)
    assert "delivered the same 100 events, and no event was marked done." in svg(seen)
