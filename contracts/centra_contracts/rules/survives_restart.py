"""``survives-restart``: a crash of the client loses and duplicates nothing."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, judge_one_play, not_judged
from centra_contracts.rules.completeness import first_problem
from centra_contracts.scenario import Kill, Scenario, Step

LAST_KILLED_CALL = 5
"""The last call of a poll at which the client is killed; the first ones include reads, events_Done and updates."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """Kill the client at a call, before or after it takes effect; once or several times."""
    kill = st.builds(Kill, nth=st.integers(1, LAST_KILLED_CALL), when=st.sampled_from(strategies.MOMENTS))

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        more = draw(st.lists(kill | strategies.order_changes(), max_size=2))
        return [draw(strategies.placed_orders(page)), draw(kill), *more]

    return strategies.scenarios(page, steps())


def judge(observation: Observation) -> Finding:
    """Require that after the crashes the client stores what was delivered."""
    crashes = [run for run in observation.runs_of(Kill) if run.outcome.ended == "killed"]
    if not crashes:
        return not_judged("The client was not killed, because it made too few calls.")
    return (
        first_problem(observation, "after a crash" if len(crashes) == 1 else f"after {len(crashes)} crashes") or PASSED
    )


RULE = ContractRule(
    "survives-restart",
    "A crash loses and duplicates nothing.",
    judge_one_play(judge),
    histories,
    state="needed",
    order=50,
)
