"""``uses-converted-ids``: ids are opaque texts that may change."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.rules.order_comparison import differences, known_objects, missing_orders
from centra_contracts.scenario import Run, Scenario, Settle, Step
from centra_mock.activities.steps import shortened, step

IDS = (
    "A-1", "0042", "7", "order 7", "Ä-ö-ß-注文", "a/b?c=d&e", "<b>&amp;", "'quoted\"", "1e3", "-5", "4711.0", "x" * 255,
    "é" * 255, "null", "true",
)  # fmt: skip
"""Ids: any text of up to 255 characters."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """Place orders with unusual ids, and change ids in the conversion table between polls."""
    ids = st.sampled_from(IDS)

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        first, second = draw(st.lists(ids, min_size=2, max_size=2, unique=True))
        placed = step("place", fields={"id": first} if draw(st.booleans()) else None)
        converted: list[Step] = [
            step("rename", external=second),
            step("change", fields={"internalinformation": "converted"}),
        ]
        moment: list[Step] = draw(st.sampled_from(([], [Run()], [Settle()])))
        return [placed, *moment, *(converted if draw(st.booleans()) or not placed.given else [])]

    return strategies.scenarios(page, steps())


def judge(observation: Observation) -> Finding:
    """Require that each order is stored under the id of its newest event, with its data."""
    orders = known_objects(observation)
    if not orders:
        return not_judged("No order was delivered.")
    if observation.end_state.queue:
        return failed(
            f"Order {shortened(orders[-1].newest.entry)} was delivered, but its event is never marked done.",
            [each.id for each in observation.reads[-1:]],
        )
    if observation.state is None:
        return not_judged("The state of the client is unknown: give --state.")
    if lost := missing_orders(observation):
        stored = ", ".join(shortened(str(one["id"])) for one in observation.state.get("order", ())) or "none"
        return failed(f"Order {shortened(lost[0])} is not in the client's state; it has these orders: {stored}.")
    for difference in differences(observation, observation.state):
        return failed(f"The client stores old data: {difference}.")
    return PASSED


RULE = ContractRule("uses-converted-ids", "Ids are opaque and may change.", judge_one_play(judge), histories, order=140)
