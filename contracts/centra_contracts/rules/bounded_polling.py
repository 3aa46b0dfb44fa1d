"""``bounded-polling``: no hot loop, with nothing to do, and on a server that fails."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.limits import Limits
from centra_contracts.observation import ClientRun, Observation
from centra_contracts.rules.base import PASSED, Finding, Rule, failed, one
from centra_contracts.scenario import Scenario, Settle, Step, Watch
from centra_mock.activities.steps import step

DOWN = (
    step("fault", kind="status", count=None, status=503),
    step("fault", kind="reset", count=None),
    step("fault", kind="html", count=None, status=200),
)
"""Nothing works, until it is mended."""

MOST = 20
"""Calls in one poll with nothing to do, or with no answer to be had."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """The client is looked at while the queue is empty, and while the server fails."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        placed = draw(st.lists(strategies.placed(page), max_size=1))
        idle: list[Step] = [Settle(), Watch()]
        failing: list[Step] = [draw(st.sampled_from(DOWN)), Watch(), step("recover")]
        return draw(st.sampled_from(([*placed, *idle], [*placed, *failing])))

    return strategies.scenario(page, steps())


def judge(seen: Observation) -> Finding:
    """A poll ends by itself, after few calls; one that polls by itself makes pauses."""
    for visit in seen.visits:
        calls = len(seen.during(visit))
        if visit.outcome.ended == "runaway":
            return failed(f"The client calls without end: {calls} calls in one poll, until it was killed.",
                          _first(seen, visit))  # fmt: skip
        if visit.outcome.ended == "timeout":
            return failed(f"A poll does not end: it was killed after {calls} calls.", _first(seen, visit))
    for visit in seen.visits_of(Watch):
        calls = len(seen.during(visit))
        if seen.polls_by_itself and calls > _allowed():
            return failed(f"The client makes no pauses: {calls} calls in {Limits.watch_seconds:g} s.",
                          _first(seen, visit))  # fmt: skip
        if not seen.polls_by_itself and calls > MOST:
            return failed(f"A poll with nothing to do makes {calls} calls.", _first(seen, visit))
    return PASSED


def _allowed() -> float:
    return Limits.calls_per_minute / 60 * Limits.watch_seconds


def _first(seen: Observation, visit: ClientRun) -> list[int]:
    return [each.id for each in seen.during(visit)[:3]]


RULE = Rule("bounded-polling", "No hot loop, idle or on a failed server.", one(judge), histories, order=180)
