"""State files whose values could not have been stored: each is refused by its place, and the tenant is as before."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from centra_mock import Centra
from support.control import Control

State = dict[str, Any]
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def state(control: Control, shop: Centra) -> State:
    """Return the state of a shop with an order, a raw event and a deleted object."""
    shop.place_order()
    shop.emit("loyaltycard", data="<points>1</points>")
    found: State = control.call("GET", "/state").json()
    return found


def put(place: str, value: Any) -> Callable[[State], None]:
    """Return an edit of a state: a value for ``table.field`` of the table's last row."""
    table, field = place.split(".")
    return lambda state: state[table][-1].update({field: value})


def counter(name: str, value: Any) -> Callable[[State], None]:
    """Return an edit of a state: a value for a counter."""
    return lambda state: next(row for row in state["counters"] if row["name"] == name).update(value=value)


@pytest.mark.parametrize(
    ("edit", "place", "mentions"),
    [
        (put("events.xml", "</ns1:data></ns1:event>"), "events[", ["xml", "well-formed"]),
        (put("events.xml", "<ns1:data>&x;</ns1:data>"), "events[", ["xml", "well-formed"]),
        (put("events.xml", "</data><data>"), "events[", ["xml", "well-formed"]),
        (put("objects.xml", "<ns1:order>"), "objects[", ["xml", "well-formed"]),
        (put("objects.type", "pigeon"), "objects[", ["type", "pigeon", "product"]),
        (put("events.date", "not a date"), "events[", ["date", "2019-03-27"]),
        (put("events.date", "2026-02-30 00:00:00"), "events[", ["date"]),
        (put("events.date", "2026-2-3 00:00:00"), "events[", ["date"]),
        (put("events.state", "lost"), "events[", ["state", "queued"]),
        (put("events.mission", "insert"), "events[", ["mission", "update"]),
        (put("events.type", "a" * 65), "events[", ["type", "64"]),
        (put("events.type", "a\0"), "events[", ["type", "null"]),
        (put("events.type", "a\ud800"), "events[", ["type", "surrogate"]),
        (put("events.deliveries", 2**31), "events[", ["deliveries", str(2**31 - 1)]),
        (put("events.deliveries", True), "events[", ["deliveries", "whole number"]),
        (put("events.market", -1), "events[", ["market"]),
        (put("objects.id", 2**63), "objects[", ["id", str(2**63 - 1)]),
        (put("conversions.external", None), "conversions[", ["external", "text"]),
        (put("counters.name", "a\ud800"), "counters[", ["name", "surrogate"]),
        (counter("event", 2**63 - 1), "counters[", ["value"]),
        (counter("event", -5), "counters[", ["value"]),
        (counter("event", 10**20), "counters[", ["value"]),
        (counter("event", 1), "counters[", ["event", "is used"]),
        (counter("order", 0), "counters[", ["order", "is used"]),
        (lambda state: state.update(counters=[]), "counters", ["is used"]),
        (lambda state: state["events"].append(state["events"][0]), "", ["contradict"]),
        (lambda state: state["events"].append([]), "events[", ["fields"]),
    ],
)
def test_a_value_that_could_not_be_stored_is_refused_by_its_place(
    control: Control, state: State, edit: Callable[[State], None], place: str, mentions: list[str]
) -> None:
    before = control.call("GET", "/state").content
    edit(state)
    problem = control.refusal("invalid_state", "PUT", "/state", mentions=mentions, data=json.dumps(state), headers=JSON)
    assert problem.get("place", "").startswith(place)
    assert control.call("GET", "/state").content == before


def test_a_state_nested_beyond_measure_is_refused(control: Control, shop: Centra) -> None:
    control.refusal("invalid_state", "PUT", "/state", data=b"[" * 100_000, headers=JSON)


@pytest.mark.parametrize("body", [b'{"ty\x8ape": "a"}', b'{"type": "a\x8a"}', b'{"type": "\\ud800"}', b"[" * 100_000])
def test_bytes_that_are_no_json_are_refused(control: Control, shop: Centra, body: bytes) -> None:
    answer = control.call("POST", "/events", data=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) in [(400, "malformed_json"), (422, "invalid_value")]
