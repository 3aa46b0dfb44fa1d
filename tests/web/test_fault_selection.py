"""Faults are injected into exactly the named calls, before or after the commit, and count this."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from centra_mock import Centra, MockServer, Refused
from centra_mock.activities.faults import KINDS
from support.faults import UNANSWERED, post, post_done
from support.raw import exchange
from support.wire import HEADERS, done


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_exactly_the_calls_that_are_named_fail(centra: Centra) -> None:
    id = centra.faults.add("status", "events_Done", nth=2, count=2, status=502)
    statuses = []
    for _ in range(5):
        assert post(centra).status_code == 200
        statuses.append(post_done(centra, 1).status_code)
    assert statuses == [200, 502, 502, 200, 200]
    (state,) = centra.faults
    assert (state.id, state.calls, state.fired, state.is_spent) == (id, 5, 2, True)


def test_a_fault_says_how_many_calls_are_left(centra: Centra) -> None:
    centra.faults.add("status", "events_Done", nth=2, count=2)
    centra.faults.add("status", "events_Done", nth=4, count=None)
    left = []
    for _ in range(4):
        left.append([state.left for state in centra.faults])
        post_done(centra, 1)
    assert left == [[2, None], [2, None], [1, None], [0, None]]


def test_calls_are_counted_from_when_the_fault_is_set(centra: Centra) -> None:
    post(centra)
    centra.faults.add("status")
    assert [post(centra).status_code, post(centra).status_code] == [503, 200]


def test_without_operation_and_count_all_calls_fail(centra: Centra) -> None:
    centra.faults.add("status", count=None)
    sent = [post(centra), post_done(centra, 1), post(centra, "markets_Update", ""), post(centra, "nonsense", "")]
    assert [answer.status_code for answer in sent] == [503] * 4
    assert not centra.faults[0].is_spent


def test_an_unreadable_request_is_a_call_of_no_operation(centra: Centra) -> None:
    named = centra.faults.add("status", "events_Get", count=None)
    data = b"<e:Envelope"
    assert requests.post(centra.url, data=data, headers=HEADERS, timeout=30).status_code == 500
    centra.faults.remove(named)
    centra.faults.add("status")
    assert requests.post(centra.url, data=data, headers=HEADERS, timeout=30).status_code == 503


def test_other_tenants_are_not_affected(server: MockServer, centra: Centra, pool: ThreadPoolExecutor) -> None:
    other = server.tenant(f"{centra.name}-other")
    centra.faults.add("status", count=None)
    both = [pool.submit(post, tenant) for tenant in (centra, other) * 20]
    assert [each.result().status_code for each in both] == [503, 200] * 20
    assert centra.faults[0].fired == 20
    assert other.faults == ()


def test_a_fault_is_injected_into_concurrent_calls_exactly_count_times(
    centra: Centra, pool: ThreadPoolExecutor
) -> None:
    centra.faults.add("status", nth=5, count=7)
    answers = list(pool.map(lambda _: post(centra).status_code, range(40)))
    assert answers.count(503) == 7
    assert (centra.faults[0].calls, centra.faults[0].fired) == (40, 7)


def test_a_fault_that_never_fired_is_visible(centra: Centra) -> None:
    unfired = centra.faults.add("reset", "orders_Update")
    centra.faults.add("status", "events_Get")
    post(centra)
    assert [state.never_fired for state in centra.faults] == [True, False]
    assert centra.faults.remove(unfired).never_fired
    assert [state.fired for state in centra.faults.clear()] == [1]
    assert centra.faults == ()
    assert post(centra).status_code == 200


def test_a_fault_after_an_ending_fault_has_not_fired(centra: Centra) -> None:
    centra.faults.add("status", status=500)
    centra.faults.add("html", status=502)
    assert post(centra).status_code == 500
    assert [(state.calls, state.fired) for state in centra.faults] == [(1, 1), (1, 0)]


def test_an_unknown_fault_cannot_be_removed(centra: Centra) -> None:
    with pytest.raises(Refused, match="no fault 7"):
        centra.faults.remove(7)


# Before and after

INSTEAD = {"status": 503, "html": 500, "soap_fault": 500, "failure": 200, "reset": None}


@pytest.mark.parametrize("kind", INSTEAD)
@pytest.mark.parametrize(("when", "left"), [("before", 1), ("after", 0)])
def test_before_stores_nothing_and_after_stores_everything(centra: Centra, kind: str, when: Any, left: int) -> None:
    event = centra.emit("loyaltycard")
    centra.faults.add(kind, "events_Done", when=when)
    if INSTEAD[kind] is None:
        with pytest.raises(UNANSWERED):
            post_done(centra, event)
    else:
        assert post_done(centra, event).status_code == INSTEAD[kind]
    assert len(centra.queue) == left
    assert centra.faults[0].fired == 1
    assert done(centra, event).success
    assert len(centra.queue) == 0


@pytest.mark.parametrize("kind", ["truncate", "malformed", "trickle", "chunked", "content_type", "notices"])
def test_a_fault_of_the_answer_stores_the_call(centra: Centra, kind: str) -> None:
    event = centra.emit("loyaltycard")
    centra.faults.add(kind, "events_Done", seconds=0 if kind == "trickle" else None)
    exchange(centra, "events_Done", f"<event>{event}</event>")
    assert len(centra.queue) == 0
    assert centra.faults[0].fired == 1


# Invalid settings


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kind": "truncat"}, "did you mean truncate"),
        ({"kind": "status", "operation": "orders_update"}, "did you mean orders_Update"),
        ({"kind": "status", "operation": "polling"}, "there are events_Get"),
        ({"kind": "status", "nth": 0}, "nth: a whole number of 1 or more"),
        ({"kind": "status", "nth": True}, "nth: a whole number"),
        ({"kind": "status", "count": 0}, "count: a whole number of 1 or more"),
        ({"kind": "status", "status": 200}, "status: a whole number from 400 to 599"),
        ({"kind": "html", "status": 204}, "has no body"),
        ({"kind": "status", "retry_after": "soon\r\nX: y"}, "retry_after: plain ASCII"),
        ({"kind": "status", "retry_after": -1}, "retry_after: a whole number of 0"),
        ({"kind": "status", "byte": 3}, "byte: status has no use for it; it heeds status, retry_after"),
        ({"kind": "gzip", "seconds": 3}, "seconds: gzip has no use for it; it heeds no settings"),
        ({"kind": "refuse", "when": "after"}, "refuse can strike before the commit"),
        ({"kind": "notices", "when": "before"}, "notices can strike after the commit"),
        ({"kind": "status", "when": "soon"}, "before or after"),
        ({"kind": "failure", "operation": "events_Get"}, "answers with events"),
        ({"kind": "failure", "messages": []}, "messages: a list of one or more texts"),
        ({"kind": "failure", "messages": "No."}, "messages: a list of one or more texts"),
        ({"kind": "delay", "seconds": -1}, "seconds: a number from 0"),
        ({"kind": "delay", "seconds": float("nan")}, "seconds: a number from 0"),
        ({"kind": "truncate", "byte": -1}, "byte: a whole number of 0"),
        ({"kind": "trickle", "size": 0}, "size: a whole number of 1"),
        ({"kind": "content_type", "content_type": ""}, "content_type: plain ASCII"),
    ],
)
def test_an_invalid_fault_is_refused(centra: Centra, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        centra.faults.add(**settings)
    assert centra.faults == ()


def test_settings_have_the_defaults_of_the_kind(centra: Centra) -> None:
    for kind, about in KINDS.items():
        centra.faults.add(kind)
        fault = centra.faults.clear()[0].fault
        assert fault.when == about.when[0]
        assert {name: getattr(fault, name) for name in about.settings} == dict(about.settings)
