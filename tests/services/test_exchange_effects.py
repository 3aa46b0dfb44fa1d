"""The effects of each exchange are recorded with it."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from centra_mock import Centra
from support.control import Control
from support.wire import HEADERS, call, done, envelope, login, poll


def last(shop: Centra) -> dict[str, Any]:
    (shown,) = Control(shop).ok("GET", "/journal?limit=1&before=9999")["exchanges"]
    found: dict[str, Any] = shown
    return found


def test_a_read_records_delivered_and_redelivered_events(shop: Centra) -> None:
    shop.emit("giftcard", count=3)
    first = [event.id for event in shop.queue]
    poll(shop)
    shop.emit("giftcard", count=2)
    poll(shop)
    effects = last(shop)["effects"]
    dates = sorted(event.date for event in shop.queue)
    delivered = {"events": 5, "again": 3, "first": first[0], "last": first[0] + 4, "oldest": dates[0]}
    asked = {"type": None, "markets": None, "runs": [[first[0], first[0] + 4]]}
    assert effects == {"delivered": {**delivered, **asked}, "finished": None, "updated": None, "queued": 5}


def test_a_read_records_its_filter_and_each_delivered_event(shop: Centra) -> None:
    shop.emit("order", entry="1", count=2)
    shop.emit("giftcard", count=2)
    shop.emit("order", entry="2")
    poll(shop, "order")
    delivered = last(shop)["effects"]["delivered"]
    assert (delivered["type"], delivered["runs"]) == ("order", [[1, 2], [5, 5]])
    call(shop, "events_GetByMarkets", "<type>all</type><markets><market><id>se</id></market></markets>")
    assert last(shop)["effects"]["delivered"]["markets"] == {"count": 1, "first": ["se"]}


def test_events_done_records_events_that_were_not_queued(shop: Centra) -> None:
    shop.emit("giftcard", count=3)
    ids = [event.id for event in shop.queue]
    done(shop, ids[0])
    done(shop, ids[0], ids[1], 999)
    effects = last(shop)["effects"]
    assert effects["finished"] == {
        "done": 1,
        "already": {"count": 1, "first": [str(ids[0])]},
        "unknown": {"count": 1, "first": ["999"]},
    }
    assert effects["queued"] == 1


def test_an_update_records_made_changed_and_refused_objects(shop: Centra) -> None:
    call(shop, "warehouses_Update", "<warehouses><warehouse><id>old</id></warehouse></warehouses>")
    sent = "".join(f"<warehouse><id>{id}</id></warehouse>" for id in ("new", "", "old"))
    call(shop, "warehouses_Update", f"<warehouses>{sent}</warehouses>")
    assert last(shop)["effects"]["updated"] == {
        "type": "warehouse",
        "made": {"count": 1, "first": ["new"]},
        "changed": {"count": 1, "first": ["old"]},
        "refused": {"count": 1, "first": [""]},
    }


def test_effects_are_recorded_if_the_answer_is_lost(shop: Centra) -> None:
    shop.emit("giftcard", count=2)
    shop.faults.add("reset", "events_Done", when="after")
    with pytest.raises(requests.ConnectionError):
        done(shop, shop.queue[0].id)
    exchange = last(shop)
    assert exchange["outcome"] == "broken"
    assert exchange["faults"] == ["reset"]
    assert (exchange["effects"]["finished"]["done"], exchange["effects"]["queued"]) == (1, 1)


def test_a_call_that_a_fault_stops_has_no_effects(shop: Centra) -> None:
    shop.emit("giftcard")
    shop.faults.add("html", "events_Get", when="before")
    body = envelope(f"<events_GetRequest>{login(shop)}<type>all</type></events_GetRequest>")
    requests.post(shop.url, body.encode(), headers=HEADERS, timeout=30)
    exchange = last(shop)
    assert (exchange["faults"], exchange["effects"]["delivered"]) == (["html"], None)


def test_an_exchange_is_found_by_the_id_of_its_answer(shop: Centra) -> None:
    answer = call(shop, "events_GetRequest", "<type>all</type>").http
    (exchange,) = shop.journal.exchanges()
    assert exchange.request_id == answer.headers["X-Centra-Request-ID"]
    assert shop.journal.exchange_of(exchange.request_id) == exchange.id
    assert shop.journal.exchange_of("1_other") is None


def test_effects_have_the_length_of_the_queue(shop: Centra) -> None:
    shop.emit("giftcard")
    poll(shop)
    done(shop, shop.queue[0].id)
    calls = [(each.operation, each.effects.queued) for each in shop.journal.exchanges()]
    assert calls == [("events_Get", 1), ("events_Done", 0)]
