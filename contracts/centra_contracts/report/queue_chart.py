"""The chart of the queue over a history, and its description in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from centra_contracts.observation import Observation
from centra_mock.formatting import count_text
from centra_mock.queue_chart import ChartCall, draw

TITLE = "The queue over the client's calls"


def svg(observation: Observation) -> str:
    """Return the chart as SVG; its description is for screen readers."""
    calls = calls_of(observation)
    return draw(calls, TITLE, describe_chart(calls))


def calls_of(observation: Observation) -> list[ChartCall]:
    """Return the reads of a history, each with what was marked done after it, from the journal's effects."""
    found: list[ChartCall] = []
    for exchange in observation.exchanges:
        effects = exchange.effects
        length = effects.queued or 0
        if read := effects.delivered:
            new = read.events - read.again
            found.append(ChartCall(datetime.fromisoformat(exchange.at), length, new, read.again))
        elif (finished := effects.finished) and found:
            found[-1] = found[-1]._replace(length=length, done=found[-1].done + finished.done)
    return found


def describe_chart(calls: Sequence[ChartCall]) -> str:
    """Return what the chart shows as a sentence."""
    if not calls:
        return "The client has not polled."
    stuck = _stuck(calls)
    if stuck > 1:
        same = "event" if calls[-1].again == 1 else f"{calls[-1].again} events"
        return f"The last {stuck} polls delivered the same {same}, and no event was marked done."
    delivered, done = sum(each.new for each in calls), sum(each.done for each in calls)
    was = "was" if done == 1 else "were"
    return f"{count_text(len(calls), 'poll')} delivered {count_text(delivered, 'event')}; {done:,} {was} marked done."


def _stuck(calls: Sequence[ChartCall]) -> int:
    """Return how many polls at the end delivered old events only and were followed by no events_Done."""
    count = 0
    for each in reversed(calls):
        if each.new or each.done or not each.again:
            break
        count += 1
    return count
