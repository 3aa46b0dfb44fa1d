"""``survives-restart``: no loss and no duplicate over a crash anywhere."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, judge_one_play, not_judged
from centra_contracts.rules.completeness import first_problem
from centra_contracts.scenario import Kill, Scenario, Step

LAST_KILLED_CALL = 5
"""The last call of a poll at which the client is killed: reads, events_Done and updates are among the first ones."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """The client is killed at any call, as it arrives or has taken effect; once, or again after its restart."""
    kill = st.builds(Kill, nth=st.integers(1, LAST_KILLED_CALL), when=st.sampled_from(strategies.MOMENTS))

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        more = draw(st.lists(kill | strategies.order_changes(), max_size=2))
        return [draw(strategies.placed_orders(page)), draw(kill), *more]

    return strategies.scenarios(page, steps())


def judge(observation: Observation) -> Finding:
    """After the crashes, what the client holds is what was told."""
    crashes = [run for run in observation.runs_of(Kill) if run.outcome.ended == "killed"]
    if not crashes:
        return not_judged("The client ended before the call at which it was to be killed.")
    return (
        first_problem(observation, "after a crash" if len(crashes) == 1 else f"after {len(crashes)} crashes") or PASSED
    )


RULE = ContractRule(
    "survives-restart",
    "No loss and no duplicate over a crash.",
    judge_one_play(judge),
    histories,
    needs_state=True,
    order=50,
)
