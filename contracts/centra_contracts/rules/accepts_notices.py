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
"""What Centra may have to say about something that went well."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """Every call that is answered with a result, or one of them, is answered with notices."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        messages = draw(st.lists(st.sampled_from(MESSAGES), min_size=1, unique=True))
        fault = step("fault", kind="notices", count=draw(st.sampled_from((None, 1))), messages=messages)
        return [fault, draw(strategies.placed_orders(page)), *draw(st.lists(strategies.order_changes(), max_size=1))]

    return strategies.scenarios(page, steps())


def judge(observations: Sequence[Observation]) -> Finding:
    """The same history with and without notices: nothing is repeated, nothing is reported as failed."""
    if not any(fault.fired for fault in observations[1].faults):
        return not_judged("The client made no call that could be answered with notices.")
    return compare(observations, "where Centra has notices")


RULE = ContractRule("accepts-notices", "Notices are not failures.", judge, histories, without_changes, order=110)
