"""Placing orders: complete data, and the events."""

from __future__ import annotations

from decimal import Decimal

import pytest

from centra_mock import Centra, Line, Refused
from centra_mock.activities.values import Kind
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element
from support.wire import call, done, poll

ORDER = OBJECTS["order"].field
SIZE = "variations/variation[id='sweater-blue']/sizes/size[id='M']/warehouseitems/warehouse/qty"

pytestmark = pytest.mark.every_database


def order_of(centra: Centra, id: str) -> Element:
    found = centra.objects.get("order", id)
    assert found is not None
    return found


def types(centra: Centra) -> list[str]:
    return [event.type for event in centra.queue]


def test_a_retail_order_is_complete(shop: Centra) -> None:
    id = shop.place_order(
        [Line(variation="sweater-blue", size="M", quantity=2), Line(variation="chair-oak")], shipping=12
    )
    order = order_of(shop, id)
    assert types(shop) == ["customer", "order"]
    assert [line.findtext("variation/id") for line in order.iterfind("products/product")] == [
        "sweater-blue",
        "chair-oak",
    ]
    sweater = order.find("products/product")
    assert sweater is not None
    seen = {name: sweater.findtext(name) for name in ("origprice", "price", "discount", "qty", "subtotal", "tax")}
    assert seen == {"origprice": "799.00", "price": "599.00", "discount": "200", "qty": "2", "subtotal": "1198",
                    "tax": "25.000"}  # fmt: skip
    assert order.findtext("ordertotal") == "2210.00"
    assert order.findtext("payments/payment/value") == "2210"
    assert order.findtext("currencyrate") == "1.00000"
    for absent in ("account", "buyer", "paymentterms", "shippingterms", "ponumber", "salesrep", "locked"):
        assert order.find(absent) is None, absent
    for empty in ("cancelled", "shipments", "preferred_shipping_date"):
        node = order.find(empty)
        assert node is not None
        assert len(node) == 0


def test_a_wholesale_order_has_account_buyer_and_terms_instead_of_a_customer(shop: Centra) -> None:
    order = order_of(shop, shop.place_order(kind="wholesale"))
    assert types(shop) == ["order"]
    assert order.find("customer") is None
    ids = {name: order.findtext(f"{name}/id") for name in ("account", "buyer", "paymentterms", "shippingterms")}
    assert ids == {"account": "nordic-mock", "buyer": "buya", "paymentterms": "net30", "shippingterms": "dap"}
    assert order.findtext("payments/type") == "inv"
    assert order.findtext("shippingaddress/company") == "Nordic Mock Stores AB"


@pytest.mark.parametrize("kind", ["retail", "wholesale"])
def test_elements_are_in_the_order_of_the_grammar(shop: Centra, kind: Kind) -> None:
    order = order_of(shop, shop.place_order(kind=kind, ship=True))
    places = [ORDER.order[str(field.tag)] for field in order]
    assert places == sorted(places)


def test_a_customer_is_found_again_by_e_mail(shop: Centra) -> None:
    first = order_of(shop, shop.place_order(customer={"email": "testa@example.com"}))
    second = order_of(shop, shop.place_order(customer={"email": "TESTA@example.com"}))
    other = order_of(shop, shop.place_order(customer={"email": "other@example.com"}))
    customers = [order.findtext("customer/id") for order in (first, second, other)]
    assert customers[0] == customers[1] != customers[2]
    assert types(shop) == ["customer", "order"] * 3


def test_stock_is_reserved_and_missing_stock_is_a_preorder(shop: Centra) -> None:
    order = order_of(shop, shop.place_order([Line(variation="sweater-blue", size="M", quantity=3)]))
    product = shop.objects.get("product", "sweater")
    assert product is not None
    assert product.findtext(SIZE) == "497"
    assert order.findtext("products//warehouse/id") == "main"
    assert order.findtext("products//warehouse/qty") == "3"

    beyond = order_of(shop, shop.place_order([Line(variation="sweater-blue", size="M", quantity=498)]))
    assert beyond.findtext(".//preorder") == "yes"
    assert beyond.find("products//warehouse") is None


def test_a_large_row_takes_stock_from_several_warehouses(shop: Centra) -> None:
    order = order_of(shop, shop.place_order([Line(variation="chair-black", quantity=1010)]))
    taken = {each.findtext("id"): each.findtext("qty") for each in order.iterfind("products//warehouse")}
    assert taken == {"main": "1000", "outlet": "10"}


def test_an_order_may_be_placed_with_a_shipment(shop: Centra) -> None:
    order = order_of(shop, shop.place_order(ship=True))
    (shipment,) = order.iterfind("shipments/shipment")
    assert {name: shipment.findtext(name) for name in ("appendix", "shipped", "goodtogo")} == {
        "appendix": "1", "shipped": "no", "goodtogo": "yes",
    }  # fmt: skip
    assert shipment.find(".//warehouseitems") is None
    assert shipment.findtext("shipmenttotal") == order.findtext("ordertotal")


def test_cancelling_returns_the_stock_and_queues_an_event(shop: Centra) -> None:
    id = shop.place_order([Line(variation="sweater-blue", size="M", quantity=3)])
    done(shop, *(event.id for event in shop.queue))
    shop.cancel_order(id)
    order = order_of(shop, id)
    assert order.findtext("status") == "canceled"
    assert order.findtext("cancelled/product/qty") == "3"
    assert order.findtext("ordertotal") == "0.00"
    product = shop.objects.get("product", "sweater")
    assert product is not None
    assert product.findtext(SIZE) == "500"
    assert types(shop) == ["order"]


def test_part_of_an_order_can_be_cancelled(shop: Centra) -> None:
    id = shop.place_order([Line(variation="sweater-blue", size="M", quantity=3)])
    item = str(order_of(shop, id).findtext(".//orderitem/id"))
    shop.cancel_order(id, {item: 1})
    order = order_of(shop, id)
    assert (order.findtext("products/product/qty"), order.findtext("cancelled/product/qty")) == ("2", "1")
    assert order.findtext("status") == "confirmed"
    with pytest.raises(Refused, match=r"has 2 to cancel, not 3"):
        shop.cancel_order(id, {item: 3})


def test_an_order_can_be_changed_until_the_client_locks_it(shop: Centra) -> None:
    id = shop.place_order()
    shop.change_order(id, {"shippingaddress": {"city": "Provstad"}, "loyalty": "gold"})
    changed = order_of(shop, id)
    assert changed.findtext("shippingaddress/city") == "Provstad"
    assert changed.findtext("shippingaddress/firstname") == "Testa"
    assert changed.findtext("loyalty") == "gold"

    assert call(shop, "orders_Update", f"<orders><order><id>{id}</id><locked>yes</locked></order></orders>").success
    with pytest.raises(Refused, match=f'order "{id}" is locked'):
        shop.change_order(id, {"other": "too late"})


def test_any_field_of_a_new_order_can_be_set(shop: Centra) -> None:
    order = order_of(
        shop, shop.place_order(fields={"other": "gift", "additionals": {"additional": [{"key": "a", "value": "b"}]}})
    )
    assert order.findtext("other") == "gift"
    assert order.findtext("additionals/additional/value") == "b"


def test_the_price_can_be_set(shop: Centra) -> None:
    order = order_of(shop, shop.place_order([Line(product="chair", price=Decimal("899.50"), quantity=2)]))
    seen = [order.findtext(f"products/product/{name}") for name in ("price", "discount", "subtotal")]
    assert seen == ["899.50", "100.5", "1799"]


def test_missing_requirements_of_an_order_are_named(centra: Centra) -> None:
    with pytest.raises(Refused, match="there is no market; send one with markets_Update first"):
        centra.place_order()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (Line(product="table"), 'there is no product "table"'),
        (Line(variation="table-oak"), 'there is no variation "table-oak"'),
        (
            Line(product="chair", variation="red"),
            'product "chair" has no variation "red"; it has chair-oak, chair-black',
        ),
        (Line(variation="sweater-blue", size="XL"), 'variation "sweater-blue" has no size "XL"; it has S, M, L'),
        (Line(quantity=0), "quantity: 0 is not above 0"),
    ],
)
def test_a_line_that_cannot_be_ordered_is_explained(shop: Centra, line: Line, message: str) -> None:
    with pytest.raises(Refused, match=message):
        shop.place_order([line])
    assert len(shop.queue) == 0


def test_registering_a_customer_makes_an_event_once(shop: Centra) -> None:
    first = shop.register_customer({"email": "new@example.com", "firstname": "Nya"})
    assert shop.register_customer({"email": "new@example.com"}) == first
    (event,) = poll(shop, "customer")
    assert event.findtext("entry") == first
    assert event.findtext("data/customer/firstname") == "Nya"


def test_an_event_of_an_unknown_type_carries_any_xml(centra: Centra) -> None:
    centra.emit("loyaltycard", '<loyaltycard level="gold"><id>7</id><points>12</points></loyaltycard>', entry="7")
    (event,) = poll(centra)
    assert event.findtext("type") == "loyaltycard"
    assert event.findtext("data/loyaltycard/points") == "12"
    with pytest.raises(Refused, match="not well-formed XML"):
        centra.emit("loyaltycard", "<loyaltycard>")
