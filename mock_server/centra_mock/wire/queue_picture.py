"""The queue's picture: each poll as a bar, what it delivered and what was done, and the queue's length. Plain SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, BASE = 640, 180, 150
BAR = 26
"""The widest that a poll is drawn, in pixels."""


@dataclass(frozen=True)
class Poll:
    """One read of the queue, and what was done after it."""

    new: int
    """Events that it delivered for the first time."""
    again: int
    """Events that it delivered once more: they were not done."""
    done: int
    """Events that were marked done until the next read."""
    length: int | None = None
    """The queue's length after that, if it is known."""


def sentence(polls: Sequence[Poll]) -> str:
    """What the picture shows, in words."""
    if not polls:
        return "Nobody has polled."
    stuck = _stuck(polls)
    if stuck > 1:
        last = polls[-1]
        same = "event" if last.again == 1 else f"{last.again} events"
        return f"The last {stuck} polls delivered the same {same}, and nothing was done."
    delivered, done = sum(each.new for each in polls), sum(each.done for each in polls)
    return f"{len(polls)} polls delivered {delivered} events; {done} were done."


def svg(polls: Sequence[Poll]) -> str:
    """The drawing, with a title and its description for those who do not see it."""
    step = min(BAR, (WIDTH - 20) / max(len(polls), 1))
    tallest = max([1, *(max(each.new + each.again, each.done, each.length or 0) for each in polls)])
    scale = (BASE - 20) / tallest
    bars = "".join(_bar(each, 10 + place * step, step, scale) for place, each in enumerate(polls))
    points = " ".join(
        f"{10 + (place + 0.5) * step:.1f},{BASE - each.length * scale:.1f}"
        for place, each in enumerate(polls)
        if each.length is not None
    )
    line = f'<polyline class="q-length" points="{points}"/>' if points else ""
    return (
        f'<svg class="queue-picture" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>The queue over time</title><desc>{escape(sentence(polls))}</desc>"
        f'<line class="q-base" x1="10" y1="{BASE}" x2="{WIDTH - 10}" y2="{BASE}"/>{bars}{line}'
        f'<text class="q-text" x="10" y="{HEIGHT - 8}">polls 1 to {len(polls)}; the tallest stands for {tallest} '
        "events</text></svg>"
    )


def _bar(poll: Poll, x: float, step: float, scale: float) -> str:
    """Delivered on the left, the repeated ones on top of the new; done on the right."""
    half = step * 0.42
    new, again, done = (number * scale for number in (poll.new, poll.again, poll.done))
    told = f"delivered {poll.new} new and {poll.again} again, {poll.done} done"
    return (
        f"<g><title>{told}</title>"
        + _box("q-new", x, BASE - new, half, new)
        + _box("q-again", x, BASE - new - again, half, again)
        + _box("q-done", x + half, BASE - done, half, done)
        + "</g>"
    )


def _box(kind: str, x: float, y: float, width: float, height: float) -> str:
    if not height:
        return ""
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _stuck(polls: Sequence[Poll]) -> int:
    """How many polls at the end brought nothing new, and of which nothing was done."""
    count = 0
    for each in reversed(polls):
        if each.new or each.done or not each.again:
            break
        count += 1
    return count
