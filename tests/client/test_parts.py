"""The parts of a tenant's client agree with the parts of the Centra in the server."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from centra_mock import Centra, MockServer, Policy
from centra_mock.activities.mutation import SetMutation
from centra_mock.client import ControlError, MockClient, TenantClient
from centra_mock.client.parts import MOST
from centra_mock.control_api.queue import EventChoice
from centra_mock.error_codes import Code
from support.wire import call, done, poll

NOON = datetime.fromisoformat("2026-01-31T12:00:00+01:00")


@pytest.fixture
def remote(server: MockServer, shop: Centra) -> TenantClient:
    """Return the demo shop through the client, as another process uses it."""
    return MockClient(server.url).tenant(shop.name)


def test_the_queue_is_read_as_events_and_as_numbers(remote: TenantClient, shop: Centra) -> None:
    remote.place_order()
    assert [(event.id, event.type, event.state) for event in remote.queue] == [
        (event.id, event.type, "queued") for event in shop.queue
    ]
    assert len(remote.queue) == 2
    assert remote.queue.stats().by_type == {"customer": 1, "order": 1}
    (order,) = remote.queue.events("order")
    assert remote.queue.events(after=order.id) == []
    poll(shop)
    assert [each.operation for each in remote.queue.deliveries(order.id)] == ["events_Get"]
    done(shop, order.id)
    assert remote.queue.event(order.id).state == "done"
    assert [event.id for event in remote.queue.events(state="done")] == [order.id]


def test_the_queue_is_longer_than_a_page(remote: TenantClient) -> None:
    remote.emit("x", count=MOST + 1)
    assert len(list(remote.queue)) == MOST + 1


def test_many_events_are_cancelled_and_resent(remote: TenantClient, shop: Centra) -> None:
    first = remote.emit("x", count=3)
    assert remote.queue.cancel(EventChoice(ids=[first, first + 1])) == 2
    assert remote.queue.resend(EventChoice(type="x", state="cancelled")) == 2
    assert len(shop.queue) == 3
    with pytest.raises(ControlError) as error:
        remote.queue.cancel(EventChoice())
    assert error.value.code is Code.NOTHING_SELECTED


def test_objects_are_found_with_their_fields(remote: TenantClient, shop: Centra) -> None:
    assert remote.objects.counts() == shop.objects.counts()
    chair = remote.objects.get("product", "chair")
    assert chair is not None
    assert (chair.internal, chair.fields["sku"]) == (shop.objects.internal_id("product", "chair"), "CH")
    assert "<" in chair.xml
    assert remote.objects.get("product", "a/b?c") is None
    with pytest.raises(ControlError) as error:
        remote.objects.get("nosuch", "1")
    assert error.value.code is Code.UNKNOWN_TYPE
    assert [each.id for each in remote.objects.of_type("product")] == ["chair", "sweater"]
    assert [each.id for each in remote.objects.of_type("product", search="sweater-blue")] == ["sweater"]


def test_an_object_has_a_history_and_what_refers_to_it(remote: TenantClient) -> None:
    order = remote.place_order()
    remote.put("product", "chair", {"status": "inactive"})
    remote.put("product", "chair", {"status": "active"})
    (newest, second) = remote.objects.history("product", "chair", limit=2)
    assert [(each.was, each.now) for each in newest.differences] == [("inactive", "active")]
    assert remote.objects.history("product", "chair", second.id, limit=1) == [second]
    assert [each.id for each in remote.objects.referring("market", "se", "order")] == [order]


def test_the_conversion_table_is_searched(remote: TenantClient, shop: Centra) -> None:
    assert len(list(remote.conversions)) == len(list(shop.conversions))
    assert [entry.external for entry in remote.conversions.entries("market")] == ["se", "ws"]
    assert [entry.external for entry in remote.conversions.entries("market", search="w")] == ["ws"]


def test_the_journal_has_requests_and_responses(remote: TenantClient, shop: Centra) -> None:
    remote.place_order()
    poll(shop)
    call(shop, "markets_Update", "<markets><market><id>no</id></market></markets>")
    (read, update) = remote.journal.exchanges()
    assert (read.operation, update.operation) == ("events_Get", "markets_Update")
    assert read.effects.delivered is not None
    assert read.effects.delivered.events == 2
    assert remote.journal.exchange(read.id) == read
    assert [each.id for each in remote.journal.exchanges("markets_Update", "ok", endpoint="soap")] == [update.id]
    assert [each.id for each in remote.journal.exchanges(before=update.id)] == [read.id]
    assert [each.id for each in remote.journal.exchanges(after=read.id, search="<id>no")] == [update.id]
    assert len(json.loads(remote.journal.har())["log"]["entries"]) == 2
    remote.journal.clear()
    assert remote.journal.exchanges() == []


def test_faults_are_added_listed_and_removed(remote: TenantClient, shop: Centra) -> None:
    fault = remote.faults.add("failure", "events_Done", count=2, messages=["no"])
    other = remote.faults.add("html")
    assert [each.id for each in remote.faults] == [fault.id, other.id]
    assert remote.faults.remove(other.id).never_fired
    assert done(shop, 1).errors == ["no"]
    assert (remote.faults[0].fired, len(remote.faults)) == (1, 1)
    assert [each.id for each in remote.faults.clear()] == [fault.id]
    assert not remote.faults


def test_the_clock_is_set(remote: TenantClient) -> None:
    remote.clock.freeze(NOON)
    assert (remote.clock(), remote.clock.is_frozen) == (NOON, True)
    remote.clock.advance(timedelta(minutes=90))
    assert remote.clock() == NOON + timedelta(minutes=90)
    remote.clock.set(NOON)
    remote.clock.release()
    assert remote.clock() >= NOON
    assert not remote.clock.is_frozen
    remote.clock.resume()


def test_policy_seed_and_mutation_are_set(remote: TenantClient, shop: Centra) -> None:
    remote.policy = Policy(page_size=10)
    assert (remote.policy, shop.policy) == (Policy(page_size=10), Policy(page_size=10))
    remote.policy = None
    assert remote.policy == Policy()
    remote.seed = 7
    assert (remote.seed, shop.seed) == (7, 7)
    remote.mutation = SetMutation(equal=["cdata"], rate=1)
    assert remote.mutation is not None
    assert remote.mutation.equal == ["cdata"]
    remote.mutation = None
    assert remote.mutation is None


def test_a_state_is_saved_and_loaded_and_a_scene_is_played(remote: TenantClient, shop: Centra) -> None:
    remote.place_order()
    state = remote.state.save()
    assert state == shop.state.save()
    remote.reset()
    assert shop.state.is_new
    remote.state.load(state)
    assert shop.state.save() == state
    remote.reset("demo")
    assert remote.objects.counts()["order"] == 0
    with pytest.raises(ControlError) as error:
        remote.state.load(b"{}")
    assert error.value.code is Code.INVALID_STATE
