"""The commands for events and the queue: effects and output."""

from __future__ import annotations

from centra_mock import Centra
from support.remote_commands import Commands
from support.wire import done, poll


def test_events_are_emitted_cancelled_shown_and_resent(cli: Commands, shop: Centra) -> None:
    said = cli.ok("event", "emit", "loyaltycard", "--data", "<card>7</card>", "--entry", "7", "--mission", "delete")
    (event,) = shop.queue
    assert said == f"Queued event {event.id}.\n"
    assert (event.type, event.entry, event.mission) == ("loyaltycard", "7", "delete")
    assert poll(shop)[0].findtext("data/card") == "7"
    assert cli.ok("event", "cancel", event.id) == f"Cancelled event {event.id}.\n"
    assert shop.queue == []
    assert ["state", "cancelled"] in cli.rows("event", "show", event.id)
    again = cli.json("event", "resend", event.id)["id"]
    assert [each.id for each in shop.queue] == [again]


def test_ten_thousand_events_are_emitted(cli: Commands, shop: Centra) -> None:
    assert cli.json("event", "emit", "x", "--count", 10_000)["count"] == 10_000
    assert len(shop.queue) == 10_000
    assert cli.ok("event", "emit", "x", "--count", 2).startswith("Queued 2 events, the first of them 10001")


def test_the_queue_is_shown_in_numbers_and_as_a_list(cli: Commands, shop: Centra) -> None:
    empty = "0 queued, 0 done, 0 cancelled.\nThe queue is empty, and no client has polled yet.\n"
    assert cli.ok("queue") == empty
    shop.place_order()
    assert ["order", "1"] in cli.rows("queue")
    assert cli.json("queue")["by_type"] == {"customer": 1, "order": 1}
    (customer, order) = [event.id for event in shop.queue]
    listed = cli.rows("queue", "--events")
    assert [row[0] for row in listed if row[-2:] == ["0", "–"]] == [str(customer), str(order)]
    assert [event["id"] for event in cli.json("queue", "--type", "order")["events"]] == [order]
    assert f"--after {customer}" in cli.ok("queue", "--limit", 1)
    assert [event["id"] for event in cli.json("queue", "--after", customer)["events"]] == [order]


def test_a_starving_queue_is_described(cli: Commands, shop: Centra) -> None:
    shop.emit("x", count=100)
    for _ in range(4):
        first = poll(shop)
    shop.emit("x", count=5)
    (sentence,) = [line for line in cli.ok("queue").splitlines() if "wait behind them" in line]
    assert sentence.startswith(
        "These 100 events have been delivered 4 times; 5 wait behind them. All 100 are of type x:"
    )
    assert cli.json("queue")["health"] == {"mood": "bad", "sentence": sentence}
    done(shop, *(int(event.findtext("id") or 0) for event in first))
    assert "The queue is being drained: 5 left" in cli.ok("queue")
