"""The data of queued events whose objects change, over the wire."""

from __future__ import annotations

import pytest

from centra_mock import Centra, MockServer, Policy
from support.objects import accepted
from support.wire import call, done, poll


def descriptions(centra: Centra) -> list[str | None]:
    return [event.findtext("data/market/description") for event in poll(centra, "market")]


def of_market(centra: Centra, market: str) -> list[str | None]:
    reply = call(
        centra, "events_GetByMarkets", f"<type>all</type><markets><market><id>{market}</id></market></markets>"
    )
    return [event.findtext("entry") for event in reply.body.iterfind("events/event")]


@pytest.mark.parametrize("payload", ["current", "snapshot"])
def test_a_delivered_event_is_not_coalesced(centra: Centra, payload: str) -> None:
    centra.policy = Policy(coalesce=True, payload=payload)  # type: ignore[arg-type]
    centra.put("market", "fi", {"description": "One"})
    (first,) = poll(centra)
    centra.put("market", "fi", {"description": "Two"})
    done(centra, str(first.findtext("id")))
    assert descriptions(centra) == ["Two"]


def test_a_coalesced_event_has_the_new_data(shop: Centra) -> None:
    shop.policy = Policy(coalesce=True, payload="snapshot")
    shop.put("market", "se", {"description": "One"})
    shop.put("market", "se", {"description": "Two"})
    shop.put("account", "nordic-mock", {"market": {"id": "ws"}})
    shop.put("account", "nordic-mock", {"market": {"id": "se"}})
    assert of_market(shop, "ws") == []
    assert of_market(shop, "se") == ["se", "nordic-mock"]
    assert descriptions(shop) == ["Two"]


def test_events_move_with_their_object_to_another_market(shop: Centra) -> None:
    shop.put("account", "nordic-mock", {"other": "queued"})
    assert of_market(shop, "ws") == ["nordic-mock"]
    accepted(shop, "account", {"id": "nordic-mock", "market": {"id": "se"}})
    assert of_market(shop, "ws") == []
    assert of_market(shop, "se") == ["nordic-mock"]


def test_an_event_that_is_resent_after_the_delete_has_the_last_data(shop: Centra) -> None:
    order = shop.place_order()
    ids = [event.id for event in shop.queue]
    done(shop, *ids)
    shop.change_order(order, {"other": "last words"})
    shop.delete("order", order)
    done(shop, *(event.id for event in shop.queue))
    shop.resend_event(ids[-1])
    (event,) = poll(shop)
    assert event.findtext("data/order/other") == "last words"


def test_a_scene_starts_with_an_empty_queue_under_any_policy() -> None:
    with MockServer(policy=Policy(echo=True), scene="demo") as server:
        echoing = server.centra
        assert poll(echoing) == []
        accepted(echoing, "market", {"id": "se", "description": "Sverige"})
        assert descriptions(echoing) == ["Sverige"]
