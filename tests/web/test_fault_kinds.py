"""Each kind of fault, as the client sees it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from lxml import etree
from urllib3.exceptions import IncompleteRead, ProtocolError

from centra_mock import Centra
from support.faults import UNANSWERED, post, post_done, until
from support.raw import chunks, connect, exchange, parts, read_all, request_bytes
from support.wire import call, done, poll


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_refuse_closes_without_an_answer_and_handles_nothing(centra: Centra) -> None:
    event = centra.emit("loyaltycard")
    centra.faults.add("refuse")
    assert exchange(centra, "events_Done", f"<event>{event}</event>") == b""
    assert len(centra.queue) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_reset_is_a_reset(centra: Centra, when: Any) -> None:
    centra.faults.add("reset", when=when)
    with connect(centra) as connection:
        connection.sendall(request_bytes(centra, "events_GetRequest", "<type>all</type>"))
        with pytest.raises(ConnectionResetError):
            read_all(connection)


@pytest.mark.parametrize(("when", "meanwhile"), [("before", 1), ("after", 0)])
def test_delay_holds_the_call_or_its_answer(
    centra: Centra, pool: ThreadPoolExecutor, when: Any, meanwhile: int
) -> None:
    event = centra.emit("loyaltycard")
    id = centra.faults.add("delay", "events_Done", when=when, seconds=3600)
    answer = pool.submit(post_done, centra, event)
    until(lambda: centra.faults[0].fired == 1)
    assert len(centra.queue) == meanwhile
    assert poll(centra) == [] or meanwhile
    assert not answer.done()
    centra.faults.remove(id)
    assert answer.result(30).status_code == 200
    assert len(centra.queue) == 0


def test_delay_ends_by_itself(centra: Centra) -> None:
    centra.faults.add("delay", seconds=0)
    assert post(centra).status_code == 200
    assert centra.faults[0].fired == 1


def test_trickle_sends_the_whole_answer_in_small_pieces(centra: Centra) -> None:
    centra.faults.add("trickle", seconds=3600, size=10)
    with connect(centra) as connection:
        connection.sendall(request_bytes(centra, "events_GetRequest", "<type>all</type>", Connection="close"))
        received = b""
        while len(received.partition(b"\r\n\r\n")[2]) < 10:
            received += connection.recv(65536)
        assert len(parts(received).body) == 10
        centra.faults.clear()
        answer = parts(received + read_all(connection))
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert etree.fromstring(answer.body) is not None


@pytest.mark.parametrize("byte", [0, 1, 100, 10**9])
def test_truncate_ends_the_body_at_the_byte(centra: Centra, byte: int) -> None:
    whole = parts(exchange(centra, "events_GetRequest", "<type>all</type>"))
    centra.faults.add("truncate", byte=byte)
    answer = parts(exchange(centra, "events_GetRequest", "<type>all</type>"))
    assert answer.body == whole.body[: min(byte, len(whole.body) - 1)]
    assert answer.headers["content-length"] == whole.headers["content-length"]


def test_a_library_notices_that_an_answer_is_truncated(centra: Centra) -> None:
    centra.faults.add("truncate")
    with pytest.raises(UNANSWERED) as caught:
        post(centra)
    assert isinstance(caught.value.args[0], ProtocolError | IncompleteRead)


def test_malformed_is_complete_but_not_xml(shop: Centra) -> None:
    shop.place_order()
    whole = parts(exchange(shop, "events_GetRequest", "<type>all</type>"))
    shop.faults.add("malformed")
    answer = parts(exchange(shop, "events_GetRequest", "<type>all</type>"))
    assert answer.status == 200
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert answer.body.replace(b"<&", b"", 1) == whole.body
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(answer.body)


def test_html_is_a_page_that_is_not_xml(centra: Centra) -> None:
    centra.faults.add("html", status=502)
    centra.faults.add("html", status=200, nth=2)
    first, second = post(centra), post(centra)
    assert (first.status_code, second.status_code) == (502, 200)
    for answer in (first, second):
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert etree.HTML(answer.text).findtext(".//h1")
        with pytest.raises(etree.XMLSyntaxError):
            etree.fromstring(answer.content)


@pytest.mark.parametrize("endpoint", ["soap", "navision-soap"])
def test_soap_fault_is_a_soap_fault(centra: Centra, endpoint: str) -> None:
    centra.faults.add("soap_fault", messages=["Deadlock & <co>", "Try again."])
    reply = call(centra, "events_GetRequest", "<type>all</type>", endpoint)
    assert reply.http.status_code == 500
    assert reply.fault == "Deadlock & <co> Try again."
    assert reply.body.findtext("faultcode") == "SOAP-ENV:Server"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
@pytest.mark.parametrize("retry_after", [None, 0, 120, "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_status_comes_with_retry_after(centra: Centra, status: int, retry_after: int | str | None) -> None:
    centra.faults.add("status", status=status, retry_after=retry_after)
    answer = post(centra)
    assert answer.status_code == status
    assert answer.headers.get("Retry-After") == (None if retry_after is None else str(retry_after))


@pytest.mark.parametrize("endpoint", ["soap", "navision-soap", "navision-api"])
def test_failure_is_a_result_with_messages(centra: Centra, endpoint: str) -> None:
    centra.faults.add("failure", messages=["No.", "Not & now."])
    assert call(centra, "events_GetRequest", "<type>all</type>", endpoint).body.tag == "events_Get"
    reply = call(centra, "markets_Update", "<markets><market><id>se</id></market></markets>", endpoint)
    assert (reply.http.status_code, reply.success, reply.errors) == (200, False, ["No.", "Not & now."])
    assert centra.objects.get("market", "se") is None
    assert (centra.faults[0].calls, centra.faults[0].fired) == (1, 1)


def test_notices_are_added_to_a_success(centra: Centra) -> None:
    centra.faults.add("notices", messages=["Mind the <gap>."], count=None)
    reply = call(centra, "markets_Update", "<markets><market><id>se</id></market></markets>")
    assert (reply.success, reply.notices) == (True, ["Mind the <gap>."])
    assert centra.objects.get("market", "se") is not None
    own = done(centra, 99)
    assert own.notices == ["There is no event 99.", "Mind the <gap>."]
    assert not done(centra, "x").notices
    assert (centra.faults[0].calls, centra.faults[0].fired) == (3, 2)


def test_content_type_changes_the_content_type_only(centra: Centra) -> None:
    centra.faults.add("content_type", content_type="text/html; charset=iso-8859-1")
    reply = call(centra, "events_GetRequest", "<type>all</type>")
    assert reply.http.headers["Content-Type"] == "text/html; charset=iso-8859-1"
    assert reply.body.tag == "events_Get"


def test_chunked_comes_in_odd_chunks(shop: Centra) -> None:
    shop.place_order()
    whole = parts(exchange(shop, "events_GetRequest", "<type>all</type>"))
    shop.faults.add("chunked", count=2)
    answer = parts(exchange(shop, "events_GetRequest", "<type>all</type>"))
    assert answer.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in answer.headers
    found = chunks(answer.body)
    assert b"".join(found) == whole.body
    assert len({len(chunk) for chunk in found}) > 3
    assert parts(exchange(shop, "events_GetRequest", "<type>all</type>", "1.0")).body == whole.body
    assert (shop.faults[0].calls, shop.faults[0].fired) == (2, 1)


def test_gzip_is_used_only_if_the_client_accepts_it(shop: Centra) -> None:
    shop.place_order()
    whole = parts(exchange(shop, "events_GetRequest", "<type>all</type>"))
    shop.faults.add("gzip", count=None)
    for refused in ({}, {"Accept_Encoding": "identity"}, {"Accept_Encoding": "gzip;q=0, br"}):
        answer = parts(exchange(shop, "events_GetRequest", "<type>all</type>", **refused))
        assert answer.body == whole.body
    assert shop.faults[0].never_fired
    answer = parts(exchange(shop, "events_GetRequest", "<type>all</type>", Accept_Encoding="br, gzip"))
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert gzip.decompress(answer.body) == whole.body
    assert len(poll(shop)) == 2  # requests unpacks it


def test_an_answer_is_sent_in_one_way_only(centra: Centra) -> None:
    for kind in ("chunked", "trickle", "truncate"):
        centra.faults.add(kind)
    answer = parts(exchange(centra, "events_GetRequest", "<type>all</type>"))
    assert len(answer.body) == 100
    assert {state.fault.kind: state.fired for state in centra.faults} == {"chunked": 0, "trickle": 0, "truncate": 1}


def test_faults_of_several_kinds_work_together(centra: Centra) -> None:
    for kind in ("chunked", "gzip", "content_type", "notices"):
        centra.faults.add(kind)
    centra.faults.add("delay", seconds=0, when="after")
    reply = done(centra, centra.emit("loyaltycard"))
    assert reply.notices == ["This fault was set for this call."]
    assert reply.http.headers["Content-Encoding"] == "gzip"
    assert reply.http.headers["Transfer-Encoding"] == "chunked"
    assert [state.fired for state in centra.faults] == [1] * 5
