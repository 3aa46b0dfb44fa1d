"""Orders are shipped, captured and paid."""

from __future__ import annotations

import pytest

from centra_mock import Centra, Line, Refused
from support.shop import clear, items, object_of, seen, texts
from support.wire import call


def test_partial_shipments_share_the_costs_and_add_up(shop: Centra) -> None:
    id = shop.place_order([Line(variation="chair-oak", quantity=3)], shipping=49, voucher=1500)
    (item,) = items(object_of(shop, "order", id))
    clear(shop)
    first = shop.ship_order(id, {item: 1}, capture=True)
    order = seen(shop)
    assert order.findtext("status") == "processing"
    shipment = order.find("shipments/shipment")
    assert shipment is not None
    assert texts(shipment, "id", "shipmenttotal", "paidtotal", "shipped", "voucher/subtotal") == {
        "id": first, "shipmenttotal": "0.00", "paidtotal": "0.00", "shipped": "yes", "voucher/subtotal": "-1049",
    }  # fmt: skip
    clear(shop)
    second = shop.ship_order(id, fields={"carrierinformation": {"tracking": "MINE"}, "id": "PARCEL-2"})
    assert second == "PARCEL-2"
    last = seen(shop).find("shipments/shipment[2]")
    assert last is not None
    assert texts(last, "shipmenttotal", "appendix", "carrierinformation/tracking", "carrierinformation/packages") == {
        "shipmenttotal": "1549.00", "appendix": "2", "carrierinformation/tracking": "MINE",
        "carrierinformation/packages": "1",
    }  # fmt: skip
    assert object_of(shop, "order", id).findtext("status") == "processing"
    assert shop.capture_shipment(id, second)
    assert object_of(shop, "order", id).findtext("status") == "completed"


def test_missing_goods_cannot_be_shipped(shop: Centra) -> None:
    id = shop.place_order([Line(variation="chair-oak", quantity=3)])
    (item,) = items(object_of(shop, "order", id))
    before = shop.state.save()
    for orderitems, message in (
        ({item: 4}, "has 3 to ship, not 4"),
        ({item: 0}, "has 3 to ship, not 0"),
        ({"nothing": 1}, f'orderitem "nothing" has 0 to ship, not 1; there are "{item}"'),
        ({}, f'no orderitem is named; there are "{item}"'),
    ):
        with pytest.raises(Refused, match=message):
            shop.ship_order(id, orderitems)
    with pytest.raises(Refused, match='there is no order "77"'):
        shop.ship_order("77")
    assert shop.state.save() == before


def test_a_shipment_that_was_placed_with_the_order_is_shipped(shop: Centra) -> None:
    id = shop.place_order(ship=True)
    packed = seen(shop, "customer", "order").findtext("shipments/shipment/id")
    clear(shop)
    assert shop.ship_order(id) == packed
    order = seen(shop)
    assert texts(order, "status", "shipments/shipment/shipped") == {
        "status": "processing", "shipments/shipment/shipped": "yes",
    }  # fmt: skip


def test_capture_takes_the_authorised_amount(shop: Centra) -> None:
    id = shop.place_order(shipping=49)
    shipment = shop.ship_order(id)
    clear(shop)
    assert shop.capture_shipment(id, shipment)
    order = seen(shop)
    assert texts(order, "payments/total", "payments/status", "shipments/shipment/paid") == {
        "payments/total": "1049", "payments/status": "completed", "shipments/shipment/paid": "yes",
    }  # fmt: skip
    auth, capture = order.iterfind("payments/payment")
    assert texts(capture, "type", "value") == {"type": "capture", "value": "1049"}
    assert int(str(capture.findtext("transaction"))) == int(str(auth.findtext("transaction"))) + 1
    before = shop.state.save()
    assert shop.capture_shipment(id, shipment)
    assert shop.state.save() == before
    with pytest.raises(Refused, match=f'has no shipment "77"; it has {shipment}'):
        shop.capture_shipment(id, "77")


def test_a_failing_payment_refuses_capture_to_the_shop_and_to_the_client(shop: Centra) -> None:
    id = shop.place_order(payment="failing")
    shipment = shop.ship_order(id, capture=True)
    clear(shop)
    before = shop.state.save()
    assert not shop.capture_shipment(id, shipment)
    with pytest.raises(Refused, match=r"the card refuses to pay 1000\.00"):
        shop.pay_order(id)
    assert shop.state.save() == before
    capture = f"<shipments><shipment><id>{shipment}</id><capture>yes</capture></shipment></shipments>"
    assert call(shop, "orders_Update", f"<orders><order><id>{id}</id>{capture}</order></orders>").success
    assert texts(object_of(shop, "order", id), "payments/total", "shipments/shipment/paid") == {
        "payments/total": "0", "shipments/shipment/paid": "no",
    }  # fmt: skip


def test_an_order_that_is_paid_at_once_covers_its_shipments(shop: Centra) -> None:
    id = shop.place_order([Line(variation="chair-oak", quantity=2)], kind="wholesale", payment="paid")
    assert seen(shop).findtext("payments/total") == "90"
    (item,) = items(object_of(shop, "order", id))
    clear(shop)
    shop.ship_order(id, {item: 1})
    assert seen(shop).findtext("shipments/shipment/paidtotal") == "45.00"
    with pytest.raises(Refused, match=r"0\.00 is left to pay, not 0\.00"):
        shop.pay_order(id)


def test_wholesale_is_complete_when_shipped_and_paid(shop: Centra) -> None:
    id = shop.place_order(kind="wholesale")
    shipment = shop.ship_order(id)
    assert not shop.capture_shipment(id, shipment)
    assert object_of(shop, "order", id).findtext("status") == "processing"
    clear(shop)
    shop.pay_order(id, 20)
    assert texts(seen(shop), "status", "shipments/shipment/paidtotal", "payments/status") == {
        "status": "processing", "shipments/shipment/paidtotal": "20.00", "payments/status": "incomplete",
    }  # fmt: skip
    clear(shop)
    shop.pay_order(id)
    assert texts(seen(shop), "status", "payments/status") == {"status": "completed", "payments/status": "completed"}
    with pytest.raises(Refused, match="is left to pay, not"):
        shop.pay_order(id, 1)
