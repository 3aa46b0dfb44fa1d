"""Random orders and activities: all amounts add up, and refused activities change nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from centra_mock import Centra, Line, MockServer, Refused
from centra_mock.wire.tree import Element
from support import order_sums
from support.order_sums import Rows
from support.profile import costly, few
from support.shop import add_set
from support.wire import poll

NOON = datetime(2019, 3, 27, 12, 0, tzinfo=UTC)
PRODUCTS = ("chair", "sweater", "set")
_numbers = count(1)

amounts = st.decimals(0, 3000, places=2) | st.integers(0, 2000)
variations = st.sampled_from(("chair-oak", "chair-black", "sweater-blue"))


@st.composite
def plain_lines(draw: st.DrawFn) -> Line:
    variation = draw(variations)
    price = draw(st.none() | amounts)
    return Line(
        variation=variation,
        size=draw(st.sampled_from(("S", "M"))) if variation == "sweater-blue" else None,
        quantity=draw(st.integers(1, 4) | st.just(600)),
        price=price,
        discount=draw(st.just(0) | st.decimals(0, 30, places=2)) if price is None else 0,  # below every price
        preorder=draw(st.booleans()),
    )


bundles = st.builds(
    Line,
    variation=st.just("set-one"),
    quantity=st.integers(1, 3),
    parts=st.lists(plain_lines(), min_size=1, max_size=3).map(tuple),
)
orders = st.fixed_dictionaries(
    {"lines": st.lists(plain_lines() | bundles, min_size=1, max_size=4)},
    optional={
        "kind": st.sampled_from(("retail", "wholesale")),
        "shipping": amounts,
        "handling": amounts,
        "voucher": amounts,
        "tax": st.sampled_from((Decimal(0), Decimal("6"), Decimal("12.5"), Decimal("25"))),
        "payment": st.sampled_from(("authorised", "paid")),
        "preorder": st.booleans(),
        "ship": st.booleans(),
    },
)
VERBS = ("ship some", "ship", "pack some", "pay some", "capture", "refund some", "return some", "refund", "cancel some",
         "invoice", "pay", "cancel")  # fmt: skip
activities = st.lists(st.sampled_from(VERBS), min_size=1, max_size=4)
lives = st.builds(
    lambda *parts: [activity for part in parts for activity in part],
    activities,
    st.just(["ship some"]) | st.just([]),
    activities,
    st.just(["refund some"]) | st.just(["return some"]) | st.just([]),
    activities,
)
"""What happens to an order, in the usual order."""


@dataclass
class Stage:
    """A server, and the start state of each example."""

    server: MockServer
    state: bytes

    def new_shop(self) -> Centra:
        """Return a new demo shop with a bundle, for one example."""
        shop = self.server.tenant(f"sums{next(_numbers)}")
        shop.state.load(self.state)
        return shop


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with MockServer(clock=lambda: NOON, scene="demo") as server:
        add_set(server.centra)
        yield Stage(server, server.centra.state.save())


class Play:
    """One order and its activities. Refused activities must change nothing."""

    def __init__(self, shop: Centra, id: str, draw: Any) -> None:
        self.shop, self.id, self.draw = shop, id, draw

    @property
    def order(self) -> Element:
        found = self.shop.objects.get("order", self.id)
        assert found is not None
        return found

    def do(self, activity: str) -> bool:
        """Perform an activity. Return whether it was accepted."""
        before = self.shop.state.save()
        try:
            self._do(activity)
        except Refused:
            assert self.shop.state.save() == before
            return False
        return True

    def _do(self, activity: str) -> None:
        verb, _, some = activity.partition(" ")
        if verb == "pay":
            self.shop.pay_order(self.id, self.draw(amounts) if some else None)
        elif verb in ("ship", "pack"):
            items = self._some(self.order) if some else None
            self.shop.ship_order(self.id, items, shipped=verb == "ship", capture=self.draw(st.booleans()))
        elif verb == "cancel":
            self.shop.cancel_order(self.id, self._some(self.order) if some else None)
        elif verb == "invoice":
            self.check_invoice(self.shop.invoice_order(self.id))
        else:
            self._with_shipment(verb, bool(some))

    def _with_shipment(self, verb: str, some: bool) -> None:
        there = self.order.findall("shipments/shipment")
        shipment = self.draw(st.sampled_from(there)) if there else None
        id = str(shipment.findtext("id")) if shipment is not None else "none"
        if verb == "capture":
            self.shop.capture_shipment(self.id, id)
        else:
            items = self._some(shipment) if some and shipment is not None else None
            fee = self.draw(st.sampled_from((0, 0, Decimal("49.50"))))
            self.shop.refund(self.id, id, items, returnfee=fee, restock=verb == "return")

    def _some(self, tree: Element) -> dict[str, int]:
        """Draw quantities for some rows, sometimes too large."""
        there = order_sums.rows(tree, "products")
        chosen = self.draw(st.sets(st.sampled_from(sorted(there)), min_size=1, max_size=2)) if there else {"none"}
        return {item: self.draw(st.integers(1, min(there[item], 4) or 1)) for item in sorted(chosen)}

    def check_invoice(self, id: str) -> None:
        invoice, order = self.shop.objects.get("invoice", id), self.order
        assert invoice is not None
        items = sum((order_sums.number(item, "subtotal") for item in invoice.iterfind("items/invoiceitem")), Decimal(0))
        costs = sum((order_sums.number(cost, "subtotal") for cost in invoice.iterfind("items/additional")), Decimal(0))
        on_top = order_sums.number(invoice, "vat") if order.findtext("type") == "wholesale" else Decimal(0)
        assert order_sums.number(invoice, "total") == items + costs + on_top == order_sums.number(order, "ordertotal")
        assert order_sums.number(invoice, "totalpaid") <= order_sums.number(invoice, "total")


def stocked(order: Element, moved: Rows) -> Decimal:
    """Return how much of these rows was taken from stock."""
    took = {str(row.findtext("orderitem/id")) for row in order.iterfind("products//size[warehouseitems]")
            if row.find("warehouseitems/warehouse") is not None}  # fmt: skip
    return Decimal(sum(quantity for item, quantity in moved.items() if item in took))


def restocked(order: Element) -> Decimal:
    """Return what came back into stock, by returns of stocked goods."""
    found: Rows = Counter()
    for refund in order.iterfind("shipments/shipment/refunds/refund[type='return']"):
        found += order_sums.rows(refund, "products")
    return stocked(order, found)


def free_stock(shop: Centra) -> list[Decimal]:
    """Return the free stock of each size."""
    return [quantity for product in PRODUCTS for quantity in order_sums.stock(shop, product).values()]


@few
@given(data=st.data())
def test_all_amounts_and_quantities_add_up(stage: Stage, data: st.DataObject) -> None:
    shop = stage.new_shop()
    initial = sum(free_stock(shop), Decimal(0))
    wanted: dict[str, Any] = data.draw(orders)
    id = shop.place_order(**wanted)
    play = Play(shop, id, data.draw)
    ordered = order_sums.rows(play.order, "products")
    for activity in (None, *data.draw(lives)):
        queued = len(shop.queue)
        before = etree.tostring(play.order)
        happened = activity is None or play.do(activity)
        order = play.order
        if activity is not None and activity != "invoice":
            assert len(shop.queue) - queued == (etree.tostring(order) != before)
            assert happened or etree.tostring(order) == before
        order_sums.check_order(order)
        order_sums.check_ids(shop, order, order_sums.ORDER)
        assert order_sums.rows(order, "products") + order_sums.rows(order, "cancelled") == ordered
        now = free_stock(shop)
        assert min(now) >= 0
        taken = sum(order_sums.allocated(order).values(), Decimal(0))
        assert sum(now, Decimal(0)) + taken - restocked(order) == initial


def cancel_by_client(shop: Centra, id: str) -> None:
    shop.update("orders", [{"id": id, "status": "canceled"}])


@pytest.mark.parametrize(
    "cancel", [lambda shop, id: shop.cancel_order(id), cancel_by_client, lambda shop, id: shop.delete("order", id)],
    ids=["shop", "client", "deleted"],
)  # fmt: skip
@costly(2)
@given(data=st.data())
def test_what_was_shipped_is_not_cancelled(
    stage: Stage, cancel: Callable[[Centra, str], object], data: st.DataObject
) -> None:
    """Ship a part of an order that is not captured, pack another, and cancel all."""
    shop = stage.new_shop()
    initial = sum(free_stock(shop), Decimal(0))
    wanted: dict[str, Any] = data.draw(orders) | {"payment": "authorised", "ship": False, "preorder": False}
    wanted["lines"] = [Line(variation="chair-oak", quantity=3), *wanted["lines"]]
    id = shop.place_order(**wanted)
    play = Play(shop, id, data.draw)
    first = next(iter(order_sums.rows(play.order, "products")))
    shop.ship_order(id, {first: data.draw(st.integers(1, 2))})
    shipped = order_sums.rows(play.order, "shipments/shipment/products")
    from_stock = stocked(play.order, shipped)
    for activity in data.draw(st.lists(st.just("pack some"), max_size=1)):
        play.do(activity)
    cancel(shop, id)
    assert sum(free_stock(shop), Decimal(0)) == initial - from_stock
    left = shop.objects.get("order", id)
    if left is not None:
        order_sums.check_order(left)
        assert order_sums.goods(left) == shipped


@few
@given(data=st.data())
def test_a_shipped_and_paid_order_is_completed(stage: Stage, data: st.DataObject) -> None:
    shop = stage.new_shop()
    wanted: dict[str, Any] = data.draw(orders)
    wanted["lines"] = [Line(variation="chair-oak", quantity=3), *wanted["lines"]]
    play = Play(shop, shop.place_order(**wanted), data.draw)
    for activity in data.draw(lives):
        play.do(activity)
    play.do("pay")
    while play.do("ship"):
        pass
    order = play.order
    assert order_sums.number(order, "ordertotal") == 0 or play.do("pay") is False
    assert order.findtext("status") == ("completed" if order.find("products/product") is not None else "canceled")
    assert {each.findtext("paid") for each in order.iterfind("shipments/shipment")} <= {"yes"}
    assert order.findtext("shipments/shipment[shipped='no']/id") is None


def history(seed: int) -> bytes:
    """Return all answers that a client gets during the life of an order, on a new server."""
    with MockServer(clock=lambda: NOON, seed=seed, scene="demo") as server:
        shop = server.centra
        add_set(shop)
        lines = [Line(variation="set-one", parts=(Line(variation="chair-oak"), Line(variation="sweater-blue")))]
        id = shop.place_order(lines, shipping=49, voucher=Decimal("12.34"), voucher_code="MOCK")
        shipment = shop.ship_order(id, capture=True)
        shop.refund(id, shipment, restock=True)
        shop.invoice_order(id)
        wholesale = shop.place_order(kind="wholesale", payment="paid")
        shop.ship_order(wholesale)
        shop.delete("order", wholesale)
        return b"\n".join(etree.tostring(event) for event in poll(shop)) + shop.state.save()


def test_the_same_seed_and_a_frozen_clock_give_the_same_bytes() -> None:
    assert history(7) == history(7)
    assert history(7) != history(8)
