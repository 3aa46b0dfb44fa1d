"""``done-unknown-types``: events of unknown types are marked done too; otherwise a page of them starves the queue."""

from __future__ import annotations

from collections import Counter

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.rules.order_comparison import missing_orders
from centra_contracts.rules.queue_findings import count_events, last_progress, queue_evidence
from centra_contracts.scenario import Scenario, Step
from centra_contracts.wording import times
from centra_mock.activities.steps import step

UNKNOWN_TYPES = ("loyaltycard", "giftwrap", "Subscription2", "stockmovement")
"""Types of events that Centra does not have."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """Queue events of unknown types, up to two pages of each, before orders."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        made_up = st.builds(
            lambda type, count: step("emit", type=type, count=count),
            st.sampled_from(UNKNOWN_TYPES),
            st.integers(1, 2 * page),
        )
        emitted = draw(st.lists(made_up, min_size=1, max_size=2))
        before = draw(st.lists(strategies.placed_orders(page), max_size=1))
        return [*before, *emitted, draw(strategies.placed_orders(page))]

    return strategies.scenarios(page, steps())


def judge(observation: Observation) -> Finding:
    """Require that events of unknown types are marked done, and that the orders behind them arrive."""
    delivered = Counter(event.id for event in observation.deliveries if event.object is None)
    if not delivered:
        return not_judged("No event of an unknown type was delivered.")
    left = [event for event in observation.end_state.queue if event["id"] in delivered]
    if left:
        most = max(delivered[event["id"]] for event in left)
        return failed(
            f"{count_events(left, 'was', 'were')} delivered {times(most)} and never marked done"
            f"{last_progress(observation)}.",
            queue_evidence(observation),
        )
    if lost := missing_orders(observation):
        return failed(
            f"Order {lost[0]}, behind events of unknown types, was marked done, but the client does not store it."
        )
    return PASSED


RULE = ContractRule(
    "done-unknown-types", "Events of unknown types are marked done too.", judge_one_play(judge), histories, order=20
)
