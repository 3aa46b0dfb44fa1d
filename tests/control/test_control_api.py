"""The control API: the queue, objects, health, and errors."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from openapi_spec_validator import validate

from centra_mock import Centra, MockServer
from support.control import Control
from support.wire import done, poll


def test_the_openapi_description_is_valid_and_complete(server: MockServer) -> None:
    description = requests.get(f"{server.url}/_mock/openapi.json", timeout=30).json()
    validate(description)
    assert description["openapi"].startswith("3.1")
    operations = [operation for path in description["paths"].values() for operation in path.values()]
    assert all(operation["summary"] for operation in operations)
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))


def test_the_queue_is_read_as_numbers_and_as_events(control: Control, shop: Centra) -> None:
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


def test_raw_events_are_queued_in_bulk(control: Control, shop: Centra) -> None:
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


@pytest.mark.parametrize(
    ("place", "method", "path", "body"),
    [
        ("lines[0].quantity", "POST", "/orders", {"lines": [{"quantity": "many"}]}),
        ("query: limit", "GET", "/objects/market?limit=0", None),
        ("query: limit", "GET", "/objects/market?limit=1&limit=2", None),
        ("type", "PUT", "/objects/table/1", {"fields": {}}),
        (None, "DELETE", "/objects/market/nosuch", None),
        (None, "GET", "/nosuch/there", None),
    ],
)
def test_a_problem_says_where_in_the_input(
    control: Control, place: str | None, method: str, path: str, body: object
) -> None:
    document = control.problem(method, path, body)
    assert document.get("place") == place
    assert document["detail"].startswith(f"{place}: " if place else "")


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
def test_errors_are_explained(
    control: Control, status: int, code: str, method: str, path: str, more: dict[str, Any], mentions: list[str]
) -> None:
    assert control.refusal(code, method, path, mentions=mentions, **more)["status"] == status
