"""Orders are refunded, cancelled, changed and invoiced."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from centra_mock import Centra, Line, Refused
from centra_mock.error_codes import Code
from support import order_sums
from support.objects import accepted
from support.remote_commands import Commands
from support.shop import clear, items, object_of, seen, texts
from support.wire import call, poll
from support.zeep_view import newest

ROW = {"id": "chair", "variation": {"id": "chair-oak"}, "sizes": {"size": [{"id": "ONE", "qty": 1}]}}


def test_a_return_is_paid_back_and_restocked(shop: Centra) -> None:
    id = shop.place_order([Line(variation="chair-oak", quantity=2)], voucher=200, voucher_code="MOCK")
    (item,) = items(object_of(shop, "order", id))
    shipment = shop.ship_order(id, capture=True)
    before = order_sums.stock(shop, "chair")["chair-oak", "ONE"]
    clear(shop)
    first = shop.refund(id, shipment, {item: 1}, {"comment": "Too soft"}, returnfee=Decimal("49.50"), restock=True)
    order = seen(shop)
    refund = order.find("shipments/shipment/refunds/refund")
    assert refund is not None
    assert texts(refund, "id", "type", "comment", "voucher/subtotal", "returnfee/subtotal") == {
        "id": first, "type": "return", "comment": "Too soft", "voucher/subtotal": "-100",
        "returnfee/subtotal": "-49.5",
    }  # fmt: skip
    assert order.findtext("payments/payment[type='refund']/value") == "850.5"
    assert order.findtext("payments/total") == "949.5"
    assert order_sums.stock(shop, "chair")["chair-oak", "ONE"] == before + 1
    clear(shop)
    shop.refund(id, shipment)
    assert seen(shop).findtext("payments/total") == "49.5"
    assert order_sums.stock(shop, "chair")["chair-oak", "ONE"] == before + 1
    with pytest.raises(Refused, match="nothing is left to refund"):
        shop.refund(id, shipment)


@pytest.mark.parametrize("asked", [{"pending": True}, {"fields": {"status": "pending"}}])
def test_a_pending_return_is_paid_back_and_restocked_when_it_is_completed(shop: Centra, asked: dict[str, Any]) -> None:
    order = shop.place_order([Line(variation="chair-oak")])
    shipment = shop.ship_order(order, capture=True)
    before = order_sums.stock(shop, "chair")["chair-oak", "ONE"]
    refund = shop.refund(order, shipment, restock=True, **asked)
    for status, paid, restocked in (("pending", "1000", 0), ("completed", "0", 1)):
        tree = object_of(shop, "order", order)
        assert tree.findtext("shipments/shipment/refunds/refund/status") == status
        assert tree.findtext("payments/total") == paid
        assert order_sums.stock(shop, "chair")["chair-oak", "ONE"] == before + restocked
        clear(shop)
        if status == "pending":
            shop.complete_return(order, refund)
            assert [event.type for event in shop.queue] == ["order"]
    for id, code in ((refund, Code.RETURN_NOT_PENDING), ("none", Code.UNKNOWN_PART)):
        with pytest.raises(Refused) as refusal:
            shop.complete_return(order, id)
        assert refusal.value.code == code


def test_a_client_completes_a_pending_return(shop: Centra, cli: Commands) -> None:
    order = shop.place_order([Line(variation="chair-oak")], payment="paid")
    shipment = shop.ship_order(order)
    first = {"id": "r", "status": "pending", "products": {"product": [ROW]}}
    for status, paid in (("pending", "1000"), ("completed", "0")):
        sent = {"id": shipment, "refunds": {"refund": [{**first, "status": status}]}}
        accepted(shop, "order", {"id": order, "shipments": {"shipment": [sent]}})
        assert object_of(shop, "order", order).findtext("payments/total") == paid
    other = shop.place_order()
    refund = cli.json("order", "refund", other, shop.ship_order(other, capture=True), "--pending")["id"]
    assert cli.ok("order", "complete", other, refund) == f"Completed return {refund} of order {other}.\n"
    assert object_of(shop, "order", other).findtext("payments/total") == "0"


def test_refunds_of_single_pieces_add_up_to_the_cent(shop: Centra) -> None:
    id = shop.place_order([Line(variation="chair-oak", quantity=3)], voucher=100, payment="paid")
    (item,) = items(object_of(shop, "order", id))
    shipment = shop.ship_order(id)
    for _ in range(3):
        shop.refund(id, shipment, {item: 1})
    order = object_of(shop, "order", id)
    vouchers = [refund.findtext("voucher/subtotal") for refund in order.iterfind("shipments/shipment/refunds/refund")]
    assert vouchers == ["-33.33", "-33.33", "-33.34"]
    assert order.findtext("payments/total") == "0"
    order_sums.check_order(order)


def test_a_payment_covers_the_oldest_shipments_first(shop: Centra) -> None:
    id = shop.place_order([Line(variation="chair-oak", quantity=3)], kind="wholesale")
    (item,) = items(object_of(shop, "order", id))
    for _ in range(3):
        shop.ship_order(id, {item: 1})
    clear(shop)
    shop.pay_order(id, 60)
    paid = [texts(each, "paid", "paidtotal") for each in seen(shop).iterfind("shipments/shipment")]
    assert paid == [
        {"paid": "yes", "paidtotal": "45.00"},
        {"paid": "no", "paidtotal": "15.00"},
        {"paid": "no", "paidtotal": "0.00"},
    ]


def test_unpaid_amounts_are_not_refunded(shop: Centra) -> None:
    id = shop.place_order(kind="wholesale")
    shipment = shop.ship_order(id)
    shop.refund(id, shipment, fields={"id": "CREDIT-1"})
    order = object_of(shop, "order", id)
    assert order.findtext("shipments/shipment/refunds/refund/id") == "CREDIT-1"
    assert order.find("payments/payment") is None
    order_sums.check_order(order)


def test_unshipped_goods_cannot_be_returned(shop: Centra) -> None:
    id = shop.place_order(ship=True)
    shipment = str(object_of(shop, "order", id).findtext("shipments/shipment/id"))
    with pytest.raises(Refused, match="is not shipped, so that nothing of it can come back"):
        shop.refund(id, shipment)
    shop.ship_order(id)
    with pytest.raises(Refused, match="more than the refund comes to"):
        shop.refund(id, shipment, returnfee=5000)


def test_a_refund_by_the_client_is_paid_back_too(shop: Centra) -> None:
    id = shop.place_order(payment="paid")
    shipment = shop.ship_order(id)
    (item,) = items(object_of(shop, "order", id))
    refund = (
        f"<refunds><refund><id>R1</id><products><product><id>chair</id><sizes><size><id>ONE</id><qty>1</qty>"
        f"<orderitem><id>{item}</id></orderitem></size></sizes></product></products></refund></refunds>"
    )
    sent = f"<shipments><shipment><id>{shipment}</id>{refund}</shipment></shipments>"
    reply = call(shop, "orders_Update", f"<orders><order><id>{id}</id>{sent}</order></orders>")
    assert reply.success, reply.errors
    assert object_of(shop, "order", id).findtext("payments/total") == "0"


def test_lines_and_orders_are_cancelled(shop: Centra) -> None:
    id = shop.place_order([Line(variation="chair-oak", quantity=2), Line(variation="chair-black")], shipping=49)
    oak, black = items(object_of(shop, "order", id))
    shop.ship_order(id, {oak: 1})
    clear(shop)
    shop.cancel_order(id, {black: 1})
    order = seen(shop)
    assert [line.findtext("variation/id") for line in order.iterfind("cancelled/product")] == ["chair-black"]
    with pytest.raises(Refused, match="has 1 to cancel, not 2"):
        shop.cancel_order(id, {oak: 2})
    clear(shop)
    shop.cancel_order(id)
    order = seen(shop)
    assert texts(order, "status", "ordertotal") == {"status": "processing", "ordertotal": "1049.00"}
    with pytest.raises(Refused, match="nothing is left to cancel"):
        shop.cancel_order(id)


def test_a_completely_cancelled_order_has_a_total_of_zero(shop: Centra) -> None:
    id = shop.place_order(shipping=49, voucher=100)
    clear(shop)
    shop.cancel_order(id)
    assert texts(seen(shop), "status", "ordertotal") == {"status": "canceled", "ordertotal": "0.00"}


def test_addresses_change_until_the_order_is_locked(shop: Centra) -> None:
    id = shop.place_order()
    clear(shop)
    shop.change_order(id, {"shippingaddress": {"city": "Provstad"}}, xml="<order><ponumber>P1</ponumber></order>")
    assert texts(seen(shop), "shippingaddress/city", "billingaddress/city", "ponumber") == {
        "shippingaddress/city": "Provstad", "billingaddress/city": "Teststad", "ponumber": "P1",
    }  # fmt: skip
    with pytest.raises(Refused, match=f'id: order "{id}" can\'t become "X" here; edit the conversion table'):
        shop.change_order(id, {"id": "X"})
    call(shop, "orders_Update", f"<orders><order><id>{id}</id><locked>yes</locked></order></orders>")
    for change in (lambda: shop.change_order(id, {}), lambda: shop.cancel_order(id), lambda: shop.ship_order(id)):
        with pytest.raises(Refused, match="is locked"):
            change()
    shop.pay_order(id)


def test_a_customers_event_comes_with_each_order(shop: Centra) -> None:
    first = shop.place_order()
    for _ in range(2):
        clear(shop)
        shop.place_order()
        seen(shop, "customer", "order")
        assert newest(shop, "customer").findtext("id") == object_of(shop, "order", first).findtext("customer/id")
    clear(shop)
    shop.place_order(kind="wholesale")
    seen(shop)
    clear(shop)
    shop.place_orders(count=3)
    assert [event.type for event in shop.queue] == ["customer", "order"] * 3
    clear(shop)
    shop.register_customer()
    assert shop.queue == []


def test_under_the_other_policy_a_changed_address_queues_one_customer_event(shop: Centra) -> None:
    shop.policy = replace(shop.policy, customer_event="changed")
    shop.place_order(customer={"email": "moves@example.com", "firstname": "Flytta"})
    clear(shop)
    shop.place_order(customer={"email": "moves@example.com", "city": "Provstad"})
    order = seen(shop, "customer", "order")
    assert texts(order, "shippingaddress/lastname", "shippingaddress/city", "shippingaddress/firstname") == {
        "shippingaddress/lastname": "Testsson", "shippingaddress/city": "Provstad",
        "shippingaddress/firstname": "Flytta",
    }  # fmt: skip
    assert newest(shop, "customer").findtext("city") == "Provstad"
    clear(shop)
    shop.place_order(customer={"email": "moves@example.com", "city": "Provstad"})
    seen(shop)


def test_an_invoice_of_an_order(shop: Centra) -> None:
    id = shop.place_order([Line(variation="chair-oak", quantity=3)], kind="wholesale", tax=25, shipping=10, voucher=5)
    shop.pay_order(id, 50)
    clear(shop)
    made = shop.invoice_order(id, {"internalinformation": "Second copy"})
    assert [event.type for event in shop.queue] == ["invoice"]
    invoice = newest(shop, "invoice")
    order_sums.check_grammar(invoice, order_sums.INVOICE)
    assert texts(invoice, "id", "order/id", "account/id", "buyer/id", "total", "vat", "totalpaid", "status",
                 "paymentterms", "internalinformation", "items/invoiceitem/sku", "items/invoiceitem/qty") == {
        "id": made, "order/id": id, "account/id": "nordic-mock", "buyer/id": "buya", "total": "173.75",
        "vat": "33.75", "totalpaid": "50.00", "status": "open", "paymentterms": "30 days",
        "internalinformation": "Second copy", "items/invoiceitem/sku": "CH-OAK-1", "items/invoiceitem/qty": "3",
    }  # fmt: skip
    assert [texts(cost, "key", "subtotal") for cost in invoice.iterfind("items/additional")] == [
        {"key": "shipping", "subtotal": "10"}, {"key": "voucher", "subtotal": "-5"},
    ]  # fmt: skip


def test_an_invoice_of_a_shipment(shop: Centra) -> None:
    id = shop.place_order([Line(variation="chair-oak", quantity=3)], payment="paid")
    (item,) = items(object_of(shop, "order", id))
    shipment = shop.ship_order(id, {item: 2})
    made = shop.invoice_order(id, {"id": "F-1"}, shipment=shipment)
    assert made == "F-1"
    invoice = newest(shop, "invoice")
    assert texts(invoice, "total", "vat", "totalpaid", "status", "shipment/id") == {
        "total": "2000.00", "vat": "400.00", "totalpaid": "2000.00", "status": "paid", "shipment/id": shipment,
    }  # fmt: skip
    for absent in ("account", "buyer", "paymentterms", "ponumber"):
        assert invoice.find(absent) is None, absent


def test_many_orders_are_placed_all_or_none(shop: Centra) -> None:
    ids = shop.place_orders([Line(variation="chair-black", quantity=300)], count=3)
    assert len(set(ids)) == 3
    assert [event.findtext("type") for event in poll(shop)] == ["customer", "order"] * 3
    before = shop.state.save()
    with pytest.raises(Refused):
        shop.place_orders([Line(product="table")], count=2)
    assert shop.state.save() == before
