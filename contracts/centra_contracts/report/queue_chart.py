"""The queue's picture of a history, and what it shows in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from centra_contracts.observation import Observation
from centra_mock.queue_chart import ChartCall, draw

TITLE = "The queue over the client's calls"


def svg(observation: Observation) -> str:
    """The drawing, with its description for those who do not see it."""
    calls = calls_of(observation)
    return draw(calls, TITLE, describe_chart(calls))


def calls_of(observation: Observation) -> list[ChartCall]:
    """The reads and what was marked done after each, as the mock has written them down."""
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
    """What the picture shows, in words."""
    if not calls:
        return "Nobody has polled."
    stuck = _stuck(calls)
    if stuck > 1:
        same = "event" if calls[-1].again == 1 else f"{calls[-1].again} events"
        return f"The last {stuck} polls delivered the same {same}, and nothing was done."
    delivered, done = sum(each.new for each in calls), sum(each.done for each in calls)
    return f"{len(calls)} polls delivered {delivered} events; {done} were done."


def _stuck(calls: Sequence[ChartCall]) -> int:
    """How many polls at the end brought nothing new, and of which nothing was done."""
    count = 0
    for each in reversed(calls):
        if each.new or each.done or not each.again:
            break
        count += 1
    return count
