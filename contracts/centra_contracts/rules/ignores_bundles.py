"""``ignores-bundles``: the client ships the parts of a bundle, not its head."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.scenario import Scenario, Step
from centra_mock.activities.steps import step
from centra_mock.scalars import TRUE
from centra_mock.wire.operations import UPDATES
from centra_mock.wire.tree import Element

ORDERS = next(each for each in UPDATES if each.object and each.object.name == "order")
BUNDLE = {"variation": "breakfast-oak", "parts": [{"variation": "table-oak"}, {"variation": "chair-oak"}]}
CHAIR = {"variation": "chair-black"}


def histories(page: int) -> SearchStrategy[Scenario]:
    """Place orders with bundles."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        lines = draw(st.lists(st.sampled_from((BUNDLE, CHAIR)), max_size=2))
        return [step("place", lines=[BUNDLE, *lines]), *draw(st.lists(strategies.placed_orders(1), max_size=1))]

    return strategies.scenarios(page, steps())


def judge(observation: Observation) -> Finding:
    """Require that no shipment of the client lists a bundle's head, which is identified by its order item."""
    heads = {item for event in observation.deliveries if event.data is not None for item in _heads(event.data)}
    if not heads:
        return not_judged("No bundle was delivered.")
    shipped = False
    for exchange in observation.exchanges:
        if exchange.operation != ORDERS.name:
            continue
        for order in exchange.updated_objects:
            for line in order.iterfind("shipments/shipment/products/product"):
                shipped = True
                if heads & set(_items(line)):
                    product = line.findtext("id") or "a bundle"
                    return failed(f"A shipment of order {order.findtext('id')} lists {product}, the head of a bundle.",
                                  [exchange.id])  # fmt: skip
    return PASSED if shipped else not_judged("The client shipped nothing.")


def _heads(order: Element) -> Iterator[str]:
    for line in order.iterfind("products/product"):
        if line.findtext("bundleinfo/isbundle") == TRUE:
            yield from _items(line)


def _items(line: Element) -> Iterator[str]:
    return (item.text or "" for item in line.iterfind("sizes/size/orderitem/id"))


RULE = ContractRule(
    "ignores-bundles",
    "The parts of a bundle are shipped, not its head.",
    judge_one_play(judge),
    histories,
    state="unused",
    order=190,
)
