"""A client updates orders, over the wire: lock, status, and whole orders."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from centra_mock import Centra
from centra_mock.activities.values import Kind
from support.objects import accepted, line, refused, update, xml
from support.order_updates import change, errors, free, refund, shipment
from support.wire import poll

OWN = "only Centra changes it; left as it is"


def test_an_unknown_order_is_refused(shop: Centra, order: str) -> None:
    assert refused(shop, "order", {"id": "999", "locked": "yes"}) == [
        'order "999": there is no such order; orders are made in Centra, and a client changes those it was shown'
    ]
    assert [event.type for event in shop.queue] == ["customer", "order"]


def test_lock_and_unlock(shop: Centra, order: str) -> None:
    assert change(shop, order, {"locked": "yes"}).findtext("locked") == "yes"
    assert change(shop, order, {"locked": "no"}).findtext("locked") == "no"


@pytest.mark.parametrize("kind", ["retail", "wholesale"])
def test_statuses(shop: Centra, kind: Kind) -> None:
    shop.policy = replace(shop.policy, autoconfirm="none")
    id = shop.place_order(kind=kind)
    known = "pending, confirmed, processing, completed, archived or canceled"
    assert errors(shop, id, {"status": "lost"}) == [f"status: 'lost' is not known; it can be {known}"]
    for status in ("pending", "confirmed", "processing", "archived", "canceled"):
        assert change(shop, id, {"status": status}).findtext("status") == status


def test_fields_that_only_centra_changes_are_kept_with_a_notice(shop: Centra, order: str) -> None:
    before = xml(shop, "order", order)
    own = {"ordernumber": "7", "type": "wholesale", "store": 2, "ordertotal": "1.00", "created": "2019-03-27",
           "payments": {"status": "completed"}, "products": line({"1": 1})}  # fmt: skip
    reply = accepted(shop, "order", {"id": order, **own})
    assert reply.notices == [f"{name}: {OWN}" for name in (
        "ordernumber", "type", "store", "ordertotal", "created", "payments", "products",
    )]  # fmt: skip
    assert xml(shop, "order", order) == before


def lives(order: str, wholesale: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Draw changes of an order, in sequence."""
    yield order, {}
    yield order, {"locked": "yes", "additionals": {"additional": [{"key": "gift", "value": "yes"}]}}
    yield order, {"cancelled": line({"1": 1})}
    yield order, shipment("a", {"1": 2}, capture="yes")
    yield order, shipment("a", shipped="yes")
    yield order, refund("a", "r", {"1": 1})
    yield wholesale, {"status": "confirmed", "ponumber": "PO 1"}
    yield wholesale, shipment("w", {"3": 4}, shipped="yes", paid="yes")


def test_a_whole_order_sent_back_unchanged_changes_nothing(shop: Centra, order: str, wholesale: str) -> None:
    for id, fields in lives(order, wholesale):
        change(shop, id, fields)
        before, free_before = xml(shop, "order", id), free(shop)
        event = [event for event in poll(shop, "order") if event.findtext("entry") == id][-1]
        whole = event.find("data/order")
        assert whole is not None
        reply = update(shop, "order", deepcopy(whole))
        assert (reply.success, reply.errors, reply.notices) == (True, [], [])
        assert xml(shop, "order", id) == before
        assert free(shop) == free_before
