"""The queue's picture says at a glance whether a queue starves."""

from __future__ import annotations

import pytest
from lxml import etree

from centra_mock.wire.queue_picture import Poll, sentence, svg

DRAINED = [Poll(100, 0, 100, 134), Poll(100, 0, 100, 34), Poll(34, 0, 34, 0)]
STARVED = [Poll(100, 0, 0, 234), *[Poll(0, 100, 0, 234)] * 3]


@pytest.mark.parametrize(
    ("polls", "told"),
    [
        ([], "Nobody has polled."),
        (DRAINED, "3 polls delivered 234 events; 234 were done."),
        (STARVED, "The last 3 polls delivered the same 100 events, and nothing was done."),
        ([Poll(1, 0, 0), *[Poll(0, 1, 0)] * 2], "The last 2 polls delivered the same event, and nothing was done."),
        ([*STARVED, Poll(0, 100, 100, 134)], "5 polls delivered 100 events; 100 were done."),
    ],
)  # fmt: skip
def test_what_it_shows_is_said_in_words(polls: list[Poll], told: str) -> None:
    assert sentence(polls) == told


@pytest.mark.parametrize("polls", [[], DRAINED, STARVED, [Poll(1, 1, 1)] * 500])
def test_it_is_a_drawing_with_a_description(polls: list[Poll]) -> None:
    root = etree.fromstring(svg(polls))
    names = {"s": "http://www.w3.org/2000/svg"}
    assert root.get("role") == "img"
    assert root.findtext("s:desc", namespaces=names) == sentence(polls)
    for box in root.iterfind(".//s:rect", names):
        x, y, width, height = (float(box.get(name, "nan")) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + width <= 640
        assert 0 <= y <= y + height <= 180


def test_what_comes_again_is_red() -> None:
    assert svg(STARVED).count('class="q-again"') == 3
    assert 'class="q-again"' not in svg(DRAINED)
