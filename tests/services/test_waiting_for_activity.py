"""Waiting for what happens in a tenant."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from centra_mock import MockServer, Policy, Refused, Tenant
from centra_mock.domain.mutations import Mutation
from support.control import Control
from support.wire import poll


def test_who_waits_goes_on_with_the_next_exchange(centra: Tenant) -> None:
    control = Control(centra)
    seen = control.ok("GET", "/activity")["count"]
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(control.ok, "GET", f"/activity?seen={seen}&seconds=30")
        poll(centra)
        assert waiting.result()["count"] == seen + 1


def test_a_fault_that_strikes_is_told_before_the_call_is_over(centra: Tenant) -> None:
    fault = centra.add_fault("delay", "events_Get", seconds=60)
    seen = centra.settings.activity.count
    with ThreadPoolExecutor() as pool:
        held = pool.submit(poll, centra)
        assert centra.settings.activity.wait(seen, 30) == seen + 1
        assert not held.done()
        centra.remove_fault(fault)
        held.result()


def test_a_server_that_stops_lets_go_of_who_waits() -> None:
    with MockServer() as centra, ThreadPoolExecutor() as pool:
        activity = centra.settings.activity
        waiting = pool.submit(activity.wait, activity.count, 30)
        centra.stop()
        assert waiting.result() == 0
        assert activity.is_stopped


def together(shop: Tenant) -> None:
    with shop.together() as view:
        view.place_order()


def set_policy(shop: Tenant) -> None:
    shop.policy = Policy(echo=True)


def mutate(shop: Tenant) -> None:
    shop.mutation = Mutation(added=("elements",))


CHANGES: dict[str, Callable[[Tenant], object]] = {
    "an entry": lambda shop: shop.convert("market", 1, "sverige"),
    "an entry less": lambda shop: shop.forget_conversion("market", 1),
    "an object": lambda shop: shop.put("market", "se", {"description": "Sverige"}),
    "an update": lambda shop: shop.update("warehouses", [{"id": "north"}]),
    "an order": lambda shop: shop.place_order(),
    "things done together": together,
    "an event cancelled": lambda shop: shop.cancel_event(shop.emit("wishlist")),
    "a queue drained": lambda shop: shop.drain(),
    "a journal cleared": lambda shop: shop.clear_journal(),
    "another state": lambda shop: shop.import_state(shop.export_state()),
    "a reset": lambda shop: shop.reset(),
    "a policy": set_policy,
    "a mutation": mutate,
    "a seed": lambda shop: shop.settings.reseed(7),
    "a clock frozen": lambda shop: shop.settings.clock.freeze(),
    "a clock moved on": lambda shop: shop.settings.clock.advance(timedelta(days=1)),
    "a fault": lambda shop: shop.add_fault("refuse"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_is_changed_is_told(shop: Tenant, change: Callable[[Tenant], object]) -> None:
    activity = shop.settings.activity
    seen = activity.count
    change(shop)
    assert activity.count > seen


def test_who_looks_or_fails_tells_nothing(shop: Tenant) -> None:
    seen = shop.settings.activity.count
    with shop.at_once() as view:
        assert view.get("market", "se") is not None
    assert shop.conversions("market")
    assert shop.queue == []
    assert shop.standings(10, 10) == []
    with pytest.raises(Refused):
        shop.convert("market", 1, "ws")
    assert shop.clear_faults() == ()
    assert shop.settings.activity.count == seen


def test_a_change_within_others_is_told_once_when_all_is_stored(shop: Tenant) -> None:
    activity = shop.settings.activity
    seen = activity.count
    with shop.at_once() as view:
        view.convert("market", 1, "sverige")
        view.convert("market", 2, "export")
        assert activity.count == seen
    assert activity.count == seen + 1


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/conversions/market/1", {"external": "sverige"}),
        ("PUT", "/objects/market/se", {"fields": {"description": "Sverige"}}),
        ("PATCH", "/policy", {"echo": True}),
        ("POST", "/clock/advance", {"seconds": 60}),
        ("POST", "/reset", {"scene": "demo"}),
    ],
)
def test_what_others_change_over_the_control_api_wakes_who_waits(
    shop: Tenant, method: str, path: str, body: dict[str, object]
) -> None:
    control = Control(shop)
    seen = control.ok("GET", "/activity")["count"]
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(control.ok, "GET", f"/activity?seen={seen}&seconds=30")
        control.ok(method, path, body)
        assert waiting.result()["count"] > seen


def test_the_policy_of_the_server_concerns_all_its_tenants() -> None:
    with MockServer() as server:
        activity = server.tenant("other").settings.activity
        server.policy = Policy(echo=True)
        assert activity.count == 1
