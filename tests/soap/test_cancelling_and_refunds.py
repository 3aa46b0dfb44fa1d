"""A client cancels and refunds, over the wire: quantities, whole orders, refunds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from centra_mock import Centra, Line
from support.objects import accepted, line, rows, shown
from support.order_updates import change, errors, free, refund, shipment, values

THERE = 'there are "1" (sweater, sweater-blue, M), "2" (sweater, sweater-blue, S)'


def test_cancelling_moves_quantity_returns_stock_and_lowers_the_total(shop: Centra, order: str) -> None:
    assert free(shop) == "497"
    after = change(shop, order, {"cancelled": line({"1": 2})})
    assert rows(after, "products") == {"1": "1", "2": "2"}
    assert rows(after, "cancelled") == {"1": "2"}
    assert values(after, "ordertotal", "products/product/qty", "products/product/subtotal") == ["1797.00", "3", "1797"]
    assert values(after, "cancelled/product/qty", "cancelled/product/subtotal") == ["2", "1198"]
    assert free(shop) == "499"
    after = change(shop, order, {"cancelled": line({"1": 3})})
    assert (rows(after, "products"), rows(after, "cancelled")) == ({"2": "2"}, {"1": "3"})
    assert free(shop) == "500"


def test_with_the_policy_move_a_quantity_is_cancelled_each_time(shop: Centra, order: str) -> None:
    shop.policy = replace(shop.policy, cancel_quantity="move")
    for expected in ("1", "2", "3"):
        accepted(shop, "order", {"id": order, "cancelled": line({"1": 1})})
        assert rows(shown(shop, "order", order), "cancelled") == {"1": expected}
    assert errors(shop, order, {"cancelled": line({"1": 1})}) == [
        'cancelled: of orderitem "1", 0 are left to cancel, not 1'
    ]


@pytest.mark.parametrize(
    ("quantities", "message"),
    [
        ({"1": 4}, 'cancelled: of orderitem "1", 3 are left to cancel, not 4'),
        ({"9": 1}, f'cancelled: there is no orderitem "9"; {THERE}'),
        ({"1": -1}, "cancelled: a quantity of -1 is below 0"),
    ],
)
def test_invalid_cancellations_are_refused(shop: Centra, order: str, quantities: dict[str, int], message: str) -> None:
    assert errors(shop, order, {"cancelled": line(quantities)}) == [message]


def test_cancelled_quantities_cannot_be_reduced(shop: Centra, order: str) -> None:
    change(shop, order, {"cancelled": line({"1": 2})})
    assert errors(shop, order, {"cancelled": line({"1": 1})}) == [
        'cancelled: of orderitem "1", 2 are cancelled already; they can\'t be brought back'
    ]


def test_shipped_goods_cannot_be_cancelled(shop: Centra, order: str) -> None:
    change(shop, order, shipment("a", {"1": 2}, shipped="yes"))
    assert errors(shop, order, {"cancelled": line({"1": 2})}) == [
        'cancelled: of orderitem "1", 1 are left to cancel, not 2'
    ]
    after = change(shop, order, {"status": "canceled"})
    assert (rows(after, "products"), rows(after, "cancelled")) == ({"1": "2"}, {"1": "1", "2": "2"})
    assert (free(shop, "M"), free(shop, "S")) == ("498", "500")
    assert change(shop, order, shipment("a", shipped="yes")).findtext("status") == "canceled"


def test_refunds_are_limited_to_shipped_quantities(shop: Centra, order: str) -> None:
    change(shop, order, shipment("a", {"1": 3, "2": 1}, shipped="yes"), refund("a", "r", {"1": 2}, comment="Too big"))
    after = change(shop, order, refund("a", "r", {"2": 1}))
    path = "shipments/shipment/refunds/refund"
    assert rows(after, f"{path}/products") == {"1": "2", "2": "1"}
    assert values(after, f"{path}/products/product/qty", f"{path}/comment") == ["3", "Too big"]
    assert errors(shop, order, refund("a", "s", {"1": 2})) == [
        'refund "s": of orderitem "1", 1 are left to refund, not 2'
    ]
    assert errors(shop, order, refund("a", "s", {"9": 1})) == [
        f'refund "s": there is no orderitem "9" to refund; {THERE}'
    ]
    both = {"refund": [{"id": id, "products": line({"1": 1})} for id in ("s", "t")]}
    assert errors(shop, order, shipment("a", refunds=both)) == [
        'refund "s": of orderitem "1", 0 are left to refund, not 1'
    ]
    after = change(shop, order, refund("a", "s", {"1": 1}))
    assert [each.findtext("id") for each in after.iterfind(path)] == ["r", "s"]


def test_a_refund_id_is_unique_over_all_orders(shop: Centra, order: str) -> None:
    for id in ("a", "b"):
        change(shop, order, shipment(id, {"1": 1}, shipped="yes"))
    change(shop, order, refund("a", "r", {"1": 1}))
    message = 'refund "r": another shipment of this order has it; refund ids are unique over all orders'
    assert errors(shop, order, refund("b", "r", {"1": 1})) == [message]
    new = [{"id": id, "refunds": {"refund": [{"id": "n", "products": line({"1": 1})}]}} for id in ("a", "b")]
    assert len(errors(shop, order, {"shipments": {"shipment": new}})) == 1
    other = shop.place_order([Line(variation="sweater-blue", size="M")])
    change(shop, other, shipment("c", {"3": 1}, shipped="yes"))
    assert errors(shop, other, refund("c", "r", {"3": 1})) == [
        f'refund "r" belongs to order "{order}"; use an id that no refund has'
    ]
