"""Activities of the shop over the control API."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from centra_mock import Centra
from support.control import Control
from support.wire import poll


def newest(shop: Centra, type: str = "order") -> Any:
    """Return the data of the newest event."""
    event = poll(shop, type)[-1]
    data = event.find("data")
    assert data is not None
    return data[0]


def test_an_order_is_placed_paid_shipped_and_invoiced(control: Control, shop: Centra) -> None:
    placed = control.ok("POST", "/orders", {"lines": [{"variation": "sweater-blue", "size": "M", "quantity": 3}]})
    (id,) = placed["ids"]
    item = newest(shop).findtext("products/product/sizes/size/orderitem/id")

    control.ok("POST", f"/orders/{id}/cancel", {"orderitems": {item: 1}})
    assert newest(shop).findtext("cancelled/product/qty") == "1"

    shipment = control.ok("POST", f"/orders/{id}/shipments", {"orderitems": {item: 2}})["id"]
    assert newest(shop).findtext("shipments/shipment/id") == shipment
    assert control.ok("POST", f"/orders/{id}/shipments/{shipment}/capture") == {"captured": True}

    refund = control.ok(
        "POST", f"/orders/{id}/shipments/{shipment}/refunds", {"orderitems": {item: 1}, "restock": True}
    )
    assert newest(shop).findtext("shipments/shipment/refunds/refund/id") == refund["id"]

    invoice = control.ok("POST", f"/orders/{id}/invoices", {})["id"]
    assert newest(shop, "invoice").findtext("id") == invoice


def test_orders_are_placed_in_bulk(control: Control, shop: Centra) -> None:
    ids = control.ok("POST", "/orders", {"count": 25, "kind": "wholesale"})["ids"]
    assert len(set(ids)) == 25
    assert len(shop.queue) == 25


def test_fields_are_merged_into_a_new_order(control: Control, shop: Centra) -> None:
    order = {
        "customer": {"email": "own@example.com", "firstname": "Egen"},
        "fields": {"additionals": {"additional": [{"key": "gift", "value": "yes"}]}},
        "xml": "<order><loyalty><points>12</points></loyalty></order>",
    }
    (id,) = control.ok("POST", "/orders", order)["ids"]
    data = newest(shop)
    assert data.findtext("shippingaddress/firstname") == "Egen"
    assert data.findtext("additionals/additional/value") == "yes"
    assert data.findtext("loyalty/points") == "12"
    control.ok("PATCH", f"/orders/{id}", {"fields": {"shippingaddress": {"city": "Provstad"}}})
    assert newest(shop).findtext("shippingaddress/city") == "Provstad"


def test_a_bundle_is_ordered(control: Control, shop: Centra) -> None:
    bundle = {"product": "sweater", "parts": [{"variation": "chair-oak"}, {"variation": "chair-black"}]}
    control.ok("POST", "/orders", {"lines": [bundle]})
    heads = [line.findtext("bundleinfo/isbundle") for line in newest(shop).iterfind("products/product")]
    assert heads == ["false", "false", "true"]


def test_an_order_is_paid(control: Control, shop: Centra) -> None:
    (id,) = control.ok("POST", "/orders", {"payment": "failing"})["ids"]
    control.refusal("payment_refused", "POST", f"/orders/{id}/pay", {}, [f'order "{id}"'])
    (other,) = control.ok("POST", "/orders", {})["ids"]
    control.ok("POST", f"/orders/{other}/pay", {"amount": "100.50"})
    assert newest(shop).findtext("payments/total") == "100.5"


def test_objects_are_put_and_deleted_as_an_admin_would(control: Control, shop: Centra) -> None:
    made = control.ok("PUT", "/objects/market/no", {"fields": {"description": "Norway", "store": 1}})
    assert made == {"id": "no"}
    assert newest(shop, "market").findtext("description") == "Norway"
    control.ok("DELETE", "/objects/market/no")
    event = poll(shop, "market")[-1]
    assert (event.findtext("mission"), event.findtext("entry")) == ("delete", "no")
    control.refusal("unknown_object", "DELETE", "/objects/market/no", mentions=['market "no"'])


def test_an_object_without_an_id_has_the_next_number(control: Control, shop: Centra) -> None:
    before = set(shop.objects.counts())
    made = control.ok("POST", "/objects/market", {"fields": {"description": "Norway", "store": 1}})
    assert made["id"] == newest(shop, "market").findtext("id")
    assert made["id"].isdigit()
    assert control.ok("POST", "/objects/product", {"fields": {"id": "stool"}}) == {"id": "stool"}
    control.refusal("unknown_type", "POST", "/objects/table", {"fields": {}}, ["'table'"])
    assert set(shop.objects.counts()) == before


def test_ids_may_contain_slashes(control: Control, shop: Centra) -> None:
    path = f"/objects/market/{quote('nordic/nö 1', safe='')}"
    control.ok("PUT", path, {"fields": {"description": "Norway"}})
    assert control.ok("GET", path)["id"] == "nordic/nö 1"
    assert shop.objects.get("market", "nordic/nö 1") is not None


def test_a_customer_is_registered(control: Control, shop: Centra) -> None:
    id = control.ok("POST", "/customers", {"fields": {"email": "nya@example.com"}})["id"]
    assert newest(shop, "customer").findtext("id") == id


@pytest.mark.parametrize(
    ("code", "method", "path", "body", "mentions"),
    [
        ("invalid_value", "POST", "/orders", {"lines": []}, ["lines: ", ">= 1"]),
        ("invalid_value", "POST", "/orders", {"lines": [{"quantity": 0}]}, ["lines[0].quantity: ", ">= 1"]),
        ("unknown_value", "POST", "/orders", {"kind": "dropship"}, ["kind: 'dropship'", "retail", "wholesale"]),
        ("unknown_reference", "POST", "/orders", {"lines": [{"product": "table"}]}, ['product "table"']),
        ("out_of_range", "POST", "/orders", {"shipping": "NaN"}, ["shipping: NaN"]),
        ("out_of_range", "POST", "/orders", {"voucher": -1}, ["voucher: -1"]),
        ("out_of_range", "POST", "/orders", {"rate": "1e999"}, ["rate: "]),
        ("unknown_object", "POST", "/orders/99/cancel", {}, ['order "99"']),
        ("unknown_type", "PUT", "/objects/table/1", {"fields": {}}, ["'table'"]),
    ],
)
def test_a_refused_activity_is_explained_and_changes_nothing(
    control: Control, code: str, method: str, path: str, body: dict[str, Any], mentions: list[str]
) -> None:
    before = control.call("GET", "/state").content
    control.refusal(code, method, path, body, mentions)
    assert control.call("GET", "/state").content == before
