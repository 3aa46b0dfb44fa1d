"""A client updates shipments, over the wire: partial and complete shipments, and captures."""

from __future__ import annotations

import pytest

from centra_mock import Centra, Line
from support.objects import accepted, line, rows, shown, xml
from support.order_updates import change, errors, shipment, values

OWN = "only Centra changes it; left as it is"


def test_an_order_is_shipped_in_parts(shop: Centra, order: str) -> None:
    after = change(shop, order, shipment("a", {"1": 1}, goodtogo="yes"))
    assert values(after, "shipments/shipment/id", "shipments/shipment/shipmenttotal") == ["a", "599.00"]
    assert values(after, "shipments/shipment/shipped", "shipments/shipment/appendix") == ["no", "1"]
    assert after.find("shipments//warehouseitems") is None
    after = change(shop, order, shipment("b", {"1": 2, "2": 2}, shipped="yes"))
    assert [each.findtext("appendix") for each in after.iterfind("shipments/shipment")] == ["1", "2"]
    assert after.findtext("status") == "processing"
    assert change(shop, order, shipment("a", shipped="yes")).findtext("status") == "processing"
    for id, status in (("a", "processing"), ("b", "completed")):
        assert change(shop, order, shipment(id, capture="yes")).findtext("status") == status


def test_an_unshipped_shipment_can_be_changed_by_row(shop: Centra, order: str) -> None:
    change(shop, order, shipment("a", {"1": 3}))
    after = change(shop, order, shipment("a", {"2": 1}))
    assert rows(after, "shipments/shipment/products") == {"1": "3", "2": "1"}
    product = "shipments/shipment/products/product"
    assert values(after, f"{product}/qty", f"{product}/subtotal") == ["4", "2396"]
    assert after.findtext("shipments/shipment/shipmenttotal") == "2396.00"
    after = change(shop, order, shipment("a", {"1": 0}))
    assert rows(after, "shipments/shipment/products") == {"2": "1"}


def test_a_shipped_shipment_cannot_be_changed(shop: Centra, order: str) -> None:
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
        (
            {"9": 1},
            'there is no orderitem "9" to ship; there are "1" (sweater, sweater-blue, M), '
            '"2" (sweater, sweater-blue, S)',
        ),
        (None, "products are missing; name what it holds by orderitem and qty"),
        ({"1": 0}, "products are missing; name what it holds by orderitem and qty"),
    ],
)
def test_invalid_shipments_are_refused(
    shop: Centra, order: str, quantities: dict[str, int] | None, message: str
) -> None:
    assert errors(shop, order, shipment("a", quantities)) == [f'shipment "a": {message}']


def test_two_shipments_of_one_request_share_the_rest(shop: Centra, order: str) -> None:
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


def test_a_shipment_of_the_shop_is_changed_by_its_shown_id(shop: Centra) -> None:
    id = shop.place_order(ship=True)
    shown_id = str(shown(shop, "order", id).findtext("shipments/shipment/id"))
    after = change(shop, id, shipment(shown_id, shipped="yes", capture="yes"))
    assert len(after.findall("shipments/shipment")) == 1
    assert after.findtext("status") == "completed"


def test_capture_takes_the_authorised_amount(shop: Centra, order: str) -> None:
    after = change(shop, order, shipment("a", {"1": 3}, capture="yes", paid="no", paidtotal="0.00"))
    assert values(after, "shipments/shipment/paid", "shipments/shipment/paidtotal") == ["yes", "1797.00"]
    assert values(after, "payments/total", "payments/status") == ["1797", "incomplete"]
    after = change(shop, order, shipment("b", {"2": 2}, capture="yes"))
    assert values(after, "payments/total", "payments/status") == ["2995", "completed"]
    assert [each.findtext("type") for each in after.iterfind("payments/payment")] == ["auth", "capture", "capture"]


def test_a_refused_capture_has_no_effect(shop: Centra, order: str, wholesale: str) -> None:
    failing = shop.place_order([Line(variation="sweater-blue", size="M")], payment="failing")
    for id, item in ((failing, "4"), (wholesale, "3")):
        sent = {"id": id, **shipment(f"of {id}", {item: 1}, capture="yes")}
        assert accepted(shop, "order", sent).notices == [f'shipment "of {id}"/capture: the payment refuses it']
        after = change(shop, id, {"locked": "yes"})
        assert values(after, "payments/total", *(f"shipments/shipment/{name}" for name in (
            "paid", "paidtotal", "capture",
        ))) == ["0", "no", "0.00", None]  # fmt: skip


def test_wholesale_is_complete_when_it_is_shipped_and_paid(shop: Centra, wholesale: str) -> None:
    change(shop, wholesale, {"status": "confirmed"})
    after = change(shop, wholesale, shipment("w", {"1": 4}, shipped="yes"))
    assert after.findtext("status") == "processing"
    after = change(shop, wholesale, {"status": "confirmed", **shipment("w", paid="yes")})
    assert values(after, "status", "shipments/shipment/paidtotal") == ["completed", "130.00"]


def test_only_centra_changes_the_total_of_a_shipment(shop: Centra, order: str) -> None:
    change(shop, order, shipment("a", {"1": 3}))
    before = xml(shop, "order", order)
    reply = accepted(shop, "order", {"id": order, **shipment("a", shipmenttotal="1.00", paidtotal="1.00")})
    assert reply.notices == [f'shipment "a"/{name}: {OWN}' for name in ("shipmenttotal", "paidtotal")]
    assert xml(shop, "order", order) == before
