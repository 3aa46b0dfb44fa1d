"""Orders on hold or waiting for their payment: the API is not given them until they are released."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from centra_mock import Centra, MockServer, Refused
from centra_mock.error_codes import Code
from centra_mock.services.event_search import EventFilter
from support.objects import accepted, refused
from support.shop import clear, object_of

FLAGS = ("hold", "waiting_for_payment")


def queued(shop: Centra) -> list[str]:
    return [event.type for event in shop.queue]


def held(shop: Centra, flag: str) -> str:
    """Place an order of another customer with a flag."""
    return shop.place_order(customer={"email": "held@example.com"}, **{flag: True})  # type: ignore[arg-type]


@pytest.mark.parametrize("flag", FLAGS)
def test_a_held_order_is_not_given_to_the_api_until_it_is_released(shop: Centra, flag: str) -> None:
    clear(shop)
    order = held(shop, flag)
    shop.change_order(order, {"other": "changed"})
    assert queued(shop) == []
    shop.release_order(order)
    assert queued(shop) == ["customer", "order"]
    assert not object_of(shop, "order", order).attrib
    accepted(shop, "order", {"id": order, "locked": "yes"})


def test_the_event_of_a_changed_customer_does_not_wait_where_it_comes_with_changes_alone(shop: Centra) -> None:
    shop.policy = shop.policy.changed({"customer_event": "changed"})
    clear(shop)
    order = held(shop, "hold")
    assert queued(shop) == ["customer"]
    shop.release_order(order)
    assert queued(shop) == ["customer", "order"]


def test_an_order_that_is_paid_waits_no_longer(shop: Centra) -> None:
    clear(shop)
    order = held(shop, "waiting_for_payment")
    shop.pay_order(order, 1)
    assert queued(shop) == []
    shop.pay_order(order)
    assert queued(shop) == ["customer", "order"]


def test_a_hold_takes_events_out_of_the_queue_and_the_release_queues_one(shop: Centra) -> None:
    clear(shop)
    order = shop.place_order()
    shop.hold_order(order)
    assert queued(shop) == ["customer"]
    (message,) = refused(shop, "order", {"id": order, "status": "processing"})
    assert "on hold" in message
    shop.release_order(order)
    assert queued(shop) == ["customer", "order"]


def test_direct_to_shipment_waits_for_the_release(shop: Centra) -> None:
    shop.policy = shop.policy.changed({"direct_to_shipment": "retail"})
    order = held(shop, "hold")
    assert object_of(shop, "order", order).find("shipments/shipment") is None
    shop.release_order(order)
    assert object_of(shop, "order", order).findtext("shipments/shipment/goodtogo") == "yes"


def test_a_capture_at_once_takes_nothing_that_is_waited_for(shop: Centra) -> None:
    shop.policy = shop.policy.changed({"capture_at_once": "on"})
    orders = [held(shop, flag) for flag in FLAGS]
    assert [object_of(shop, "order", each).findtext("payments/total") for each in orders] == ["0", "0"]
    for order in orders:
        shop.release_order(order)
        assert object_of(shop, "order", order).findtext("payments/total") == "1000"


def finished(shop: Centra) -> str:
    order = shop.place_order(payment="paid")
    shop.ship_order(order)
    return order


IMPOSSIBLE: dict[str, tuple[Callable[[Centra, str], object], Code]] = {
    "ship": (lambda shop, order: shop.ship_order(order), Code.ORDER_HELD),
    "pay": (lambda shop, order: shop.pay_order(order), Code.ORDER_HELD),
    "pay what waits for it too": (
        lambda shop, _: shop.pay_order(shop.place_order(hold=True, waiting_for_payment=True)), Code.ORDER_HELD,
    ),
    "capture": (lambda shop, order: shop.capture_shipment(order, "1"), Code.ORDER_HELD),
    "invoice": (lambda shop, order: shop.invoice_order(order), Code.ORDER_HELD),
    "resend": (lambda shop, order: shop.resend_order(order), Code.ORDER_HELD),
    "hold": (lambda shop, order: shop.hold_order(order), Code.ORDER_HELD),
    "place with a shipment": (lambda shop, _: shop.place_order(hold=True, ship=True), Code.ORDER_HELD),
    "place gift certificates": (
        lambda shop, _: shop.place_order(waiting_for_payment=True, gift_certificates=True), Code.ORDER_HELD,
    ),
    "wait for what is paid": (
        lambda shop, _: shop.place_order(waiting_for_payment=True, payment="paid"), Code.PAYMENT_NOT_POSSIBLE,
    ),
    "release another": (lambda shop, _: shop.release_order(shop.place_order()), Code.ORDER_NOT_HELD),
    "hold a finished one": (lambda shop, _: shop.hold_order(finished(shop)), Code.ORDER_STATUS_KEPT),
}  # fmt: skip


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_is_not_possible_with_a_hold_is_refused(shop: Centra, what: str) -> None:
    order = shop.place_order()
    shop.hold_order(order)
    perform, code = IMPOSSIBLE[what]
    with pytest.raises(Refused) as refusal:
        perform(shop, order)
    assert refusal.value.code == code


def test_events_of_held_orders_are_not_resent_with_many_others(shop: Centra) -> None:
    order, other = shop.place_order(), shop.place_order()
    clear(shop)
    shop.hold_order(order)
    shop.emit("loyaltycard")
    clear(shop)
    resent = shop.queue.resend(EventFilter(state="done"))
    numbers = [event.object_id for event in shop.queue if event.type == "order"]
    assert (len(shop.queue), len(numbers)) == (resent, 1)
    assert object_of(shop, "order", other).findtext("id") == str(numbers[0])


@pytest.mark.parametrize("payment", ["authorised", "paid"])
def test_an_order_of_gift_certificates_comes_with_a_completed_shipment(
    shop: Centra, payment: Literal["authorised", "paid"]
) -> None:
    clear(shop)
    tree = object_of(shop, "order", shop.place_order(gift_certificates=True, payment=payment))
    assert [each.findtext("shipped") for each in tree.iterfind("shipments/shipment")] == ["yes"]
    assert (tree.findtext("status"), tree.findtext("payments/total")) == ("completed", "1000")
    assert queued(shop) == ["customer", "order"]


def test_what_a_card_refuses_to_pay_is_not_sent(shop: Centra) -> None:
    tree = object_of(shop, "order", shop.place_order(gift_certificates=True, payment="failing"))
    assert [each.findtext("shipped") for each in tree.iterfind("shipments/shipment")] == ["no"]
    assert (tree.findtext("status"), tree.findtext("payments/total")) == ("processing", "0")


def test_a_flag_outlives_a_restart_and_an_export(tmp_path: Path) -> None:
    place = str(tmp_path / "centra.sqlite")
    with MockServer(database=place, scene="demo") as server:
        order = held(server.centra, "hold")
        saved = server.centra.state.save()
    with MockServer(database=place) as server, pytest.raises(Refused, match="on hold"):
        server.centra.ship_order(order)
    with MockServer() as server:
        server.centra.state.load(saved)
        server.centra.release_order(order)
        assert queued(server.centra)[-2:] == ["customer", "order"]
