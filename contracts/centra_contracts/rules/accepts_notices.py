"""``accepts-notices``: notices are not failures."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import ContractRule, Finding, not_judged
from centra_contracts.rules.comparison import compare, without_changes
from centra_contracts.scenario import Scenario, Step
from centra_mock.activities.steps import step

MESSAGES = ("Added new size: S: Small to: Small Medium Large!", "There is no event 4711.", "error=0, nothing failed")
"""Notices that Centra may add to a success; some look like errors."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """Add notices to the answers of all calls with a result, or of the first one."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        messages = draw(st.lists(st.sampled_from(MESSAGES), min_size=1, unique=True))
        fault = step("fault", kind="notices", count=draw(st.sampled_from((None, 1))), messages=messages)
        return [fault, draw(strategies.placed_orders(page)), *draw(st.lists(strategies.order_changes(), max_size=1))]

    return strategies.scenarios(page, steps())


def judge(observations: Sequence[Observation]) -> Finding:
    """Compare the same history with and without notices."""
    if not any(fault.fired for fault in observations[1].faults):
        return not_judged("The client made no call whose answer can have notices.")
    return compare(observations, "with notices")


RULE = ContractRule("accepts-notices", "Notices are not failures.", judge, histories, without_changes, order=110)
