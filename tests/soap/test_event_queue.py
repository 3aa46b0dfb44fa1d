"""The event queue over the wire, as documented."""

from __future__ import annotations

import pytest

from centra_mock import Centra
from support.wire import call, done, poll

pytestmark = pytest.mark.every_database


def ids(events: list) -> list[str]:  # type: ignore[type-arg]
    return [event.findtext("id") for event in events]


def test_an_empty_queue_gives_an_empty_element(centra: Centra) -> None:
    reply = call(centra, "events_GetRequest", "<type>all</type>")
    assert reply.body.tag == "events_Get"
    assert [child.tag for child in reply.body] == ["events"]
    assert len(reply.body[0]) == 0


def test_the_oldest_hundred_are_delivered_until_they_are_done(centra: Centra) -> None:
    queued = [str(centra.emit("loyaltycard")) for _ in range(234)]
    first = ids(poll(centra))
    assert first == queued[:100]
    assert ids(poll(centra)) == first

    assert done(centra, *first[:10]).success
    assert len(centra.queue) == 224
    assert ids(poll(centra)) == queued[10:110]


def test_a_hundred_unknown_events_starve_the_orders_behind_them(shop: Centra) -> None:
    unknown = [shop.emit("loyaltycard", "<loyaltycard><id>7</id></loyaltycard>") for _ in range(100)]
    shop.place_order()
    assert {event.findtext("type") for event in poll(shop)} == {"loyaltycard"}
    done(shop, *unknown)
    assert [event.findtext("type") for event in poll(shop)] == ["customer", "order"]


def test_the_type_filters(shop: Centra) -> None:
    shop.place_order()
    assert [event.findtext("type") for event in poll(shop, "order")] == ["order"]
    assert poll(shop, "invoice") == []


def test_a_request_without_ids_is_explained(centra: Centra) -> None:
    reply = done(centra)
    assert reply.success
    assert reply.notices == ["No event was named, so none is done; send each id in an event element of its own."]
    for inner in ("", "<markets/>"):
        reply = call(centra, "markets_Update", inner)
        assert reply.success
        assert reply.notices == ["No market was sent, so none is stored; each stands in markets/market."]
