"""What a client does with orders, over the wire: lock, status, cancel, ship, capture, refund."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from centra_mock import Centra, Line
from centra_mock.activities.values import Kind
from centra_mock.wire.tree import Element
from support.objects import accepted, line, refused, rows, shown, update, xml
from support.wire import poll

OWN = "only Centra changes it; left as it is"
FREE = "variations/variation[id='sweater-blue']/sizes/size[id='{}']/warehouseitems/warehouse/qty"


@pytest.fixture
def order(shop: Centra) -> str:
    """A retail order of three sweaters in M (orderitem 1) and two in S (orderitem 2), 2995.00 in all."""
    sweaters = [Line(variation="sweater-blue", size=size, quantity=quantity) for size, quantity in (("M", 3), ("S", 2))]
    return shop.place_order(sweaters)


@pytest.fixture
def wholesale(shop: Centra) -> str:
    """A wholesale order of four sweaters (orderitem 1)."""
    return shop.place_order([Line(variation="sweater-blue", size="M", quantity=4)], kind="wholesale")


def shipment(id: str, quantities: dict[str, int] | None = None, **fields: Any) -> dict[str, Any]:
    products = {"products": line(quantities)} if quantities is not None else {}
    return {"shipments": {"shipment": [{"id": id, **products, **fields}]}}


def refund(shipment_id: str, id: str, quantities: dict[str, int], **fields: Any) -> dict[str, Any]:
    return shipment(shipment_id, refunds={"refund": [{"id": id, "products": line(quantities), **fields}]})


def change(centra: Centra, order: str, *changes: dict[str, Any]) -> Element:
    """Update an order and see it; the same update again changes nothing."""
    for fields in changes:
        accepted(centra, "order", {"id": order, **fields})
        once = xml(centra, "order", order)
        accepted(centra, "order", {"id": order, **fields})
        assert xml(centra, "order", order) == once
    return shown(centra, "order", order)


def errors(centra: Centra, order: str, fields: dict[str, Any]) -> list[str]:
    """What an update is refused for. It leaves the order as it was."""
    before = xml(centra, "order", order)
    found = refused(centra, "order", {"id": order, **fields})
    assert xml(centra, "order", order) == before
    return [message.removeprefix(f'order "{order}": ') for message in found]


def values(tree: Element, *names: str) -> list[str | None]:
    return [tree.findtext(name) for name in names]


def free(centra: Centra, size: str = "M") -> str | None:
    return shown(centra, "product", "sweater").findtext(FREE.format(size))


def test_an_unknown_order_is_refused(shop: Centra, order: str) -> None:
    assert refused(shop, "order", {"id": "999", "locked": "yes"}) == [
        'order "999": there is no such order; orders are made in Centra, and a client changes those it was shown'
    ]
    assert [event.type for event in shop.queue] == ["customer", "order"]


def test_lock_and_unlock(shop: Centra, order: str) -> None:
    assert change(shop, order, {"locked": "yes"}).findtext("locked") == "yes"
    assert change(shop, order, {"locked": "no"}).findtext("locked") == "no"


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        ("retail", ["pending", "processing", "completed", "canceled"]),
        ("wholesale", ["pending", "confirmed", "processing", "completed", "canceled"]),
    ],
)
def test_statuses(shop: Centra, kind: Kind, statuses: list[str]) -> None:
    id = shop.place_order(kind=kind)
    known = f"{', '.join(statuses[:-1])} or {statuses[-1]}"
    assert errors(shop, id, {"status": "lost"}) == [f"status: 'lost' is not known; it can be {known}"]
    for status in statuses:
        assert change(shop, id, {"status": status}).findtext("status") == status


def test_what_is_centras_own_is_left_with_a_notice(shop: Centra, order: str) -> None:
    before = xml(shop, "order", order)
    own = {"ordernumber": "7", "type": "wholesale", "store": 2, "ordertotal": "1.00", "created": "2019-03-27",
           "payments": {"status": "completed"}, "products": line({"1": 1})}  # fmt: skip
    reply = accepted(shop, "order", {"id": order, **own})
    assert reply.notices == [f"{name}: {OWN}" for name in (
        "ordernumber", "type", "store", "ordertotal", "created", "payments", "products",
    )]  # fmt: skip
    assert xml(shop, "order", order) == before


# Cancelling


def test_cancelling_moves_quantity_gives_stock_back_and_lowers_the_total(shop: Centra, order: str) -> None:
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


def test_under_the_other_policy_a_quantity_is_cancelled_each_time(shop: Centra, order: str) -> None:
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
        ({"9": 1}, 'cancelled: this order has no orderitem "9"'),
        ({"1": -1}, "cancelled: a quantity of -1 is below 0"),
    ],
)
def test_what_cannot_be_cancelled(shop: Centra, order: str, quantities: dict[str, int], message: str) -> None:
    assert errors(shop, order, {"cancelled": line(quantities)}) == [message]


def test_cancelled_quantities_do_not_come_back(shop: Centra, order: str) -> None:
    change(shop, order, {"cancelled": line({"1": 2})})
    assert errors(shop, order, {"cancelled": line({"1": 1})}) == [
        'cancelled: of orderitem "1", 2 are cancelled already; they can\'t be brought back'
    ]


def test_what_is_shipped_cannot_be_cancelled_and_canceling_an_order_spares_it(shop: Centra, order: str) -> None:
    change(shop, order, shipment("a", {"1": 2}, shipped="yes"))
    assert errors(shop, order, {"cancelled": line({"1": 2})}) == [
        'cancelled: of orderitem "1", 1 are left to cancel, not 2'
    ]
    after = change(shop, order, {"status": "canceled"})
    assert (rows(after, "products"), rows(after, "cancelled")) == ({"1": "2"}, {"1": "1", "2": "2"})
    assert (free(shop, "M"), free(shop, "S")) == ("498", "500")
    assert change(shop, order, shipment("a", shipped="yes")).findtext("status") == "canceled"


# Shipments


def test_a_shipment_in_parts(shop: Centra, order: str) -> None:
    after = change(shop, order, shipment("a", {"1": 1}, goodtogo="yes"))
    assert values(after, "shipments/shipment/id", "shipments/shipment/shipmenttotal") == ["a", "599.00"]
    assert values(after, "shipments/shipment/shipped", "shipments/shipment/appendix") == ["no", "1"]
    assert after.find("shipments//warehouseitems") is None
    after = change(shop, order, shipment("b", {"1": 2, "2": 2}, shipped="yes"))
    assert [each.findtext("appendix") for each in after.iterfind("shipments/shipment")] == ["1", "2"]
    assert after.findtext("status") == "pending"
    assert change(shop, order, shipment("a", shipped="yes")).findtext("status") == "completed"


def test_a_shipment_that_is_not_out_can_be_changed_row_by_row(shop: Centra, order: str) -> None:
    change(shop, order, shipment("a", {"1": 3}))
    after = change(shop, order, shipment("a", {"2": 1}))
    assert rows(after, "shipments/shipment/products") == {"1": "3", "2": "1"}
    product = "shipments/shipment/products/product"
    assert values(after, f"{product}/qty", f"{product}/subtotal") == ["4", "2396"]
    assert after.findtext("shipments/shipment/shipmenttotal") == "2396.00"
    after = change(shop, order, shipment("a", {"1": 0}))
    assert rows(after, "shipments/shipment/products") == {"2": "1"}


def test_a_shipment_that_is_out_cannot_be_changed(shop: Centra, order: str) -> None:
    change(shop, order, shipment("a", {"1": 3}, shipped="yes"))
    message = 'shipment "a": it is shipped, and what it holds can\'t be changed'
    for quantities in ({"1": 2}, {"1": 0}, {"2": 1}):
        assert errors(shop, order, shipment("a", quantities)) == [message]
    carrier = {"carrier": "Mock Express", "tracking": "T1"}
    after = change(shop, order, shipment("a", {"1": 3}, carrierinformation=carrier))
    assert after.findtext("shipments/shipment/carrierinformation/tracking") == "T1"
    reply = accepted(shop, "order", {"id": order, **shipment("a", shipped="no")})
    assert reply.notices == ['shipment "a"/shipped: it stays yes']


@pytest.mark.parametrize(
    ("quantities", "message"),
    [
        ({"1": 4}, 'of orderitem "1", 3 are left to ship, not 4'),
        ({"9": 1}, 'there is no orderitem "9" to ship'),
        (None, "products are missing; name what it holds by orderitem and qty"),
        ({"1": 0}, "products are missing; name what it holds by orderitem and qty"),
    ],
)
def test_what_cannot_be_shipped(shop: Centra, order: str, quantities: dict[str, int] | None, message: str) -> None:
    assert errors(shop, order, shipment("a", quantities)) == [f'shipment "a": {message}']


def test_two_shipments_of_one_request_share_what_is_left(shop: Centra, order: str) -> None:
    both = [{"id": id, "products": line({"1": 2})} for id in ("a", "b")]
    assert errors(shop, order, {"shipments": {"shipment": both}}) == [
        'shipment "a": of orderitem "1", 1 are left to ship, not 2'
    ]


def test_a_shipment_id_belongs_to_one_order(shop: Centra, order: str) -> None:
    change(shop, order, shipment("a", {"1": 1}))
    other = shop.place_order([Line(variation="sweater-blue", size="M")])
    assert errors(shop, other, shipment("a", {"3": 1})) == [
        f'shipment "a" belongs to order "{order}"; use an id that no shipment has'
    ]


def test_the_shipment_that_came_with_the_order_is_changed_by_the_id_it_shows(shop: Centra) -> None:
    id = shop.place_order(ship=True)
    shown_id = str(shown(shop, "order", id).findtext("shipments/shipment/id"))
    after = change(shop, id, shipment(shown_id, shipped="yes"))
    assert len(after.findall("shipments/shipment")) == 1
    assert after.findtext("status") == "completed"


def test_capture_takes_what_was_authorised(shop: Centra, order: str) -> None:
    after = change(shop, order, shipment("a", {"1": 3}, capture="yes", paid="no", paidtotal="0.00"))
    assert values(after, "shipments/shipment/paid", "shipments/shipment/paidtotal") == ["yes", "1797.00"]
    assert values(after, "payments/total", "payments/status") == ["1797.00", "incomplete"]
    after = change(shop, order, shipment("b", {"2": 2}, capture="yes"))
    assert values(after, "payments/total", "payments/status") == ["2995.00", "completed"]
    assert [each.findtext("type") for each in after.iterfind("payments/payment")] == ["auth", "capture", "capture"]


def test_a_capture_that_cannot_be_has_no_effect(shop: Centra, order: str, wholesale: str) -> None:
    failing = shop.place_order([Line(variation="sweater-blue", size="M")], payment="failing")
    for id, item in ((failing, "4"), (wholesale, "3")):
        sent = {"id": id, **shipment(f"of {id}", {item: 1}, capture="yes")}
        assert accepted(shop, "order", sent).notices == [f'shipment "of {id}"/capture: the payment refuses it']
        after = change(shop, id, {"locked": "yes"})
        assert values(after, "payments/total", *(f"shipments/shipment/{name}" for name in (
            "paid", "paidtotal", "capture",
        ))) == ["0.00", "no", "0.00", "no"]  # fmt: skip


def test_wholesale_is_complete_when_it_is_shipped_and_paid(shop: Centra, wholesale: str) -> None:
    change(shop, wholesale, {"status": "confirmed"})
    after = change(shop, wholesale, shipment("w", {"1": 4}, shipped="yes"))
    assert after.findtext("status") == "confirmed"
    after = change(shop, wholesale, {"status": "confirmed", **shipment("w", paid="yes")})
    assert values(after, "status", "shipments/shipment/paidtotal") == ["completed", "130.00"]


def test_what_a_shipment_comes_to_is_centras_own(shop: Centra, order: str) -> None:
    change(shop, order, shipment("a", {"1": 3}))
    before = xml(shop, "order", order)
    reply = accepted(shop, "order", {"id": order, **shipment("a", shipmenttotal="1.00", paidtotal="1.00")})
    assert reply.notices == [f'shipment "a"/{name}: {OWN}' for name in ("shipmenttotal", "paidtotal")]
    assert xml(shop, "order", order) == before


# Refunds


def test_refunds_take_from_what_was_shipped(shop: Centra, order: str) -> None:
    change(shop, order, shipment("a", {"1": 3, "2": 1}, shipped="yes"), refund("a", "r", {"1": 2}, comment="Too big"))
    after = change(shop, order, refund("a", "r", {"2": 1}))
    path = "shipments/shipment/refunds/refund"
    assert rows(after, f"{path}/products") == {"1": "2", "2": "1"}
    assert values(after, f"{path}/products/product/qty", f"{path}/comment") == ["3", "Too big"]
    assert errors(shop, order, refund("a", "s", {"1": 2})) == [
        'refund "s": of orderitem "1", 1 are left to refund, not 2'
    ]
    assert errors(shop, order, refund("a", "s", {"9": 1})) == ['refund "s": there is no orderitem "9" to refund']
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


# A whole order, sent back as it was shown


def lives(order: str, wholesale: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Changes that an order goes through, one after the other."""
    yield order, {}
    yield order, {"locked": "yes", "additionals": {"additional": [{"key": "gift", "value": "yes"}]}}
    yield order, {"cancelled": line({"1": 1})}
    yield order, shipment("a", {"1": 2}, capture="yes")
    yield order, shipment("a", shipped="yes")
    yield order, refund("a", "r", {"1": 1})
    yield order, {"status": "canceled"}
    yield wholesale, {"status": "confirmed", "ponumber": "PO 1"}
    yield wholesale, shipment("w", {"3": 4}, shipped="yes", paid="yes")


def test_a_whole_order_sent_back_as_it_was_shown_changes_nothing(shop: Centra, order: str, wholesale: str) -> None:
    for id, fields in lives(order, wholesale):
        change(shop, id, fields)
        before, free_before = xml(shop, "order", id), free(shop)
        event = [event for event in poll(shop, "order") if event.findtext("entry") == id][-1]
        whole = event.find("data/order")
        assert whole is not None
        reply = update(shop, "order", deepcopy(whole))
        assert (reply.success, reply.errors, reply.notices) == (True, [], [])
        assert xml(shop, "order", id) == before
        assert free(shop) == free_before
