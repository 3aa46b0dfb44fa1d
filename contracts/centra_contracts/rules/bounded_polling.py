"""``bounded-polling``: no endless or very frequent calls on an empty queue or a failing server."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.limits import WaitLimits
from centra_contracts.observation import ClientRun, Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play
from centra_contracts.scenario import Scenario, Settle, Step, Watch
from centra_mock.activities.steps import step
from centra_mock.formatting import count_text

DOWN = (
    step("fault", kind="status", count=None, status=503),
    step("fault", kind="reset", count=None),
    step("fault", kind="html", count=None, status=200),
)
"""Faults of all calls, until they are removed."""

MAX_CALLS = 20
"""The most calls of one poll on an empty queue or a failing server."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """Observe the client while the queue is empty, or while the server fails."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        placed = draw(st.lists(strategies.placed_orders(page), max_size=1))
        idle: list[Step] = [Settle(), Watch()]
        failing: list[Step] = [draw(st.sampled_from(DOWN)), Watch(), step("recover")]
        return draw(st.sampled_from(([*placed, *idle], [*placed, *failing])))

    return strategies.scenarios(page, steps())


def judge(observation: Observation) -> Finding:
    """Require that a poll ends after few calls; a client that polls by itself must pause."""
    for run in observation.runs:
        calls = len(observation.during(run))
        if run.outcome.ended == "runaway":
            return failed(f"The client made {calls} calls in one poll and was killed.",
                          _first(observation, run))  # fmt: skip
        if run.outcome.ended == "timeout":
            return failed(
                f"A poll did not end in time: the client was killed after {count_text(calls, 'call')}.",
                _first(observation, run),
            )
    for run in observation.runs_of(Watch):
        calls = len(observation.during(run))
        if observation.polls_by_itself and calls > _allowed():
            return failed(f"The client does not pause: {calls} calls in {WaitLimits.watch_seconds:g} s.",
                          _first(observation, run))  # fmt: skip
        if not observation.polls_by_itself and calls > MAX_CALLS:
            return failed(f"A poll on an empty queue or a failing server made {calls} calls.", _first(observation, run))
    return PASSED


def _allowed() -> float:
    return WaitLimits.calls_per_minute / 60 * WaitLimits.watch_seconds


def _first(observation: Observation, run: ClientRun) -> list[int]:
    return [each.id for each in observation.during(run)[:3]]


RULE = ContractRule(
    "bounded-polling",
    "A client does not call without pause, neither on an empty queue nor on a failing server.",
    judge_one_play(judge),
    histories,
    state="unused",
    order=180,
)
