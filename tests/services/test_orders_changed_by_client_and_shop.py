"""Orders that are changed by a client, an admin and the shop."""

from __future__ import annotations

from typing import Any

import pytest

from centra_mock import Centra, Line
from centra_mock.wire.tree import Element
from support import order_sums
from support.objects import accepted, line, refused, rows, shown, update, xml
from support.shop import add_set, items, texts

OWN = "only Centra changes it; left as it is"


def sent(order: str, id: str, quantities: dict[str, int] | None = None, **fields: Any) -> dict[str, Any]:
    """Return an update of one shipment."""
    products = {"products": line(quantities)} if quantities is not None else {}
    return {"id": order, "shipments": {"shipment": [{"id": id, **products, **fields}]}}


def sweaters(shop: Centra, quantity: int = 2, **terms: Any) -> tuple[str, str]:
    """Place an order of sweaters in M; return its id and its order item."""
    order = shop.place_order([Line(variation="sweater-blue", size="M", quantity=quantity)], **terms)
    (item,) = items(shown(shop, "order", order))
    return order, item


def free(shop: Centra) -> int:
    return int(order_sums.stock(shop, "sweater")["sweater-blue", "M"])


def checked(shop: Centra, order: str) -> Element:
    tree = shown(shop, "order", order)
    order_sums.check_order(tree)
    return tree


@pytest.mark.parametrize("way", ["the shop", "the client"])
def test_an_order_with_an_unshipped_shipment_can_be_canceled(shop: Centra, way: str) -> None:
    order, item = sweaters(shop, ship=True)
    assert free(shop) == 498
    if way == "the shop":
        shop.cancel_order(order)
    else:
        for _ in range(2):
            accepted(shop, "order", {"id": order, "status": "canceled"})
    tree = checked(shop, order)
    assert texts(tree, "status", "ordertotal") == {"status": "canceled", "ordertotal": "0.00"}
    assert (rows(tree, "cancelled"), tree.find("shipments/shipment")) == ({item: "2"}, None)
    assert free(shop) == 500


def test_canceling_keeps_only_shipped_goods(shop: Centra) -> None:
    order, item = sweaters(shop, quantity=3)
    accepted(shop, "order", sent(order, "waits", {item: 1}))
    accepted(shop, "order", sent(order, "out", {item: 1}, shipped="yes"))
    for _ in range(2):
        accepted(shop, "order", {"id": order, "status": "canceled"})
        tree = checked(shop, order)
        assert (rows(tree, "products"), rows(tree, "cancelled")) == ({item: "1"}, {item: "2"})
        assert texts(tree, "shipments/shipment/id", "shipments/shipment/paid") == {
            "shipments/shipment/id": "out", "shipments/shipment/paid": "no",
        }  # fmt: skip
    assert free(shop) == 499


def test_a_deleted_order_returns_the_stock_of_unshipped_goods(shop: Centra) -> None:
    waiting, _ = sweaters(shop, ship=True)
    shop.delete("order", waiting)
    assert free(shop) == 500
    out, _ = sweaters(shop)
    shop.ship_order(out)
    shop.delete("order", out)
    assert free(shop) == 498


def test_an_order_item_identifies_a_row_of_an_ambiguous_size(shop: Centra) -> None:
    accepted(shop, "size", {"id": "M", "description": "Medium", "sizetable": {"id": "MEN"}})
    order, item = sweaters(shop, quantity=3)
    accepted(shop, "order", {"id": order, "cancelled": line({item: 1})})
    accepted(shop, "order", sent(order, "a", {item: 2}, shipped="yes"))
    accepted(shop, "order", sent(order, "a", refunds={"refund": [{"id": "r", "products": line({item: 1})}]}))
    tree = checked(shop, order)
    assert (rows(tree, "cancelled"), rows(tree, "shipments/shipment/refunds/refund/products")) == (
        {item: "1"}, {item: "1"},
    )  # fmt: skip
    assert tree.findtext("shipments/shipment/products/product/sizes/size/id") == "M"


HALF_A_ROW = """<order><type>retail</type><products><product><id>sweater</id><price>10</price><qty>2</qty><sizes><size>
<id>M</id><qty>2</qty><orderitem><id>77</id></orderitem><warehouseitems><warehouse><id>main</id><qty>2</qty></warehouse>
</warehouseitems></size></sizes></product></products></order>"""


def test_an_order_without_products_can_be_canceled_refunded_and_deleted(shop: Centra) -> None:
    shop.put("order", "900", xml=HALF_A_ROW)
    accepted(shop, "order", {"id": "900", "cancelled": line({"77": 1})})
    assert rows(shown(shop, "order", "900"), "cancelled") == {"77": "1"}
    shipment = shop.ship_order("900")
    shop.refund("900", shipment, restock=True)
    shop.delete("order", "900")
    assert shop.objects.get("order", "900") is None
    assert free(shop) == 500


def test_only_centra_changes_costs_and_currencies_of_an_order(shop: Centra) -> None:
    order, item = sweaters(shop, shipping=49, voucher=100)
    cost, currency = {"subtotal": "7"}, {"currency": "EUR", "currencyrate": "2", "basecurrency": "EUR"}
    costs = dict.fromkeys(("shipping", "handling", "voucher"), cost)
    reply = accepted(shop, "order", {"id": order, **currency, **costs})
    assert reply.notices == [f"{name}: {OWN}" for name in (*currency, *costs)]
    for _ in range(2):
        reply = accepted(shop, "order", sent(order, "a", {item: 2}, **currency))
        assert reply.notices == [f'shipment "a"/{name}: {OWN}' for name in currency]
        tree = shown(shop, "order", order)
        assert texts(tree, "ordertotal", "currency", "shipments/shipment/shipmenttotal") == {
            "ordertotal": "1147.00", "currency": "SEK", "shipments/shipment/shipmenttotal": "1198.00",
        }  # fmt: skip


COSTS = ("shipping", "handling", "voucher")


def costs_of(centra: Centra, order: str) -> list[list[str | None]]:
    """Return the costs and the total of each shipment."""
    return [
        [*(each.findtext(f"{name}/subtotal") for name in COSTS), each.findtext("shipmenttotal")]
        for each in shown(centra, "order", order).iterfind("shipments/shipment")
    ]


def test_a_shipment_has_only_the_costs_that_the_client_sends(shop: Centra) -> None:
    order, item = sweaters(shop, shipping=49, handling=5, voucher=100)
    given = {"shipping": {"subtotal": "50"}, "handling": {"subtotal": "3.50"}, "voucher": {"subtotal": "-20"}}
    for fields in (sent(order, "a", {item: 1}, **given), sent(order, "b", {item: 1})):
        assert accepted(shop, "order", fields).notices == []
    assert costs_of(shop, order) == [["50", "3.50", "-20", "632.50"], ["0", "0.00", "0", "599.00"]]
    accepted(shop, "order", sent(order, "b", shipping={"subtotal": "1"}))
    assert costs_of(shop, order)[1] == ["1", "0.00", "0", "600.00"]


def test_a_paid_shipment_keeps_its_costs(shop: Centra) -> None:
    order, item = sweaters(shop, shipping=49)
    accepted(shop, "order", sent(order, "a", {item: 1}, shipping={"subtotal": "49"}, capture="yes"))
    for shipping, notices in (("50", ['shipment "a"/shipping: it is paid; left as it is']), ("49", [])):
        assert accepted(shop, "order", sent(order, "a", shipping={"subtotal": shipping})).notices == notices
    assert costs_of(shop, order) == [["49", "0.00", "0", "648.00"]]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("shipping", "-1", "shipping is at least 0, not -1"),
        ("handling", "-0.01", "handling is at least 0, not -0.01"),
        ("voucher", "1", "voucher is not above 0, as it is taken off, not 1"),
        ("voucher", "-600", "at most that, not 600"),
    ],
)
def test_invalid_costs_are_refused(shop: Centra, name: str, value: str, words: str) -> None:
    order, item = sweaters(shop)
    before = xml(shop, "order", order)
    (message,) = refused(shop, "order", sent(order, "a", {item: 1}, **{name: {"subtotal": value}}))
    assert f'shipment "a"/{name}/subtotal' in message
    assert words in message
    assert xml(shop, "order", order) == before


def test_shipments_of_one_request_are_numbered_consecutively(shop: Centra) -> None:
    order, item = sweaters(shop, quantity=4)
    new = [{"id": id, "products": line({item: 1})} for id in ("a", "b", "c")]
    new[1]["appendix"] = "7"
    accepted(shop, "order", {"id": order, "shipments": {"shipment": new}})
    shop.ship_order(order)
    shipments = shown(shop, "order", order).findall("shipments/shipment")
    assert [each.findtext("appendix") for each in shipments] == ["8", "7", "9", "10"]


def test_another_salesrep_buyer_or_deliverywindow_removes_the_former_name(shop: Centra) -> None:
    for id in ("first", "second"):
        accepted(shop, "salesrep", {"id": id, "name": id})
        accepted(shop, "deliverywindow", {"id": id, "description": id})
    order, _ = sweaters(shop, kind="wholesale")
    first: dict[str, Any] = {
        "salesrep": {"id": "first", "name": "First", "email": "first@example.com"},
        "mastersalesrep": {"salesrep": {"id": "first", "percent": "5"}},
        "deliverywindow": {"id": "first", "description": "First", "start": "2019-01-01"},
        "shippingaddress": {"id": "here", "city": "Provstad"},
    }
    accepted(shop, "order", {"id": order, **first})
    names = ("salesrep", "mastersalesrep/salesrep", "deliverywindow")
    second: dict[str, Any] = {"salesrep": {"id": "second"}, "mastersalesrep": {"salesrep": {"id": "second"}},
                              "deliverywindow": {"id": "second"}, "shippingaddress": {"id": "there"}}  # fmt: skip
    accepted(shop, "order", {"id": order, **second})
    tree = shown(shop, "order", order)
    for name in names:
        (group,) = tree.findall(name)
        assert [(sub.tag, sub.text) for sub in group] == [("id", "second")]
    assert tree.findtext("shippingaddress/city") == "Provstad"


def test_a_client_cannot_pay_a_retail_order(shop: Centra) -> None:
    order, item = sweaters(shop)
    reply = accepted(shop, "order", sent(order, "a", {item: 2}, paid="yes", paidtotal="1198.00", shipped="yes"))
    assert reply.notices == [f'shipment "a"/{name}: {OWN}' for name in ("paidtotal", "paid")]
    assert texts(checked(shop, order), "shipments/shipment/paid", "payments/total") == {
        "shipments/shipment/paid": "no", "payments/total": "0",
    }  # fmt: skip


@pytest.mark.parametrize("paid_before", [0, 20])
def test_a_client_books_the_payment_of_a_wholesale_shipment(shop: Centra, paid_before: int) -> None:
    order, item = sweaters(shop, kind="wholesale", quantity=4)
    if paid_before:
        shop.pay_order(order, paid_before)
    accepted(shop, "order", sent(order, "a", {item: 1}, shipped="yes"))
    for id, change in (("a", {}), ("b", {"quantities": {item: 3}, "shipped": "yes"})):
        for _ in range(2):
            accepted(shop, "order", sent(order, id, paid="yes", **change))  # type: ignore[arg-type]
            checked(shop, order)
    tree = checked(shop, order)
    assert texts(tree, "status", "payments/total", "payments/status") == {
        "status": "completed", "payments/total": "130", "payments/status": "completed",
    }  # fmt: skip
    invoice = shown(shop, "invoice", shop.invoice_order(order))
    assert texts(invoice, "totalpaid", "status") == {"totalpaid": "130.00", "status": "paid"}


def test_an_admins_order_without_payments_can_be_paid(shop: Centra) -> None:
    shop.put("order", "900", xml=HALF_A_ROW.replace("retail", "wholesale"))
    accepted(shop, "order", sent("900", "a", {"77": 2}, shipped="yes", paid="yes"))
    assert texts(shown(shop, "order", "900"), "payments/total", "status") == {
        "payments/total": "20", "status": "completed",
    }  # fmt: skip


def test_an_unshipped_shipment_cannot_be_refunded(shop: Centra) -> None:
    order, item = sweaters(shop)
    back = {"refunds": {"refund": [{"id": "r", "products": line({item: 1})}]}}
    message = 'refund "r": its shipment is not shipped, so that nothing of it can come back'
    assert refused(shop, "order", sent(order, "a", {item: 2}, **back)) == [f'order "{order}": {message}']
    accepted(shop, "order", sent(order, "a", {item: 2}, shipped="yes", **back))


def test_a_clients_refund_has_the_fields_of_the_shops(shop: Centra) -> None:
    order, item = sweaters(shop)
    shipment = shop.ship_order(order, capture=True)
    shop.refund(order, shipment, {item: 1})
    for refunds in ({"refund": [{"id": "r", "products": line({item: 1})}]}, ""):
        accepted(shop, "order", sent(order, shipment, refunds=refunds))
        first, second = checked(shop, order).findall("shipments/shipment/refunds/refund")
        for each in (first, second):
            for own in each.findall("id"):
                each.remove(own)
        assert order_sums.rows(first, "products") == order_sums.rows(second, "products")
        assert [(sub.tag, sub.text) for sub in first.iter()] == [(sub.tag, sub.text) for sub in second.iter()]


@pytest.mark.parametrize("way", ["the shop", "the client"])
def test_a_bundle_head_is_canceled_with_its_last_part(shop: Centra, way: str) -> None:
    add_set(shop)
    parts = (Line(variation="chair-oak"), Line(variation="sweater-blue", size="M"))
    order = shop.place_order([Line(variation="set-one", parts=parts), Line(variation="chair-black")])
    oak, sweater, head, black = items(shown(shop, "order", order))
    for item, cancelled in ((oak, {oak}), (sweater, {oak, sweater, head})):
        if way == "the shop":
            shop.cancel_order(order, {item: 1})
        else:
            accepted(shop, "order", {"id": order, "cancelled": line({item: 1})})
        tree = checked(shop, order)
        assert rows(tree, "cancelled").keys() == cancelled
        assert rows(tree, "products").keys() == {head, oak, sweater, black} - cancelled


@pytest.mark.parametrize("status", ["pending", "processing", "completed", ""])
def test_a_canceled_order_stays_canceled(shop: Centra, status: str) -> None:
    order, _ = sweaters(shop)
    accepted(shop, "order", {"id": order, "status": "canceled"})
    reply = update(shop, "order", {"id": order, "status": status})
    assert reply.errors == [f'order "{order}": status: a canceled order stays canceled']
    accepted(shop, "order", {"id": order, "status": "canceled", "locked": "yes"})
