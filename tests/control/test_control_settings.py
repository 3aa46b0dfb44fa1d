"""The control API's settings of a Centra: scenes, policies, clock, state, faults and mutations."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from centra_mock import Centra, MockServer
from support.control import Control
from support.wire import call, done, poll

MOVED = "2026-01-01T12:00:00+01:00"


def test_a_reset_takes_a_scene_with_parameters(control: Control, shop: Centra) -> None:
    assert set(control.ok("GET", "/../scenes")["parameters"]["season"]) >= {"products", "orders"}
    control.ok("POST", "/reset", {"scene": "season?products=5&orders=3"})
    assert [control.ok("GET", "/objects")[type] for type in ("product", "order")] == [5, 3]


@pytest.mark.parametrize(
    ("scene", "code", "mentions"),
    [
        ("seasonn", "unknown_scene", ["'seasonn'", "bundles", "season"]),
        ("./mine.yaml", "unknown_scene", ["'./mine.yaml'"]),
        ("season?order=3", "unknown_parameter", ["season", "parameters", "order", "did you mean orders?"]),
        ("season?orders=many", "invalid_value", ["orders", "a whole number"]),
        ("demo?orders=3", "unknown_parameter", ["demo", "orders"]),
        ("empty?orders=3", "unknown_parameter", ["empty"]),
    ],
)
def test_an_invalid_scene_is_refused_before_the_reset(
    control: Control, shop: Centra, scene: str, code: str, mentions: list[str]
) -> None:
    before = shop.state.save()
    assert control.refusal(code, "POST", "/reset", {"scene": scene}, mentions)["status"] == 422
    assert shop.state.save() == before


def test_a_policy_belongs_to_one_tenant(control: Control, shop: Centra, centra: Centra, server: MockServer) -> None:
    control.ok("PATCH", "/policy", {"page_size": 3, "echo": True})
    other = Control(server.tenant(f"{shop.name}-other"))
    assert (control.ok("GET", "/policy")["page_size"], other.ok("GET", "/policy")["page_size"]) == (3, 100)
    assert call(shop, "markets_Update", "<markets><market><id>no</id></market></markets>").success
    assert [event.findtext("type") for event in poll(shop)] == ["market"]
    assert control.ok("DELETE", "/policy")["page_size"] == 100
    control.refusal("unknown_field", "PATCH", "/policy", {"pagesize": 3}, ["pagesize", "page_size?", "echo"])


def test_the_clock_is_frozen_moved_and_released(control: Control, shop: Centra) -> None:
    assert control.ok("PUT", "/clock", {"now": MOVED, "frozen": True}) == {"now": MOVED, "frozen": True}
    shop.place_order()
    assert poll(shop, "order")[0].findtext("date") == "2026-01-01 12:00:00"
    assert control.ok("POST", "/clock/advance", {"seconds": 90})["now"] == "2026-01-01T12:01:30+01:00"
    assert control.ok("GET", "/queue")["oldest_age_seconds"] == 90
    running = control.ok("PUT", "/clock", {"frozen": False})
    assert running["now"] >= "2026-01-01T12:01:30+01:00"
    assert running["frozen"] is False
    assert control.ok("DELETE", "/clock")["frozen"] is False
    control.refusal("invalid_value", "PUT", "/clock", {"now": "noon"}, ["now: ", "2026-01-31T08:00:00+01:00"])


def test_a_saved_state_is_loaded_unchanged(control: Control, shop: Centra, server: MockServer) -> None:
    shop.place_order(ship=True)
    shop.emit("loyaltycard", "<card>&lt;ä€😀</card>")
    poll(shop)
    state = control.call("GET", "/state").content
    copy = server.tenant(f"{shop.name}-copy")
    headers = {"Content-Type": "application/json"}
    assert Control(copy).call("PUT", "/state", data=state, headers=headers).status_code == 204
    assert Control(copy).call("GET", "/state").content == state
    events = [[event.findtext("id"), event.findtext("entry")] for event in poll(shop)]
    assert [[event.findtext("id"), event.findtext("entry")] for event in poll(copy)] == events


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (b"no", "not JSON"),
        (b"[]", '"format" is not'),
        (b'{"format": "centra-mock state 1"}', '"counters" is not a list'),
    ],
)
def test_an_invalid_state_file_changes_nothing(control: Control, state: bytes, message: str) -> None:
    before = control.call("GET", "/state").content
    headers = {"Content-Type": "application/json"}
    control.refusal("invalid_state", "PUT", "/state", mentions=[message], data=state, headers=headers)
    assert control.call("GET", "/state").content == before


def test_a_tenant_is_reset_with_a_scene_and_dropped(control: Control, shop: Centra, server: MockServer) -> None:
    shop.place_order()
    control.ok("POST", "/reset", {})
    assert shop.state.is_new
    control.ok("POST", "/reset", {"scene": "demo"})
    assert shop.objects.get("product", "chair") is not None
    control.refusal("unknown_scene", "POST", "/reset", {"scene": "x"}, ["'x'"])
    tenants = f"{server.url}/_mock/tenants"
    assert shop.name in requests.get(tenants, timeout=30).json()["tenants"]
    assert requests.delete(f"{tenants}/{shop.name}", timeout=30).status_code == 204
    assert shop.name not in requests.get(tenants, timeout=30).json()["tenants"]


def test_a_fault_counts_how_often_it_was_injected(control: Control, shop: Centra) -> None:
    fault = control.ok("POST", "/faults", {"kind": "failure", "operation": "events_Done", "nth": 2, "messages": ["no"]})
    assert (fault["fired"], fault["never_fired"]) == (0, True)
    assert done(shop, 1).success
    assert done(shop, 1).errors == ["no"]
    (state,) = control.ok("GET", "/faults")["faults"]
    assert (state["calls"], state["fired"], state["is_spent"]) == (2, 1, True)
    assert control.ok("DELETE", f"/faults/{fault['id']}")["fired"] == 1
    control.refusal("unknown_fault", "DELETE", f"/faults/{fault['id']}", mentions=[f"fault {fault['id']}"])


@pytest.mark.parametrize(
    ("fault", "code", "mentions"),
    [
        ({"kind": "explode"}, "unknown_value", ["kind: 'explode'", "reset"]),
        (
            {"kind": "reset", "operation": "events_Finish"},
            "unknown_value",
            ["operation: 'events_Finish'", "events_Done"],
        ),
        ({"kind": "refuse", "when": "after"}, "unknown_value", ["when: refuse", "before", "'after'"]),
        ({"kind": "reset", "seconds": 3}, "unused_field", ["seconds: reset"]),
    ],
)
def test_an_invalid_fault_is_refused(control: Control, fault: dict[str, Any], code: str, mentions: list[str]) -> None:
    control.refusal(code, "POST", "/faults", fault, mentions)
    assert control.ok("GET", "/faults") == {"faults": []}


def test_answers_are_mutated_until_the_mutation_is_cleared(control: Control, shop: Centra) -> None:
    shop.place_order()
    plain = call(shop, "events_GetRequest", "<type>order</type>").http.content
    shown = control.ok("PUT", "/mutation", {"added": ["elements"], "rate": 1, "seed": 7})
    assert shown["mutation"]["added"] == ["elements"]
    assert call(shop, "events_GetRequest", "<type>order</type>").http.content != plain
    control.ok("DELETE", "/mutation")
    assert control.ok("GET", "/mutation") == {"mutation": None}
    assert call(shop, "events_GetRequest", "<type>order</type>").http.content == plain
