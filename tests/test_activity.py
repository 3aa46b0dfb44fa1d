"""Waiting for what happens in a tenant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from centra_mock import MockServer, Tenant
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
