"""The queue as the admin shows it: pages, search, bulk tools and exports."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
import requests

from centra_mock import Centra, Policy
from centra_mock.domain.queue_health import CappedCount, health_of
from support.control import Control
from support.tenants import queries_of
from support.wire import call, done, poll

pytestmark = pytest.mark.every_database


def found(control: Control, query: str = "") -> list[int]:
    return [event["id"] for event in control.ok("GET", f"/queue/events?{query}")["events"]]


def test_pages_link_forwards_and_back(control: Control, shop: Centra) -> None:
    shop.emit("loyaltycard", count=7)
    first = control.ok("GET", "/queue/events?limit=3")
    assert (first["previous_before"], first["next_after"]) == (None, 3)
    second = control.ok("GET", "/queue/events?limit=3&after=3")
    assert [event["id"] for event in second["events"]] == [4, 5, 6]
    assert (second["previous_before"], second["next_after"]) == (4, 6)
    assert found(control, "limit=3&before=4") == [1, 2, 3]
    last = control.ok("GET", "/queue/events?limit=2&before=1000")
    assert [event["id"] for event in last["events"]] == [6, 7]
    assert last["next_after"] is None


def test_a_search_finds_events_objects_and_types(control: Control, shop: Centra) -> None:
    shop.place_order()  # 1: customer 1, 2: order 1
    shop.emit("loyaltycard", entry="card-9")
    shop.emit("loyaltycard", entry="other")
    shop.convert("order", 1, "SO-1")
    assert found(control, "search=SO-1") == [2]
    assert found(control, "search=1") == [1]  # the event and the customer; the order has another id by now
    assert found(control, "search=2") == [2]
    assert found(control, "search=card-9") == [3]
    assert found(control, "search=LOYAL") == [3, 4]
    assert found(control, "search=LOYAL&limit=1&before=4") == [3]
    assert found(control, "search=loyal&type=order") == []
    assert found(control, "search=%25") == []
    (order,) = control.ok("GET", "/queue/events?search=SO-1")["events"]
    assert (order["entry"], order["market"]) == ("SO-1", "se")


def test_done_and_cancelled_events_are_listed(control: Control, shop: Centra) -> None:
    shop.emit("loyaltycard", count=3)
    done(shop, 1)
    shop.cancel_event(2)
    assert [found(control, f"state={state}") for state in ("done", "cancelled", "queued")] == [[1], [2], [3]]


def test_many_events_are_cancelled_and_resent(control: Control, shop: Centra) -> None:
    shop.emit("loyaltycard", count=3)
    shop.emit("wishlist", count=2)
    poll(shop)
    assert control.ok("POST", "/queue/cancel", {"ids": [1, 4, 99]}) == {"count": 2}
    assert control.ok("POST", "/queue/cancel", {"ids": [1]}) == {"count": 0}
    assert control.ok("POST", "/queue/cancel", {"type": "loyaltycard"}) == {"count": 2}
    assert found(control) == [5]
    assert control.ok("POST", "/queue/cancel", {"type": "wishlist", "state": "cancelled"}) == {"count": 0}
    assert control.ok("POST", "/queue/resend", {"ids": [3, 1]}) == {"count": 2}
    assert control.ok("POST", "/queue/resend", {"search": "wish", "state": "cancelled"}) == {"count": 1}
    events = control.ok("GET", "/queue/events")["events"]
    listed = [(event["id"], event["type"], event["deliveries"], event["delivered"]) for event in events[1:]]
    assert listed == [(6, "loyaltycard", 0, None), (7, "loyaltycard", 0, None), (8, "wishlist", 0, None)]
    assert control.ok("GET", "/queue")["by_type"] == {"loyaltycard": 2, "wishlist": 2}


@pytest.mark.parametrize(
    ("body", "code", "mentions"),
    [
        ({}, "nothing_selected", ["ids"]),
        ({"ids": "1"}, "invalid_value", ["ids: ", "a list"]),
        ({"id": [1]}, "unknown_field", ["id: ", "did you mean ids?"]),
    ],
)
def test_an_empty_selection_is_explained(
    control: Control, shop: Centra, body: dict[str, Any], code: str, mentions: list[str]
) -> None:
    shop.emit("loyaltycard")
    control.refusal(code, "POST", "/queue/cancel", body, mentions)
    assert len(shop.queue) == 1


def test_the_queue_is_exported(control: Control, shop: Centra) -> None:
    shop.emit("loyaltycard", entry="=1+1")
    shop.emit("loyaltycard", entry='a "b", ä', count=1500)
    shop.emit("wishlist")
    rows = list(csv.DictReader(StringIO(control.call("GET", "/queue.csv?type=loyaltycard").content.decode())))
    assert len(rows) == 1501
    assert [row["entry"] for row in rows[:2]] == ["'=1+1", 'a "b", ä']
    events = control.ok("GET", "/queue.json")
    assert [event["id"] for event in events] == list(range(1, 1503))
    assert events[0] == control.ok("GET", "/queue/events/1")
    assert control.ok("GET", "/queue.json?state=done") == []


def test_showing_an_event_as_it_is_sent_is_not_a_delivery(shop: Centra) -> None:
    shop.emit("loyaltycard", "<card><id>7</id></card>", entry="7")
    assert b"<ns1:type>loyaltycard</ns1:type>" in shop.queue.event_xml(1)
    assert b"<ns1:card><ns1:id>7</ns1:id></ns1:card>" in shop.queue.event_xml(1)
    assert shop.queue.event(1).deliveries == 0


def test_starving_reads_are_those_of_the_client(shop: Centra) -> None:
    shop.policy = Policy(page_size=2)
    shop.emit("order", count=3)
    for _ in range(3):
        shop.place_order(market="se")
    for _ in range(3):
        assert len(poll(shop, "order")) == 2
    assert health_of(queries_of(shop).queue.situation()).sentence.startswith(
        "Reads of type order are starved by 2 events that have been delivered 3 times; 4 wait behind them."
    )
    done(shop, 1, 2)
    se = "<markets><market><id>se</id></market></markets>"
    for _ in range(3):
        call(shop, "events_GetByMarkets", f"<type>all</type>{se}")
    (orders, here) = queries_of(shop).queue.situation().reads
    assert (orders.is_starved, orders.type, orders.behind) == (False, "order", CappedCount(2))
    assert (here.is_starved, here.markets, here.behind) == (True, ("se",), CappedCount(1))


def test_failed_calls_are_among_the_clients_calls(shop: Centra) -> None:
    shop.emit("giftcard")
    poll(shop)
    shop.faults.add("reset", "events_Get", when="after")
    with pytest.raises(requests.ConnectionError):
        poll(shop)
    call(shop, "events_GetRequest", "<type>nonsense</type>")
    calls = queries_of(shop).queue.situation().calls
    assert [(each.failed, each.again, each.length) for each in calls] == [
        ("", 0, 1),
        ("no answer", 1, 1),
        ("a fault", 0, 1),
    ]
    assert health_of(queries_of(shop).queue.situation()).sentence.startswith("The last 2 calls have failed (a fault")


def test_each_delivery_of_an_event_is_found_in_the_journal(control: Control, shop: Centra) -> None:
    shop.emit("giftcard")
    shop.emit("order", entry="7")
    shop.emit("giftcard")
    assert control.ok("GET", "/queue/events/2/deliveries") == {"deliveries": [], "count": 0}
    poll(shop)
    done(shop, 2)
    poll(shop)  # 1 and 3: the ones in between were not delivered
    shop.faults.add("reset", "events_Get", when="after")
    with pytest.raises(requests.ConnectionError):
        poll(shop)

    def deliveries_of(id: int) -> tuple[list[tuple[int, str]], int]:
        found = control.ok("GET", f"/queue/events/{id}/deliveries")
        return [(each["exchange"], each["outcome"]) for each in found["deliveries"]], found["count"]

    assert deliveries_of(3) == ([(4, "broken"), (3, "ok"), (1, "ok")], 3)
    assert deliveries_of(2) == ([(1, "ok")], 1)
    shop.journal.clear()
    poll(shop)
    assert deliveries_of(3) == ([(5, "ok")], 4)
    control.refusal("unknown_event", "GET", "/queue/events/9/deliveries", mentions=["event 9"])


def test_a_loaded_state_has_no_deliveries_of_other_events(shop: Centra) -> None:
    shop.emit("giftcard")
    fresh = shop.state.save()
    poll(shop)
    shop.state.load(fresh)
    assert shop.queue.deliveries(1) == []
    poll(shop)
    assert [call.id for call in shop.queue.deliveries(1)] == [2]
