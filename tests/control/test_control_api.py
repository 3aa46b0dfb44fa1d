"""The control API: what a test in any language can do, and what it is told when it errs."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from openapi_spec_validator import validate

from centra_mock import Centra, MockServer
from support.control import Control
from support.wire import call, done, poll

MOVED = "2026-01-01T12:00:00+01:00"


@pytest.fixture
def control(shop: Centra) -> Control:
    return Control(shop)


def test_the_description_is_valid_and_says_all(server: MockServer) -> None:
    description = requests.get(f"{server.url}/_mock/openapi.json", timeout=30).json()
    validate(description)
    assert description["openapi"].startswith("3.1")
    operations = [operation for path in description["paths"].values() for operation in path.values()]
    assert all(operation["summary"] for operation in operations)
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))


def test_the_queue_in_numbers_and_event_by_event(control: Control, shop: Centra) -> None:
    shop.place_order()
    poll(shop)
    poll(shop)
    queue = control.ok("GET", "/queue")
    assert (queue["length"], queue["by_type"]) == (2, {"customer": 1, "order": 1})
    assert (queue["delivered"], queue["most_deliveries"]) == (2, 2)
    page = control.ok("GET", "/queue/events?limit=1")
    assert [event["type"] for event in page["events"]] == ["customer"]
    rest = control.ok("GET", f"/queue/events?after={page['next_after']}")
    assert [(event["type"], event["entry"]) for event in rest["events"]] == [("order", "1")]


def test_an_event_is_cancelled_and_resent(control: Control, shop: Centra) -> None:
    shop.place_order()
    (first, second) = [event.id for event in shop.queue]
    control.ok("DELETE", f"/queue/events/{first}")
    assert [event.id for event in shop.queue] == [second]
    assert control.ok("GET", f"/queue/events/{first}")["state"] == "cancelled"
    again = control.ok("POST", f"/queue/events/{first}/resend")["id"]
    assert [event.findtext("id") for event in poll(shop)] == [str(second), str(again)]
    control.refusal("event_not_queued", "DELETE", f"/queue/events/{first}", mentions=[f"event {first}", "cancelled"])
    done(shop, second)
    control.refusal("event_not_queued", "DELETE", f"/queue/events/{second}", mentions=[f"event {second}", "done"])


def test_raw_events_come_in_bulk(control: Control, shop: Centra) -> None:
    made = control.ok("POST", "/events", {"type": "loyaltycard", "data": "<card><id>7</id></card>", "count": 250})
    assert made["count"] == 250
    assert len(shop.queue) == 250
    assert poll(shop)[0].findtext("data/card/id") == "7"


def test_objects_are_listed_and_shown(control: Control) -> None:
    assert control.ok("GET", "/objects")["size"] == 4
    page = control.ok("GET", "/objects/size?limit=3")
    assert [each["id"] for each in page["objects"]] == ["S", "M", "L"]
    rest = control.ok("GET", f"/objects/size?after={page['next_after']}")
    assert [each["id"] for each in rest["objects"]] == ["ONE"]
    chair = control.ok("GET", "/objects/product/chair")
    assert chair["fields"]["variations"]["variation"][0]["stockid"] == "chair-oak"
    assert "<product><id>chair</id>" in chair["xml"]
    control.refusal("unknown_object", "GET", "/objects/product/table", mentions=['product "table"'])


def test_the_conversion_table_is_edited_and_collisions_are_shown(control: Control, shop: Centra) -> None:
    entries = control.ok("GET", "/conversions?kind=market")["entries"]
    assert [(entry["internal"], entry["external"]) for entry in entries] == [(1, "se"), (2, "ws")]
    control.ok("PUT", "/conversions/market/1", {"external": "sweden"})
    shop.place_order()
    assert poll(shop, "order")[0].findtext("data/order/market/id") == "sweden"
    collision = control.refusal("id_taken", "PUT", "/conversions/market/1", {"external": "ws"}, ['"ws"', "number 2"])
    assert collision["status"] == 409
    assert [entry["external"] for entry in collision["entries"]] == ["ws", "sweden"]
    control.ok("DELETE", "/conversions/market/1")
    assert poll(shop, "order")[0].findtext("data/order/market/id") == "1"
    control.refusal("unknown_object", "PUT", "/conversions/market/99", {"external": "x"}, ["market", "99"])


def test_the_conversion_table_is_paged(control: Control, shop: Centra) -> None:
    shown, after = [], ""
    while after is not None:
        page = control.ok("GET", f"/conversions?limit=7{after and f'&after={after}'}")
        shown += [(entry["kind"], entry["internal"]) for entry in page["entries"]]
        assert len(page["entries"]) <= 7
        after = page["next_after"]
    assert shown == [(entry.kind, entry.internal) for entry in shop.conversions.entries()]
    assert len(shown) > 14
    sizes = control.ok("GET", "/conversions?kind=size&limit=2")
    assert sizes["next_after"] == "size/2"
    rest = control.ok("GET", "/conversions?kind=size&after=size/2")
    assert [entry["external"] for entry in rest["entries"]] == ["L", "ONE"]
    assert rest["next_after"] is None
    control.refusal("invalid_value", "GET", "/conversions?after=7", mentions=["after", "^[a-z]+/"])
    control.refusal("unknown_type", "GET", "/conversions?kind=planet", mentions=["planet", "market"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=SWEATER&kind=variation", ["sweater-blue"]),
        ("search=2&kind=market", ["ws"]),
        ("search=a_l&kind=product", []),
        ("search=%25", []),
        ("search=%00", []),
    ],
)
def test_the_conversion_table_is_searched(control: Control, shop: Centra, query: str, found: list[str]) -> None:
    assert [entry["external"] for entry in control.ok("GET", f"/conversions?{query}")["entries"]] == found


def test_sizes_of_one_id_in_two_size_tables_have_addresses_of_their_own(centra: Centra) -> None:
    control = Control(centra)
    for table in ("one", "two"):
        centra.update("sizes", [{"id": "S", "description": table, "sizetable": {"id": table}}])
    listed = control.ok("GET", "/objects/size")["objects"]
    assert [(size["internal"], size["scope"]) for size in listed] == [(1, 1), (2, 2)]
    first, second = (control.ok("GET", f"/objects/size/S?scope={scope}") for scope in (1, 2))
    assert [first["fields"]["description"], second["fields"]["description"]] == ["one", "two"]
    assert [first["internal"], second["internal"]] == [1, 2]

    for method, path in (("GET", ""), ("GET", "/history"), ("GET", "/referring?type=product"), ("DELETE", "")):
        named = ('size "S"', "scope=1", "scope=2")
        which = control.refusal("ambiguous_id", method, f"/objects/size/S{path}", mentions=named)
        assert which["status"] == 409
        assert [entry["scope"] for entry in which["entries"]] == [1, 2]
    control.refusal("ambiguous_id", "PUT", "/objects/size/S", {"fields": {"ean": "7"}})
    control.ok("PUT", "/objects/size/S?scope=2", {"fields": {"ean": "7"}})
    assert "ean" not in control.ok("GET", "/objects/size/S?scope=1")["fields"]
    assert control.ok("GET", "/objects/size/S?scope=2")["fields"]["ean"] == "7"
    assert len(control.ok("GET", "/objects/size/S/history?scope=2")["changes"]) == 2
    assert control.ok("GET", "/objects/size/S/referring?type=product&scope=2")["objects"] == []

    assert control.ok("PUT", "/conversions/size/2", {"external": "Small"})["scope"] == 2
    assert control.ok("GET", "/objects/size/S")["internal"] == 1
    control.ok("PUT", "/conversions/size/2", {"external": "S"})
    control.ok("DELETE", "/objects/size/S?scope=2")
    assert control.ok("GET", "/objects/size/S")["scope"] == 1
    control.refusal("unknown_object", "GET", "/objects/size/S?scope=2", mentions=['size "S"'])
    control.refusal("unknown_object", "PUT", "/objects/size/S?scope=7", {"fields": {}}, ['size "S"'])


def test_a_scope_without_entry_is_that_of_the_size_table(centra: Centra) -> None:
    control = Control(centra)
    for table in ("one", "two"):
        centra.update("sizes", [{"id": "S", "sizetable": {"id": table}}])
    control.ok("DELETE", "/conversions/size/2")
    assert control.ok("GET", "/objects/size/2?scope=2")["internal"] == 2
    control.refusal("unknown_object", "GET", "/objects/size/2?scope=1", mentions=['size "2"'])


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
def test_a_scene_that_can_not_be_is_refused_before_anything_is_reset(
    control: Control, shop: Centra, scene: str, code: str, mentions: list[str]
) -> None:
    before = shop.state.save()
    assert control.refusal(code, "POST", "/reset", {"scene": scene}, mentions)["status"] == 422
    assert shop.state.save() == before


def test_a_policy_is_one_tenants_own(control: Control, shop: Centra, centra: Centra, server: MockServer) -> None:
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


def test_a_state_goes_out_and_in_again_the_same(control: Control, shop: Centra, server: MockServer) -> None:
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
def test_a_file_that_is_no_state_changes_nothing(control: Control, state: bytes, message: str) -> None:
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


@pytest.mark.parametrize("path", ["livez", "readyz"])
def test_health(server: MockServer, path: str) -> None:
    assert requests.get(f"{server.url}/{path}", timeout=30).status_code == 200


@pytest.mark.parametrize(
    ("status", "code", "method", "path", "more", "mentions"),
    [
        (404, "unknown_path", "GET", "/nothing", {}, ["/nothing", "/_mock/openapi.json"]),
        (405, "method_not_allowed", "POST", "/queue", {}, ["/queue", "GET", "not POST"]),
        (400, "unknown_field", "GET", "/queue/events?limt=1", {}, ["limt", "did you mean limit?", "after"]),
        (422, "invalid_value", "POST", "/events", {"json": {"type": "x", "count": 0}}, ["count: ", ">= 1"]),
        (422, "unknown_field", "POST", "/events", {"json": {"type": "x", "misson": "y"}}, ["did you mean mission?"]),
        (422, "unknown_value", "POST", "/events", {"json": {"type": "x", "mission": "y"}}, ["mission: 'y'", "update"]),
        (422, "malformed_xml", "POST", "/events", {"json": {"type": "x", "data": "<x>"}}, ["data: "]),
        (415, "unsupported_media_type", "POST", "/events", {"data": "{"}, ["application/json"]),
        (400, "malformed_json", "POST", "/events", {"data": "{", "headers": {"Content-Type": "application/json"}}, []),
        (404, "unknown_type", "GET", "/objects/table", {}, ["'table'", "account"]),
        (404, "invalid_value", "GET", "/queue/events/one", {}, ["'one'", "a whole number"]),
        (403, "cross_origin", "GET", "/queue", {"headers": {"Origin": "http://elsewhere.example.com"}}, ["elsewhere"]),
    ],
)  # fmt: skip
def test_mistakes_are_explained(
    control: Control, status: int, code: str, method: str, path: str, more: dict[str, Any], mentions: list[str]
) -> None:
    assert control.refusal(code, method, path, mentions=mentions, **more)["status"] == status


def test_a_fault_is_set_and_says_how_often_it_fired(control: Control, shop: Centra) -> None:
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
def test_a_fault_that_makes_no_sense_is_refused(
    control: Control, fault: dict[str, Any], code: str, mentions: list[str]
) -> None:
    control.refusal(code, "POST", "/faults", fault, mentions)
    assert control.ok("GET", "/faults") == {"faults": []}


def test_answers_are_mutated_until_told_otherwise(control: Control, shop: Centra) -> None:
    shop.place_order()
    plain = call(shop, "events_GetRequest", "<type>order</type>").http.content
    shown = control.ok("PUT", "/mutation", {"added": ["elements"], "rate": 1, "seed": 7})
    assert shown["mutation"]["added"] == ["elements"]
    assert call(shop, "events_GetRequest", "<type>order</type>").http.content != plain
    control.ok("DELETE", "/mutation")
    assert control.ok("GET", "/mutation") == {"mutation": None}
    assert call(shop, "events_GetRequest", "<type>order</type>").http.content == plain
