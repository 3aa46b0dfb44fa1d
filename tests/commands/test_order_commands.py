"""The commands for orders and customers: effects and output."""

from __future__ import annotations

from pathlib import Path

import pytest

from centra_mock import Centra, Line
from support.remote_commands import Commands
from support.shop import object_of


def test_an_order_is_placed_with_lines_and_fields(cli: Commands, shop: Centra, tmp_path: Path) -> None:
    (tmp_path / "more.json").write_text('{"other": "over", "shippingaddress": {"city": "Lund", "zipcode": "1"}}')
    said = cli.ok(
        "order", "place", "--line", "sweater-blue/M*2@499.50", "--line", "chair:chair-black", "--shipping", "49",
        "--customer", "email=ada@example.com", "--fields-json", f"@{tmp_path / 'more.json'}",
        "--field", "shippingaddress.zipcode=222 22", "--ship", "--payment", "paid", "--additional", "gift=yes",
    )  # fmt: skip
    assert said == "Placed order 1.\n"
    order = object_of(shop, "order", "1")
    (sweater, chair) = order.findall("shipments/shipment/products/product")
    assert [sweater.findtext("qty"), sweater.findtext("price"), sweater.findtext(".//size/id")] == ["2", "499.50", "M"]
    assert chair.findtext("variation/id") == "chair-black"
    assert order.findtext("shippingaddress/city") == "Lund"
    assert order.findtext("shippingaddress/zipcode") == "222 22"
    assert order.findtext("shippingaddress/email") == "ada@example.com"
    assert float(order.findtext("shipping/subtotal") or 0) == 49
    assert "gift" in cli.ok("object", "show", "order", "1", "--xml")


def test_a_wholesale_order_is_placed(cli: Commands, shop: Centra) -> None:
    placed = cli.json("order", "place", "--kind", "wholesale", "--account", "nordic-mock", "--line", "*3", "--tax", "0")
    order = object_of(shop, "order", placed["ids"][0])
    assert order.findtext("account/id") == "nordic-mock"
    assert order.findtext(".//size/qty") == "3"


def test_lines_as_json_and_fields_as_xml(cli: Commands, shop: Centra, tmp_path: Path) -> None:
    file = tmp_path / "order.xml"
    file.write_bytes(
        '<?xml version="1.0" encoding="iso-8859-1"?><order><id>SO-1</id><other>å</other></order>'.encode("latin-1")
    )
    cli.ok("order", "place", "--line", '{"variation": "chair-oak", "quantity": 2}', "--xml", f"@{file}")
    order = object_of(shop, "order", "SO-1")
    assert order.findtext("other") == "å"
    assert order.findtext(".//size/qty") == "2"


@pytest.mark.parametrize("count", [1, 3, 130])
def test_many_orders_are_placed_in_batches(cli: Commands, shop: Centra, count: int) -> None:
    placed = cli.json("order", "place", "--count", count)
    assert placed == {"ids": [str(number + 1) for number in range(count)]}
    assert shop.objects.counts()["order"] == count
    said = cli.ok("order", "place", "--count", count)
    assert str(count) in said or count == 1
    assert str(2 * count) in said


def test_an_order_is_changed_paid_shipped_captured_refunded_and_invoiced(cli: Commands, shop: Centra) -> None:
    order = shop.place_order([Line(variation="sweater-blue", size="M", quantity=4)])
    assert cli.ok("order", "change", order, "--field", "shippingaddress.city=Lund") == "Changed order 1.\n"
    assert object_of(shop, "order", order).findtext("shippingaddress/city") == "Lund"
    assert cli.json("order", "change", order, "--xml", "<order><other>x</other></order>") is None
    assert object_of(shop, "order", order).findtext("other") == "x"
    assert "order 1" in cli.ok("order", "cancel", order, "--item", "1")
    assert object_of(shop, "order", order).findtext("cancelled//qty") == "1"
    assert cli.json("order", "ship", order, "--item", "1*2", "--field", "carrierinformation.carrier=Post") == {
        "id": "1"
    }
    shipment = object_of(shop, "order", order).find("shipments/shipment")
    assert shipment is not None
    assert [shipment.findtext("products/product/qty"), shipment.findtext("carrierinformation/carrier")] == ["2", "Post"]
    assert cli.ok("order", "capture", order, 1) == "The payment of shipment 1 is captured.\n"
    assert object_of(shop, "order", order).findtext("shipments/shipment/paid") == "yes"
    assert "refund 1" in cli.ok("order", "refund", order, 1, "--item", "1*1", "--returnfee", "10", "--restock")
    assert object_of(shop, "order", order).find("shipments/shipment/refunds/refund") is not None
    assert cli.ok("order", "ship", order, "--unshipped", "--capture") == "Order 1 has shipment 2.\n"
    second = object_of(shop, "order", order).findall("shipments/shipment")[1]
    assert [second.findtext("shipped"), second.findtext("paid")] == ["no", "yes"]
    assert cli.json("order", "invoice", order, "--shipment", 1) == {"id": "1"}
    assert shop.objects.counts()["invoice"] == 1


def test_an_order_is_paid_or_cancelled_as_a_whole(cli: Commands, shop: Centra) -> None:
    cli.ok("order", "place", "--count", 2)
    assert cli.ok("order", "pay", 1, "--amount", "100") == "Paid 100 of order 1.\n"
    assert object_of(shop, "order", "1").findtext("payments/total") == "100"
    assert cli.ok("order", "cancel", 2) == "Cancelled order 2.\n"
    assert object_of(shop, "order", "2").find("products/product") is None


def test_a_failing_payment_is_reported(cli: Commands, shop: Centra) -> None:
    order = shop.place_order(payment="failing")
    shipment = shop.ship_order(order)
    assert "refuses" in cli.ok("order", "capture", order, shipment)
    assert cli.json("order", "capture", order, shipment) == {"captured": False}
    assert object_of(shop, "order", order).findtext("shipments/shipment/paid") == "no"


def test_a_customer_is_registered(cli: Commands, shop: Centra) -> None:
    assert cli.ok("customer", "register", "--field", "email=ada@example.com") == "Customer 1 is registered.\n"
    assert object_of(shop, "customer", "1").findtext("email") == "ada@example.com"
    assert cli.json("customer", "register", "--fields-json", '{"email": "ada@example.com"}') == {"id": "1"}
