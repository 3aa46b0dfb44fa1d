"""The lines of orders: what is ordered, its events, and what a client reads."""

from __future__ import annotations

from decimal import Decimal

import pytest

from centra_mock import Centra, Line, Refused
from support import order_sums
from support.shop import add_set, clear, items, object_of, seen, texts
from support.wire import poll


def test_several_lines_and_the_same_size_twice(shop: Centra) -> None:
    shop.place_order([
        Line(variation="sweater-blue", size="M"),
        Line(variation="chair-oak", quantity=2),
        Line(variation="sweater-blue", size="M", quantity=3),
        Line(variation="sweater-blue", size="L"),
    ])  # fmt: skip
    order = seen(shop, "customer", "order")
    sweater, chair = order.iterfind("products/product")
    assert texts(sweater, "id", "qty", "subtotal") == {"id": "sweater", "qty": "5", "subtotal": "2995"}
    assert [row.findtext("qty") for row in sweater.iterfind("sizes/size")] == ["1", "3", "1"]
    assert texts(chair, "id", "qty") == {"id": "chair", "qty": "2"}
    assert len(set(items(order))) == 4


def test_discounts_vouchers_shipping_and_handling(shop: Centra) -> None:
    line = Line(variation="chair-oak", quantity=2, discount=Decimal("100.50"))
    shop.place_order([line], shipping=49, handling=Decimal("9.50"), voucher=100, voucher_code="MOCK100")
    order = seen(shop, "customer", "order")
    bought = order.find("products/product")
    assert bought is not None
    assert texts(bought, "origprice", "price", "discount", "subtotal") == {
        "origprice": "1000.00", "price": "899.50", "discount": "100.5", "subtotal": "1799",
    }  # fmt: skip
    assert texts(order, "shipping/subtotal", "handling/subtotal", "voucher/subtotal", "voucher/description") == {
        "shipping/subtotal": "49", "handling/subtotal": "9.50", "voucher/subtotal": "-100",
        "voucher/description": "MOCK100",
    }  # fmt: skip
    assert order.findtext("ordertotal") == "1757.50"


def test_a_voucher_is_at_most_the_total(shop: Centra) -> None:
    shop.place_order([Line(variation="chair-oak")], shipping=49, voucher=5000)
    order = seen(shop, "customer", "order")
    assert texts(order, "ordertotal", "voucher/subtotal") == {"ordertotal": "0.00", "voucher/subtotal": "-1049"}


def test_a_bundle_has_a_head_and_parts_that_are_shipped(shop: Centra) -> None:
    add_set(shop)
    parts = (Line(variation="chair-oak"), Line(variation="sweater-blue", size="S", quantity=2, discount=99))
    id = shop.place_order([Line(variation="set-one", quantity=2, parts=parts), Line(variation="chair-oak")])
    chair, sweater, head, plain = seen(shop, "customer", "order").iterfind("products/product")
    assert texts(head, "id", "qty", "price", "bundleinfo/isbundle") == {
        "id": "set", "qty": "2", "price": "0.00", "bundleinfo/isbundle": "true",
    }  # fmt: skip
    assert head.find("bundleinfo/partof") is None
    assert head.findtext("sizes/size/preorder") == "no"
    for part, quantity in ((chair, "2"), (sweater, "4")):
        assert texts(part, "qty", "bundleinfo/isbundle", "bundleinfo/partof/product/id") == {
            "qty": quantity, "bundleinfo/isbundle": "false", "bundleinfo/partof/product/id": "set",
        }  # fmt: skip
    assert plain.find("bundleinfo") is None
    clear(shop)
    shop.ship_order(id, capture=True)
    order = seen(shop)
    assert [line.findtext("id") for line in order.iterfind("shipments/shipment/products/product")] == [
        "chair", "sweater", "chair",
    ]  # fmt: skip
    assert order.findtext("status") == "completed"
    with pytest.raises(Refused, match="nothing is left to ship"):
        shop.ship_order(id)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (Line(variation="set-one", price=10, parts=(Line(),)), "a bundle costs what its parts cost"),
        (Line(variation="set-one", parts=(Line(parts=(Line(),)),)), "has no parts of its own"),
        (Line(discount=2000), "discount: 2000.00 is more than the price, 1000.00"),
        (Line(price=-1), "price: -1 is not an amount"),
        (Line(price=Decimal("NaN")), "price: NaN is not an amount"),
        (Line(quantity=10**7), "quantity: 10000000 is more than"),
    ],
)
def test_an_invalid_line_is_refused(shop: Centra, line: Line, message: str) -> None:
    add_set(shop)
    before = shop.state.save()
    with pytest.raises(Refused, match=message):
        shop.place_order([line])
    assert shop.state.save() == before


def test_a_preorder_takes_no_stock(shop: Centra) -> None:
    before = order_sums.stock(shop, "chair")
    shop.place_order([Line(variation="chair-oak"), Line(variation="sweater-blue", preorder=True)], preorder=False)
    order = seen(shop, "customer", "order")
    assert [row.findtext("preorder") for row in order.iterfind("products//size")] == ["no", "yes"]
    clear(shop)
    shop.place_order([Line(variation="chair-oak", quantity=5)], preorder=True)
    assert seen(shop, "customer", "order").findtext(".//preorder") == "yes"
    assert before["chair-oak", "ONE"] - order_sums.stock(shop, "chair")["chair-oak", "ONE"] == 1


def test_two_rows_do_not_take_the_same_stock(shop: Centra) -> None:
    shop.place_order([Line(variation="chair-oak", quantity=600), Line(variation="chair-oak", quantity=600)])
    order = seen(shop, "customer", "order")
    assert [row.findtext("preorder") for row in order.iterfind("products//size")] == ["no", "yes"]
    assert order_sums.stock(shop, "chair")["chair-oak", "ONE"] == 400


def test_tax_is_rounded_for_each_piece_so_that_shipments_add_up(shop: Centra) -> None:
    cheap = Line(variation="chair-oak", quantity=3, price=Decimal("0.10"))
    id = shop.place_order([cheap], kind="wholesale", tax=25)
    order = seen(shop)
    assert order.findtext("ordertotal") == "0.39"
    for _ in range(3):
        shop.ship_order(id, {items(order)[0]: 1})
    totals = [each.findtext("shipmenttotal") for each in object_of(shop, "order", id).iterfind("shipments/shipment")]
    assert totals == ["0.13"] * 3


def test_a_comment_and_additional_fields(shop: Centra) -> None:
    shop.place_order([Line(comment="Gift wrap")], comment="Ring twice", additionals={"door": "1234", "gift": "yes"})
    order = seen(shop, "customer", "order")
    assert texts(order, "other", "products/product/comment") == {
        "other": "Ring twice", "products/product/comment": "Gift wrap",
    }  # fmt: skip
    assert [texts(each, "key", "value") for each in order.iterfind("additionals/additional")] == [
        {"key": "door", "value": "1234"}, {"key": "gift", "value": "yes"},
    ]  # fmt: skip


def test_several_currencies(shop: Centra) -> None:
    shop.put("pricelist", "retail-eur", {
        "store": "1", "type": "retail", "currency": "EUR", "description": "Retail EUR",
        "items": {"product": [{"id": "chair", "price": "95.50"}]},
    })  # fmt: skip
    clear(shop)
    shop.place_order(currency="EUR")
    order = seen(shop, "customer", "order")
    assert texts(order, "currency", "currencyrate", "basecurrency", "pricelist/id", "ordertotal") == {
        "currency": "EUR", "currencyrate": "10.43100", "basecurrency": "SEK", "pricelist/id": "retail-eur",
        "ordertotal": "95.50",
    }  # fmt: skip
    clear(shop)
    shop.place_order(pricelist="retail-eur", rate=Decimal("11.2"))
    assert seen(shop, "customer", "order").findtext("currencyrate") == "11.20000"
    with pytest.raises(Refused, match="there is no pricelist in JPY"):
        shop.place_order(currency="JPY")


def test_a_wholesale_order_of_a_chosen_buyer(shop: Centra) -> None:
    shop.put("account", "nordic-mock", {"buyers": {"buyer": [{"id": "buyo", "store": 2, "firstname": "Buyo"}]}})
    clear(shop)
    shop.place_order(kind="wholesale", buyer="buyo", tax=25)
    order = seen(shop)
    assert texts(order, "buyer/id", "buyer/firstname", "market/id", "currency", "ordertotal") == {
        "buyer/id": "buyo", "buyer/firstname": "Buyo", "market/id": "ws", "currency": "EUR", "ordertotal": "56.25",
    }  # fmt: skip
    with pytest.raises(Refused, match='account "nordic-mock" has no buyer "nobody"; it has buya, buyo'):
        shop.place_order(kind="wholesale", buyer="nobody")


def test_fields_and_xml_are_merged_last(shop: Centra) -> None:
    id = shop.place_order(
        comment="overridden",
        fields={"id": "WEB-7", "other": "from fields", "ordertotal": "1.00", "shippingaddress": {"city": "Provstad"}},
        xml="<order><other>from XML</other><loyalty><level>gold</level></loyalty></order>",
    )
    assert id == "WEB-7"
    order = poll(shop, "order")[-1].find("data/order")
    assert order is not None
    assert texts(order, "id", "other", "ordertotal", "shippingaddress/city", "shippingaddress/lastname") == {
        "id": "WEB-7", "other": "from XML", "ordertotal": "1.00", "shippingaddress/city": "Provstad",
        "shippingaddress/lastname": "Testsson",
    }  # fmt: skip
    assert order.findtext("loyalty/level") == "gold"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"fields": {"ordertotal": "much"}}, "ordertotal: 'much' is not a number"),
        ({"fields": {"no name": "x"}}, "fields: order: .*no name"),
        ({"fields": {"market": {"id": "mars"}}}, 'there is no market "mars"'),
        ({"fields": {"status": {"is": "pending"}}}, "status: holds the element is"),
        ({"xml": "<order><other></order>"}, "xml: not well-formed XML"),
        ({"xml": "<invoice/>"}, "xml: holds the element invoice, but order is expected"),
        ({"payment": "maybe"}, "payment: 'maybe' is not known; it can be authorised, failing or paid"),
        ({"kind": "wholesale", "payment": "failing"}, "paid by invoice, which can't fail"),
        ({"voucher": -5}, "voucher: -5 is not an amount"),
        ({"additionals": {"door": "1", " ": "2"}}, "additionals: a key is empty"),
        ({"additionals": {"door": "1\0"}}, "additionals: a text of characters that no XML document can hold"),
        ({"comment": "\ufffe"}, "comment: a text of characters that no XML document can hold"),
        ({"voucher": 1, "voucher_code": "\x01"}, "voucher_code: a text of characters that no XML document can hold"),
        ({"lines": [Line(comment="\x01")]}, "lines: comment: a text of characters that no XML document can hold"),
        ({"voucher_code": "FREE"}, "voucher: what voucher 'FREE' takes off is missing"),
        ({"rate": 0}, "rate: 0 is not above 0"),
        ({"pricelist": "retail-sek", "currency": "EUR"}, 'currency: pricelist "retail-sek" is in SEK, not in EUR'),
        ({"market": "mars"}, 'there is no market "mars"'),
    ],
)
def test_a_refused_order_is_explained_and_changes_nothing(shop: Centra, given: dict[str, object], message: str) -> None:
    before = shop.state.save()
    with pytest.raises(Refused, match=message):
        shop.place_order(customer={"email": "new@example.com"}, **given)  # type: ignore[arg-type]
    assert shop.state.save() == before
