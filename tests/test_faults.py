"""Faults strike exactly the calls that one names, and say how often they did."""

from __future__ import annotations

import gzip
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import requests
import zeep
from lxml import etree
from requests.adapters import HTTPAdapter
from urllib3.exceptions import IncompleteRead, ProtocolError
from urllib3.util import Retry

from centra_mock import MockServer, Refused, Tenant
from centra_mock.domain.faults import KINDS
from support.raw import chunks, connect, exchange, parts, read_all, request_bytes
from support.wire import HEADERS, call, done, envelope, login, poll

UNANSWERED = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def post(centra: Tenant, operation: str = "events_GetRequest", inner: str = "<type>all</type>") -> requests.Response:
    data = envelope(f"<{operation}>{login(centra)}{inner}</{operation}>").encode()
    return requests.post(centra.url, data=data, headers=HEADERS, timeout=30)


def post_done(centra: Tenant, id: int) -> requests.Response:
    return post(centra, "events_Done", f"<event>{id}</event>")


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    done = threading.Event()
    for _ in range(3000):
        if condition():
            return
        done.wait(0.01)
    raise AssertionError("it did not happen")


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


# Which calls


def test_exactly_the_calls_that_are_named_fail(centra: Tenant) -> None:
    id = centra.add_fault("status", "events_Done", nth=2, count=2, status=502)
    statuses = []
    for _ in range(5):
        assert post(centra).status_code == 200
        statuses.append(post_done(centra, 1).status_code)
    assert statuses == [200, 502, 502, 200, 200]
    (state,) = centra.faults
    assert (state.id, state.calls, state.fired, state.is_spent) == (id, 5, 2, True)


def test_calls_are_counted_from_when_the_fault_is_set(centra: Tenant) -> None:
    post(centra)
    centra.add_fault("status")
    assert [post(centra).status_code, post(centra).status_code] == [503, 200]


def test_without_an_operation_any_call_is_struck_and_without_a_count_for_ever(centra: Tenant) -> None:
    centra.add_fault("status", count=None)
    sent = [post(centra), post_done(centra, 1), post(centra, "markets_Update", ""), post(centra, "nonsense", "")]
    assert [answer.status_code for answer in sent] == [503] * 4
    assert not centra.faults[0].is_spent


def test_a_request_that_nobody_can_read_is_a_call_of_no_operation(centra: Tenant) -> None:
    named = centra.add_fault("status", "events_Get", count=None)
    data = b"<e:Envelope"
    assert requests.post(centra.url, data=data, headers=HEADERS, timeout=30).status_code == 500
    centra.remove_fault(named)
    centra.add_fault("status")
    assert requests.post(centra.url, data=data, headers=HEADERS, timeout=30).status_code == 503


def test_other_tenants_are_not_affected(server: MockServer, centra: Tenant, pool: ThreadPoolExecutor) -> None:
    other = server.tenant(f"{centra.name}-other")
    centra.add_fault("status", count=None)
    both = [pool.submit(post, tenant) for tenant in (centra, other) * 20]
    assert [each.result().status_code for each in both] == [503, 200] * 20
    assert centra.faults[0].fired == 20
    assert other.faults == ()


def test_concurrent_calls_are_struck_as_often_as_was_said(centra: Tenant, pool: ThreadPoolExecutor) -> None:
    centra.add_fault("status", nth=5, count=7)
    answers = list(pool.map(lambda _: post(centra).status_code, range(40)))
    assert answers.count(503) == 7
    assert (centra.faults[0].calls, centra.faults[0].fired) == (40, 7)


def test_a_fault_that_never_fired_is_visible(centra: Tenant) -> None:
    unfired = centra.add_fault("reset", "orders_Update")
    centra.add_fault("status", "events_Get")
    post(centra)
    assert [state.never_fired for state in centra.faults] == [True, False]
    assert centra.remove_fault(unfired).never_fired
    assert [state.fired for state in centra.clear_faults()] == [1]
    assert centra.faults == ()
    assert post(centra).status_code == 200


def test_a_fault_that_another_one_came_before_has_not_fired(centra: Tenant) -> None:
    centra.add_fault("status", status=500)
    centra.add_fault("html", status=502)
    assert post(centra).status_code == 500
    assert [(state.calls, state.fired) for state in centra.faults] == [(1, 1), (1, 0)]


def test_a_fault_that_is_unknown_cannot_be_removed(centra: Tenant) -> None:
    with pytest.raises(Refused, match="no fault 7"):
        centra.remove_fault(7)


# Before and after

INSTEAD = {"status": 503, "html": 500, "soap_fault": 500, "failure": 200, "reset": None}


@pytest.mark.parametrize("kind", INSTEAD)
@pytest.mark.parametrize(("when", "left"), [("before", 1), ("after", 0)])
def test_before_stores_nothing_and_after_stores_all(centra: Tenant, kind: str, when: Any, left: int) -> None:
    event = centra.emit("loyaltycard")
    centra.add_fault(kind, "events_Done", when=when)
    if INSTEAD[kind] is None:
        with pytest.raises(UNANSWERED):
            post_done(centra, event)
    else:
        assert post_done(centra, event).status_code == INSTEAD[kind]
    assert centra.queue_length == left
    assert centra.faults[0].fired == 1
    assert done(centra, event).success
    assert centra.queue_length == 0


@pytest.mark.parametrize("kind", ["truncate", "malformed", "trickle", "chunked", "content_type", "notices"])
def test_what_spoils_an_answer_lets_the_call_be_stored(centra: Tenant, kind: str) -> None:
    event = centra.emit("loyaltycard")
    centra.add_fault(kind, "events_Done", **({"seconds": 0} if kind == "trickle" else {}))
    exchange(centra, "events_Done", f"<event>{event}</event>")
    assert centra.queue_length == 0
    assert centra.faults[0].fired == 1


# Each kind


def test_refuse_closes_without_an_answer_and_handles_nothing(centra: Tenant) -> None:
    event = centra.emit("loyaltycard")
    centra.add_fault("refuse")
    assert exchange(centra, "events_Done", f"<event>{event}</event>") == b""
    assert centra.queue_length == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_reset_is_a_reset(centra: Tenant, when: Any) -> None:
    centra.add_fault("reset", when=when)
    with connect(centra) as connection:
        connection.sendall(request_bytes(centra, "events_GetRequest", "<type>all</type>"))
        with pytest.raises(ConnectionResetError):
            read_all(connection)


@pytest.mark.parametrize(("when", "meanwhile"), [("before", 1), ("after", 0)])
def test_delay_holds_the_call_or_its_answer(
    centra: Tenant, pool: ThreadPoolExecutor, when: Any, meanwhile: int
) -> None:
    event = centra.emit("loyaltycard")
    id = centra.add_fault("delay", "events_Done", when=when, seconds=3600)
    answer = pool.submit(post_done, centra, event)
    until(lambda: centra.faults[0].fired == 1)
    assert centra.queue_length == meanwhile
    assert poll(centra) == [] or meanwhile
    assert not answer.done()
    centra.remove_fault(id)
    assert answer.result(30).status_code == 200
    assert centra.queue_length == 0


def test_delay_ends_by_itself(centra: Tenant) -> None:
    centra.add_fault("delay", seconds=0)
    assert post(centra).status_code == 200
    assert centra.faults[0].fired == 1


def test_trickle_gives_all_of_the_answer_in_small_pieces(centra: Tenant) -> None:
    centra.add_fault("trickle", seconds=3600, size=10)
    with connect(centra) as connection:
        connection.sendall(request_bytes(centra, "events_GetRequest", "<type>all</type>"))
        received = b""
        while len(received.partition(b"\r\n\r\n")[2]) < 10:
            received += connection.recv(65536)
        assert len(parts(received).body) == 10
        centra.clear_faults()
        answer = parts(received + read_all(connection))
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert etree.fromstring(answer.body) is not None


@pytest.mark.parametrize("byte", [0, 1, 100, 10**9])
def test_truncate_ends_the_body_at_the_byte(centra: Tenant, byte: int) -> None:
    whole = parts(exchange(centra, "events_GetRequest", "<type>all</type>"))
    centra.add_fault("truncate", byte=byte)
    answer = parts(exchange(centra, "events_GetRequest", "<type>all</type>"))
    assert answer.body == whole.body[: min(byte, len(whole.body) - 1)]
    assert answer.headers["content-length"] == whole.headers["content-length"]


def test_a_library_notices_that_an_answer_is_truncated(centra: Tenant) -> None:
    centra.add_fault("truncate")
    with pytest.raises(UNANSWERED) as caught:
        post(centra)
    assert isinstance(caught.value.args[0], ProtocolError | IncompleteRead)


def test_malformed_is_complete_but_no_xml(shop: Tenant) -> None:
    shop.place_order()
    whole = parts(exchange(shop, "events_GetRequest", "<type>all</type>"))
    shop.add_fault("malformed")
    answer = parts(exchange(shop, "events_GetRequest", "<type>all</type>"))
    assert answer.status == 200
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert answer.body.replace(b"<&", b"", 1) == whole.body
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(answer.body)


def test_html_is_a_page_that_is_no_xml(centra: Tenant) -> None:
    centra.add_fault("html", status=502)
    centra.add_fault("html", status=200, nth=2)
    first, second = post(centra), post(centra)
    assert (first.status_code, second.status_code) == (502, 200)
    for answer in (first, second):
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert etree.HTML(answer.text).findtext(".//h1")
        with pytest.raises(etree.XMLSyntaxError):
            etree.fromstring(answer.content)


@pytest.mark.parametrize("endpoint", ["soap", "navision-soap"])
def test_soap_fault_is_one(centra: Tenant, endpoint: str) -> None:
    centra.add_fault("soap_fault", messages=["Deadlock & <co>", "Try again."])
    reply = call(centra, "events_GetRequest", "<type>all</type>", endpoint)
    assert reply.http.status_code == 500
    assert reply.fault == "Deadlock & <co> Try again."
    assert reply.body.findtext("faultcode") == "SOAP-ENV:Server"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
@pytest.mark.parametrize("retry_after", [None, 0, 120, "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_status_comes_with_retry_after(centra: Tenant, status: int, retry_after: int | str | None) -> None:
    centra.add_fault("status", status=status, retry_after=retry_after)
    answer = post(centra)
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == (None if retry_after is None else str(retry_after))


@pytest.mark.parametrize("endpoint", ["soap", "navision-soap", "navision-api"])
def test_failure_is_a_result_with_messages(centra: Tenant, endpoint: str) -> None:
    centra.add_fault("failure", messages=["No.", "Not & now."])
    assert call(centra, "events_GetRequest", "<type>all</type>", endpoint).body.tag == "events_Get"
    reply = call(centra, "markets_Update", "<markets><market><id>se</id></market></markets>", endpoint)
    assert (reply.http.status_code, reply.success, reply.errors) == (200, False, ["No.", "Not & now."])
    assert centra.get("market", "se") is None
    assert (centra.faults[0].calls, centra.faults[0].fired) == (1, 1)


def test_notices_are_added_to_a_success(centra: Tenant) -> None:
    centra.add_fault("notices", messages=["Mind the <gap>."], count=None)
    reply = call(centra, "markets_Update", "<markets><market><id>se</id></market></markets>")
    assert (reply.success, reply.notices) == (True, ["Mind the <gap>."])
    assert centra.get("market", "se") is not None
    own = done(centra, 99)
    assert own.notices == ["There is no event 99.", "Mind the <gap>."]
    assert not done(centra, "x").notices
    assert (centra.faults[0].calls, centra.faults[0].fired) == (3, 2)


def test_content_type_is_wrong_and_the_rest_is_right(centra: Tenant) -> None:
    centra.add_fault("content_type", content_type="text/html; charset=iso-8859-1")
    reply = call(centra, "events_GetRequest", "<type>all</type>")
    assert reply.http.headers["Content-Type"] == "text/html; charset=iso-8859-1"
    assert reply.body.tag == "events_Get"


def test_chunked_comes_in_odd_chunks(shop: Tenant) -> None:
    shop.place_order()
    whole = parts(exchange(shop, "events_GetRequest", "<type>all</type>"))
    shop.add_fault("chunked", count=2)
    answer = parts(exchange(shop, "events_GetRequest", "<type>all</type>"))
    assert answer.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in answer.headers
    found = chunks(answer.body)
    assert b"".join(found) == whole.body
    assert len({len(chunk) for chunk in found}) > 3
    assert parts(exchange(shop, "events_GetRequest", "<type>all</type>", "1.0")).body == whole.body
    assert (shop.faults[0].calls, shop.faults[0].fired) == (2, 1)


def test_gzip_is_for_those_who_accept_it(shop: Tenant) -> None:
    shop.place_order()
    whole = parts(exchange(shop, "events_GetRequest", "<type>all</type>"))
    shop.add_fault("gzip", count=None)
    for refused in ({}, {"Accept_Encoding": "identity"}, {"Accept_Encoding": "gzip;q=0, br"}):
        answer = parts(exchange(shop, "events_GetRequest", "<type>all</type>", **refused))
        assert answer.body == whole.body
    assert shop.faults[0].never_fired
    answer = parts(exchange(shop, "events_GetRequest", "<type>all</type>", Accept_Encoding="br, gzip"))
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert gzip.decompress(answer.body) == whole.body
    assert len(poll(shop)) == 2  # requests unpacks it


def test_faults_of_several_kinds_work_together(centra: Tenant) -> None:
    for kind in ("chunked", "gzip", "content_type", "notices"):
        centra.add_fault(kind)
    centra.add_fault("delay", seconds=0, when="after")
    reply = done(centra)
    assert reply.notices == ["This fault was set for this call."]
    assert reply.http.headers["Content-Encoding"] == "gzip"
    assert reply.http.headers["Transfer-Encoding"] == "chunked"
    assert [state.fired for state in centra.faults] == [1] * 5


# The server goes on


@pytest.mark.parametrize("kind", KINDS)
def test_the_server_goes_on_and_logs_nothing(
    centra: Tenant, kind: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO, "centra_mock")
    waits = {"seconds": 0} if "seconds" in KINDS[kind].settings else {}
    centra.add_fault(kind, count=3, **waits)
    with requests.Session() as session:
        for number in range(6):
            data = envelope(f"<events_Done>{login(centra)}</events_Done>").encode()
            try:
                answer = session.post(centra.url, data=data, headers=HEADERS, timeout=30)
            except UNANSWERED:
                assert number < 3
            else:
                assert number < 3 or answer.status_code == 200
    assert centra.faults[0].fired == 3
    assert [record for record in caplog.records if record.name != "urllib3.connectionpool"] == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kind", ["refuse", "reset", "truncate"])
def test_a_client_that_retries_gets_through(centra: Tenant, kind: str) -> None:
    centra.add_fault(kind, "events_Get", count=2)
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=Retry(5, allowed_methods=None, backoff_factor=0)))
        data = envelope(f"<events_GetRequest>{login(centra)}<type>all</type></events_GetRequest>").encode()
        if kind == "truncate":
            # Headers came, so the library leaves trying again to its user.
            for _ in range(2):
                with pytest.raises(UNANSWERED):
                    session.post(centra.url, data=data, headers=HEADERS, timeout=30)
        assert session.post(centra.url, data=data, headers=HEADERS, timeout=30).status_code == 200
    assert (centra.faults[0].calls, centra.faults[0].fired) == (3, 2)


def test_zeep_sees_the_faults_as_its_own_errors(centra: Tenant) -> None:
    with zeep.Client(centra.wsdl_url) as client:
        arguments = {"login": {"username": centra.login.username, "password": centra.login.password}, "type": "all"}
        centra.add_fault("soap_fault", messages=["Out of order."])
        centra.add_fault("malformed", nth=2)
        centra.add_fault("status", nth=3)
        with pytest.raises(zeep.exceptions.Fault, match=r"Out of order\."):
            client.service.events_Get(**arguments)
        with pytest.raises(zeep.exceptions.TransportError):
            client.service.events_Get(**arguments)
        with pytest.raises(zeep.exceptions.Error):
            client.service.events_Get(**arguments)
        client.service.events_Get(**arguments)
    assert [state.fired for state in centra.faults] == [1, 1, 1]


@pytest.mark.parametrize(
    ("kind", "settings"),
    [("delay", {"when": "before"}), ("delay", {"when": "after"}), ("trickle", {"size": 1})],
    ids=["before", "after", "trickle"],
)
def test_the_server_stops_without_waiting_for_a_fault(
    pool: ThreadPoolExecutor, kind: str, settings: dict[str, Any]
) -> None:
    with MockServer() as server:
        event = server.emit("loyaltycard")
        server.add_fault(kind, "events_Done", seconds=3600, **settings)
        answer: Future[requests.Response] = pool.submit(post_done, server, event)
        until(lambda: server.faults[0].fired == 1)
    with pytest.raises(UNANSWERED):
        answer.result(30)


# What makes no sense


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
def test_a_fault_that_makes_no_sense_is_refused(centra: Tenant, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        centra.add_fault(**settings)
    assert centra.faults == ()


def test_settings_that_are_left_out_are_the_kinds_own(centra: Tenant) -> None:
    for kind, about in KINDS.items():
        centra.add_fault(kind)
        fault = centra.clear_faults()[0].fault
        assert fault.when == about.when[0]
        assert {name: getattr(fault, name) for name in about.settings} == dict(about.settings)
