"""The queue in two strips: its length over its client's calls, and what each call gave and took, as plain SVG.

There is a step for each call: the length of the queue, the events that were given again
in red at its bottom; and a bar of what was delivered (new, and again in red) beside a bar of what was marked done. A
client that works draws a falling line over green bars; one that starves, a rising line over red ones. A cross stands
between the strips where a call failed.

Colours are variables of the page's style sheet, with values of their own where there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 900, 260
_LEFT, _RIGHT, _TOP, _MIDDLE, _BOTTOM = 60, 890, 20, 130, 235
_BARS = 155
"""Where the lower strip begins."""
_FAILURES = 143
"""Where calls that failed are marked, between the strips."""

_NEW, _AGAIN, _DONE = "var(--c2, #14803c)", "var(--c-bad, #c62828)", "var(--c1, #0a58b8)"
_FAILED = "var(--c3, #8a4a00)"
_GRID, _TEXT = "var(--c-grid, #dfe2e6)", "var(--c-text, #59626d)"


class ChartCall(NamedTuple):
    """A call of the client's, and the length of the queue after it."""

    time: datetime
    length: int
    new: int = 0
    """Events that were delivered for the first time."""
    again: int = 0
    done: int = 0
    failed: str = ""
    """What became of it, where the client got no answer that it could use."""


def draw(calls: Sequence[ChartCall], title: str, description: str = "", ends: tuple[str, str] | None = None) -> str:
    """Return an SVG element.

    ``calls`` are in the order of time. ``title`` and ``description`` are for screen readers. ``ends`` stand at the ends
    of the axis instead of the times of the first and the last call.
    """
    head = (
        f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    )
    return head + "".join(_parts(calls, ends) if calls else _nothing()) + "</svg>"


def _nothing() -> Iterable[str]:
    yield _text(WIDTH // 2, HEIGHT // 2, "No call yet", "middle")


def _parts(calls: Sequence[ChartCall], ends: tuple[str, str] | None) -> Iterable[str]:
    step = (_RIGHT - _LEFT) / len(calls)
    longest = max(1, *(call.length for call in calls))
    most = max(1, *(max(call.new + call.again, call.done) for call in calls))
    upper, lower = _scale(longest, _MIDDLE, _TOP), _scale(most, _BOTTOM, _BARS)
    yield from _grid(_MIDDLE, _TOP, longest, "queued")
    yield from _grid(_BOTTOM, _BARS, most, "per call")
    yield _area(step, [upper(min(call.again, call.length)) for call in calls], _AGAIN)
    yield _line(step, [upper(call.length) for call in calls])
    for number, call in enumerate(calls):
        left, width = _LEFT + number * step, step * 0.4
        yield _bar(left + step * 0.1, width, _BOTTOM, lower(call.again), _AGAIN)
        yield _bar(left + step * 0.1, width, lower(call.again), lower(call.again + call.new), _NEW)
        yield _bar(left + step * 0.5, width, _BOTTOM, lower(call.done), _DONE)
        if call.failed:
            yield _cross(left + step / 2, _FAILURES)
    start, end = ends or (f"{calls[0].time:%H:%M:%S}", f"{calls[-1].time:%H:%M:%S}")
    yield _text(_LEFT, HEIGHT - 8, start, "start")
    yield _text(_RIGHT, HEIGHT - 8, end, "end")
    for place, (colour, name) in enumerate(((_NEW, "new"), (_AGAIN, "delivered again"), (_DONE, "done"))):
        yield f'<rect x="{230 + place * 130}" y="{HEIGHT - 17}" width="10" height="10" fill="{colour}"/>'
        yield _text(245 + place * 130, HEIGHT - 8, name, "start")
    yield _cross(625, HEIGHT - 12)
    yield _text(635, HEIGHT - 8, "failed", "start")


def _scale(most: int, bottom: int, top: int) -> Callable[[int], float]:
    return lambda value: bottom - (bottom - top) * value / most


def _grid(bottom: int, top: int, most: int, name: str) -> Iterable[str]:
    for y, value in ((bottom, 0), (top, most)):
        yield f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="{y}" y2="{y}" stroke="{_GRID}"/>'
        yield _text(_LEFT - 6, y + 4, f"{value:,}", "end")
    yield _text(_LEFT, top - 6, name, "start")


def _stairs(step: float, heights: Sequence[float]) -> str:
    """Return a level for each call."""
    return " ".join(
        f"{_LEFT + number * step:.1f},{y:.1f} {_LEFT + (number + 1) * step:.1f},{y:.1f}"
        for number, y in enumerate(heights)
    )


def _line(step: float, heights: Sequence[float]) -> str:
    return f'<polyline points="{_stairs(step, heights)}" fill="none" stroke="{_DONE}" stroke-width="2"/>'


def _area(step: float, heights: Sequence[float], colour: str) -> str:
    points = f"{_LEFT},{_MIDDLE} {_stairs(step, heights)} {_RIGHT},{_MIDDLE}"
    return f'<polygon points="{points}" fill="{colour}" fill-opacity="0.45"/>'


def _bar(x: float, width: float, bottom: float, top: float, colour: str) -> str:
    if top >= bottom:
        return ""
    return f'<rect x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{bottom - top:.1f}" fill="{colour}"/>'


def _cross(x: float, y: float) -> str:
    ends = f"M{x - 3:.1f},{y - 3}l6,6m0,-6l-6,6"
    return f'<path d="{ends}" fill="none" stroke="{_FAILED}" stroke-width="2"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{_TEXT}" font-size="11">{escape(text)}</text>'
