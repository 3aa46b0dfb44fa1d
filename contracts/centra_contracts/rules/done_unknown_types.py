"""``done-unknown-types``: events of unknown types are done too, or a page of them starves the queue."""

from __future__ import annotations

from collections import Counter

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.rules.order_comparison import missing_orders
from centra_contracts.rules.queue_findings import last_progress, queue_evidence
from centra_contracts.scenario import Scenario, Step
from centra_mock.activities.steps import step

UNKNOWN_TYPES = ("loyaltycard", "giftwrap", "Subscription2", "stockmovement")
"""Types that no Centra has today."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """Events of made-up types, up to two pages of them, in front of orders."""

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
    """Made-up types are done, and what comes behind them arrives."""
    delivered = Counter(event.id for event in observation.deliveries if event.object is None)
    if not delivered:
        return not_judged("No event of an unknown type was delivered.")
    left = [event for event in observation.end_state.queue if event["id"] in delivered]
    if left:
        types = ", ".join(sorted({f"*{event['type']}*" for event in left}))
        most = max(delivered[event["id"]] for event in left)
        times = f"{most} times" if most > 1 else "once"
        return failed(
            f"Events of type {types} were delivered {times} and never done{last_progress(observation)}.",
            queue_evidence(observation),
        )
    if lost := missing_orders(observation):
        return failed(f"Order {lost[0]} came behind events of unknown types, was done, and is not in the state.")
    return PASSED


RULE = ContractRule(
    "done-unknown-types", "Events of unknown types are marked done too.", judge_one_play(judge), histories, order=20
)
