"""``upserts-by-id``: several events of an order make one order, with the newest data."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.rules.order_comparison import differences, duplicates, missing_orders
from centra_contracts.scenario import Run, Scenario, Step
from centra_contracts.wording import times


def histories(page: int) -> SearchStrategy[Scenario]:
    """Place, change, ship, refund and resend orders, with polls in between."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        more = draw(st.lists(strategies.order_changes() | st.just(Run()) | strategies.placed_orders(2), max_size=4))
        return [draw(strategies.placed_orders(2)), Run(), *more, draw(strategies.order_changes())]

    return strategies.scenarios(page, steps())


def judge(observation: Observation) -> Finding:
    """Require one stored order for each order, with the data of its newest event."""
    if observation.state is None:
        return not_judged("The state of the client is unknown: give --state.")
    if not observation.deliveries:
        return not_judged("No event was delivered.")
    for type, id, number in duplicates(observation.state):
        return failed(f"The client stores {type} {id} {times(number)}.")
    if lost := missing_orders(observation):
        return failed(f"Order {lost[0]} was delivered and marked done, but the client does not store it.")
    for difference in differences(observation, observation.state):
        return failed(f"The client stores old data: {difference}.")
    return PASSED


RULE = ContractRule(
    "upserts-by-id",
    "Several events of an order make one order, with the newest data.",
    judge_one_play(judge),
    histories,
    state="needed",
    order=60,
)
