"""``done-is-repeatable``: a client copes with a lost answer to events_Done."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.rules.completeness import first_problem
from centra_contracts.scenario import Run, Scenario, Settle, Step
from centra_mock.activities.steps import step
from centra_mock.wire.operations import DONE

LOST = (
    step("fault", kind="reset", operation=DONE.name, when="after"),
    step("fault", kind="truncate", operation=DONE.name, when="after", byte=60),
    step("fault", kind="status", operation=DONE.name, when="after", status=502),
)
"""Faults after events_Done has taken effect: the client gets no usable answer."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """Lose the answer to one events_Done; more orders may follow."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        fault = draw(st.sampled_from(LOST))
        return [
            draw(strategies.placed_orders(page)),
            fault,
            Run(),
            *draw(st.lists(strategies.placed_orders(2), max_size=1)),
        ]

    return strategies.scenarios(page, steps(), (Settle(), Run()))


def judge(observation: Observation) -> Finding:
    """Require that nothing is lost or duplicated, and that later polls succeed."""
    if not any(fault.fired for fault in observation.faults):
        return not_judged("The client never called events_Done.")
    if wrong := first_problem(observation, "after a lost answer to events_Done"):
        return wrong
    last = observation.runs[-1].outcome
    if last.reported_problem:
        output = (last.output.strip().splitlines() or ["no output"])[-1]
        return failed(
            f"The answer to events_Done was lost once, and the client still fails in later polls: {output[:200]}",
            [each.id for each in observation.dones],
        )
    if observation.state is None:
        return not_judged("The state of the client is unknown: give --state.")
    return PASSED


RULE = ContractRule(
    "done-is-repeatable",
    "A lost answer to events_Done loses and duplicates nothing.",
    judge_one_play(judge),
    histories,
    order=130,
)
