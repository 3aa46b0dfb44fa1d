"""Waiting for changes in a tenant."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

from centra_mock import Centra, MockServer, Policy, Refused
from centra_mock.domain.mutations import Mutation
from support.control import Control
from support.tenants import notifier_of, queries_of, tenant_of
from support.wire import poll


def test_the_next_exchange_ends_a_wait(centra: Centra) -> None:
    control = Control(centra)
    seen = control.ok("GET", "/activity")["count"]
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(control.ok, "GET", f"/activity?seen={seen}&seconds=30")
        poll(centra)
        assert waiting.result()["count"] == seen + 1


def test_an_injected_fault_is_reported_before_the_call_ends(centra: Centra) -> None:
    fault = centra.faults.add("delay", "events_Get", seconds=60)
    seen = notifier_of(centra).count
    with ThreadPoolExecutor() as pool:
        held = pool.submit(poll, centra)
        assert notifier_of(centra).wait(seen, 30) == seen + 1
        assert not held.done()
        centra.faults.remove(fault)
        held.result()


def test_a_stopping_server_ends_waits() -> None:
    with MockServer() as server, ThreadPoolExecutor() as pool:
        notifier = notifier_of(server.centra)
        waiting = pool.submit(notifier.wait, notifier.count, 30)
        server.stop()
        assert waiting.result() == 0
        assert notifier.is_stopped


def test_a_condition_is_waited_for(centra: Centra) -> None:
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(centra.wait_until, lambda: len(centra.queue) == 2, 30)
        centra.emit("loyaltycard")
        centra.emit("loyaltycard")
        assert waiting.result() is True
    assert centra.wait_until(lambda: not centra.queue, seconds=0) is False


def test_a_stopping_server_ends_a_wait_for_a_condition() -> None:
    with MockServer() as server, ThreadPoolExecutor() as pool:
        looked = Event()
        waiting = pool.submit(server.centra.wait_until, looked.set, 30)
        assert looked.wait(30)
        server.stop()
        assert waiting.result() is False


def together(shop: Centra) -> None:
    with shop.together() as view:
        view.place_order()


def set_policy(shop: Centra) -> None:
    shop.policy = Policy(echo=True)


def mutate(shop: Centra) -> None:
    shop.mutation = Mutation(added=("elements",))


CHANGES: dict[str, Callable[[Centra], object]] = {
    "an entry": lambda shop: shop.convert("market", 1, "sverige"),
    "an entry less": lambda shop: shop.forget_conversion("market", 1),
    "an object": lambda shop: shop.put("market", "se", {"description": "Sverige"}),
    "an update": lambda shop: shop.update("warehouses", [{"id": "north"}]),
    "an order": lambda shop: shop.place_order(),
    "things done together": together,
    "an event cancelled": lambda shop: shop.cancel_event(shop.emit("wishlist")),
    "a queue drained": lambda shop: shop.drain(),
    "a journal cleared": lambda shop: shop.journal.clear(),
    "another state": lambda shop: shop.state.load(shop.state.save()),
    "a reset": lambda shop: shop.reset(),
    "a policy": set_policy,
    "a mutation": mutate,
    "a seed": lambda shop: setattr(shop, "seed", 7),
    "a clock frozen": lambda shop: shop.clock.freeze(),
    "a clock moved on": lambda shop: shop.clock.advance(timedelta(days=1)),
    "a fault": lambda shop: shop.faults.add("refuse"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_reported(shop: Centra, change: Callable[[Centra], object]) -> None:
    notifier = notifier_of(shop)
    seen = notifier.count
    change(shop)
    assert notifier.count > seen


def test_reads_and_failures_are_not_reported(shop: Centra) -> None:
    seen = notifier_of(shop).count
    with tenant_of(shop).snapshot() as view:
        assert view.centra.objects.get("market", "se") is not None
    assert shop.conversions.entries("market")
    assert shop.queue == []
    assert queries_of(shop).shop.orders(10, 10) == []
    with pytest.raises(Refused):
        shop.convert("market", 1, "ws")
    assert shop.faults.clear() == ()
    assert notifier_of(shop).count == seen


def test_changes_of_one_transaction_are_reported_once_after_the_commit(shop: Centra) -> None:
    notifier = notifier_of(shop)
    seen = notifier.count
    with tenant_of(shop).snapshot() as view:
        view.centra.convert("market", 1, "sverige")
        view.centra.convert("market", 2, "export")
        assert notifier.count == seen
    assert notifier.count == seen + 1


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
def test_a_change_over_the_control_api_ends_a_wait(
    shop: Centra, method: str, path: str, body: dict[str, object]
) -> None:
    control = Control(shop)
    seen = control.ok("GET", "/activity")["count"]
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(control.ok, "GET", f"/activity?seen={seen}&seconds=30")
        control.ok(method, path, body)
        assert waiting.result()["count"] > seen


def test_the_policy_of_the_server_applies_to_all_its_tenants() -> None:
    with MockServer() as server:
        notifier = notifier_of(server.tenant("other"))
        server.policy = Policy(echo=True)
        assert notifier.count == 1
