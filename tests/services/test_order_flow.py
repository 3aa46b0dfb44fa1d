"""The order flow: what happens to an order in each status, and which status, events and money it has then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from centra_mock import Centra, Refused
from centra_mock.error_codes import Code
from centra_mock.scalars import LARGEST
from centra_mock.store.objects import ObjectRepository
from support.objects import accepted, refused
from support.order_updates import shipment
from support.shop import clear, object_of
from support.tenants import queries_of

ITEM = "products/product/sizes/size/orderitem/id"


def ship(shop: Centra, order: str) -> None:
    shop.ship_order(order)


def capture(shop: Centra, order: str) -> None:
    shop.capture_shipment(order, str(object_of(shop, "order", order).findtext("shipments/shipment/id")))


STEPS: dict[str, Callable[[Centra, str], object]] = {
    "confirm": lambda shop, order: shop.confirm_order(order),
    "ship": ship,
    "capture": capture,
    "pay": lambda shop, order: shop.pay_order(order),
    "cancel": lambda shop, order: shop.cancel_order(order),
    "archive": lambda shop, order: shop.archive_order(order),
}

FLOW: list[tuple[str, str, list[str], str, str]] = [
    # autoconfirm, kind, what happens, the status and the total of the payments then
    ("none", "retail", [], "pending", "0"),
    ("none", "retail", ["confirm"], "confirmed", "0"),
    ("none", "retail", ["confirm", "ship"], "processing", "0"),
    ("none", "retail", ["confirm", "ship", "capture"], "completed", "1000"),
    ("none", "retail", ["confirm", "ship", "capture", "capture"], "completed", "1000"),
    ("none", "retail", ["pay"], "pending", "1000"),
    ("none", "retail", ["cancel"], "canceled", "0"),
    ("none", "retail", ["cancel", "archive"], "archived", "0"),
    ("both", "retail", ["pay", "ship", "archive"], "archived", "1000"),
    ("wholesale", "retail", [], "pending", "0"),
    ("both", "retail", ["ship"], "processing", "0"),
    ("both", "retail", ["pay", "ship"], "completed", "1000"),
    ("none", "wholesale", ["confirm", "ship"], "processing", "0"),
    ("none", "wholesale", ["confirm", "ship", "pay"], "completed", "45"),
    ("wholesale", "wholesale", ["ship", "pay"], "completed", "45"),
]


@pytest.mark.parametrize(("autoconfirm", "kind", "steps", "status", "paid"), FLOW)
def test_the_flow(shop: Centra, autoconfirm: str, kind: str, steps: list[str], status: str, paid: str) -> None:
    shop.policy = shop.policy.changed({"autoconfirm": autoconfirm})
    order = shop.place_order(kind=kind)  # type: ignore[arg-type]
    clear(shop)
    for step in steps:
        STEPS[step](shop, order)
    assert [event.type for event in shop.queue] == ["order"] * len(dict.fromkeys(steps))
    tree = object_of(shop, "order", order)
    assert (tree.findtext("status"), tree.findtext("payments/total")) == (status, paid)


@pytest.mark.parametrize(
    ("steps", "then", "code"),
    [
        ([], "ship", Code.ORDER_NOT_CONFIRMED),
        (["confirm"], "confirm", Code.ORDER_STATUS_KEPT),
        (["pay"], "cancel", Code.ORDER_CAPTURED),
        (["confirm", "ship", "capture"], "confirm", Code.ORDER_STATUS_KEPT),
        (["cancel"], "ship", Code.QUANTITY_TOO_LARGE),
        (["confirm", "ship"], "archive", Code.ORDER_STATUS_KEPT),
        (["cancel", "archive"], "archive", Code.ORDER_STATUS_KEPT),
    ],
)
def test_what_is_not_possible_changes_nothing(shop: Centra, steps: list[str], then: str, code: Code) -> None:
    shop.policy = replace(shop.policy, autoconfirm="none")
    order = shop.place_order()
    for step in steps:
        STEPS[step](shop, order)
    before = shop.state.save()
    with pytest.raises(Refused) as refusal:
        STEPS[then](shop, order)
    assert refusal.value.code == code
    assert order in str(refusal.value)
    assert shop.state.save() == before


def test_a_client_confirms_before_it_ships(shop: Centra) -> None:
    shop.policy = replace(shop.policy, autoconfirm="none")
    order = shop.place_order()
    item = str(object_of(shop, "order", order).findtext(ITEM))
    sent = {"id": order, **shipment("a", {item: 1})}
    (message,) = refused(shop, "order", sent)
    assert 'shipment "a"' in message
    assert "pending" in message
    accepted(shop, "order", {"status": "confirmed", **sent})
    assert object_of(shop, "order", order).findtext("status") == "processing"


def test_a_refused_capture_ships_nothing_and_completes_nothing(shop: Centra) -> None:
    for by_client in (True, False):
        order = shop.place_order(payment="failing")
        item = str(object_of(shop, "order", order).findtext(ITEM))
        if by_client:
            sent = {"id": order, "status": "completed", **shipment("a", {item: 1}, shipped="yes", capture="yes")}
            assert len(accepted(shop, "order", sent).notices) == 2
        else:
            shop.ship_order(order, capture=True)
        tree = object_of(shop, "order", order)
        assert [tree.findtext(name) for name in ("status", "shipments/shipment/shipped", "payments/total")] == [
            "processing", "no", "0",
        ]  # fmt: skip


def test_a_captured_order_is_not_canceled_by_the_client(shop: Centra) -> None:
    order = shop.place_order(payment="paid")
    (message,) = refused(shop, "order", {"id": order, "status": "canceled"})
    assert "refund" in message


def test_the_options_of_a_store(shop: Centra) -> None:
    shop.policy = shop.policy.changed({"direct_to_shipment": "retail", "capture_at_once": "on"})
    direct = object_of(shop, "order", shop.place_order())
    assert [direct.findtext(name) for name in (
        "status", "payments/total", "shipments/shipment/goodtogo", "shipments/shipment/shipped",
    )] == ["processing", "1000", "yes", "no"]  # fmt: skip
    assert object_of(shop, "order", shop.place_order(kind="wholesale")).findtext("status") == "confirmed"


def test_a_free_order_is_completed_without_a_payment(shop: Centra) -> None:
    order = shop.place_order(voucher=5000)
    shop.ship_order(order)
    tree = object_of(shop, "order", order)
    assert (tree.findtext("ordertotal"), tree.findtext("status")) == ("0.00", "completed")


@pytest.mark.parametrize(("policy", "queued"), [("deliver", ["order", "order"]), ("withhold", [])])
def test_an_archived_order_is_withheld_where_the_policy_says_so(shop: Centra, policy: str, queued: list[str]) -> None:
    shop.policy = shop.policy.changed({"archived_orders": policy})
    order = shop.place_order()
    clear(shop)
    shop.cancel_order(order)
    shop.archive_order(order)
    assert [event.type for event in shop.queue] == queued
    shop.change_order(order, {"other": "changed"})
    assert [event.type for event in shop.queue] == queued + queued[:1]
    accepted(shop, "order", {"id": order, "locked": "yes"})


@pytest.mark.parametrize("count", [4, 9])
def test_a_list_of_orders_leaves_archived_ones_out_without_reading_them(
    shop: Centra, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *archived = shop.place_orders(count=count)
    for order in archived:
        shop.cancel_order(order)
        shop.archive_order(order)
    read: list[int] = []
    newest = ObjectRepository.newest

    def counted(*given: Any) -> list[tuple[int, bytes]]:
        found = newest(*given)
        read.append(len(found))
        return found

    monkeypatch.setattr(ObjectRepository, "newest", counted)
    listed = queries_of(shop).shop.orders
    assert [order.id for _, order in listed(LARGEST, 2)] == [first]
    assert sum(read) == 1
    assert [order.id for _, order in listed(LARGEST, 3, with_archived=True)] == archived[:-4:-1]
