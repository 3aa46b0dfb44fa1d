"""A request and its row in the journal are one transaction; its outcome is not parsed from the answer."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from random import Random
from uuid import uuid4

import pytest
import requests
from sqlalchemy import event

from centra_mock import Centra, MockServer, Policy
from centra_mock.domain.mutations import Mutation
from centra_mock.store.unit_of_work import Store
from centra_mock.wire.endpoints import CENTRA
from centra_mock.wire.envelope import parse
from support.raw import exchange
from support.wire import HEADERS, call, done, envelope, login, poll, post

LARGE = Random(0).randbytes(400_000).hex()
"""A text that stays large where the journal compresses it."""
"""A text that does not fit into a full database."""


@pytest.fixture
def own_server() -> Iterator[MockServer]:
    with MockServer(scene="demo") as server:
        yield server


def store_of(server: MockServer) -> Store:
    assert server._server is not None
    return server._server.store


def fill_up(server: MockServer) -> None:
    """Simulate a full disk: the database cannot grow."""
    with store_of(server)._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")


def lines_of(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [each for each in caplog.records if each.levelno >= logging.WARNING]


REQUESTS = {
    "a read": "<events_GetRequest>{login}<type>all</type></events_GetRequest>",
    "a read by markets": "<events_GetByMarkets>{login}<type>all</type><markets><market><id>se</id></market></markets>"
    "</events_GetByMarkets>",
    "events done": "<events_Done>{login}<event>1</event></events_Done>",
    "an update": "<markets_Update>{login}<markets><market><id>se</id></market></markets></markets_Update>",
    "an update that fails": "<markets_Update>{login}<markets><market><id/></market></markets></markets_Update>",
    "a misplaced object": "<markets_Update>{login}<market><id>se</id></market></markets_Update>",
    "an unknown type": "<events_GetRequest>{login}<type>nonsense</type></events_GetRequest>",
    "no login": "<events_GetRequest><type>all</type></events_GetRequest>",
    "no operation": "<nonsense/>",
    "no XML": "<",
}


@pytest.mark.parametrize("body", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("failed_object", ["report", "refuse_request"])
def test_a_request_is_one_transaction(own_server: MockServer, body: str, failed_object: str) -> None:
    centra = own_server.centra
    centra.policy = Policy(failed_object=failed_object)  # type: ignore[arg-type]
    poll(centra)
    engine, ended = store_of(own_server)._engine, Counter[str]()
    for name in ("begin", "commit", "rollback"):
        event.listen(engine, name, lambda _connection, name=name: ended.update([name]))
    post(centra.url, envelope(body.format(login=login(centra))).encode())
    assert ended == {"begin": 1, "commit": 1}
    assert len(centra.journal.exchanges()) == 2


@pytest.mark.parametrize("body", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("fault", [None, "status", "notices"])
def test_a_message_is_parsed_once(
    centra: Centra, body: str, fault: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []

    def counted(*arguments):  # type: ignore[no-untyped-def]
        read.append(arguments)
        return parse(*arguments)

    monkeypatch.setattr("centra_mock.soap.message.parse", counted)
    if fault:
        centra.faults.add(fault, count=None)
        centra.mutation = Mutation()
    # What was read before is kept.
    sent = f"{envelope(body.format(login=login(centra)))}<!-- {uuid4()} -->"
    requests.post(centra.url, sent.encode(), headers=HEADERS, timeout=30)
    assert len(read) == 1


def test_the_same_bytes_are_another_request(server: MockServer) -> None:
    first, second = (server.tenant(f"again{uuid4().hex[:8]}") for _ in range(2))
    assert call(first, "markets_Update", "<markets><market><id>other</id></market></markets>").success
    for centra in (first, second):
        assert call(centra, "markets_Update", "<markets><market><id>north</id></market></markets>").success
    assert [entry.internal for entry in second.conversions.entries("market")] == [1]


# Failing writes of the journal


def test_nothing_is_stored_if_the_journal_cannot_be_written(
    own_server: MockServer, caplog: pytest.LogCaptureFixture
) -> None:
    centra = own_server.centra
    fill_up(own_server)
    sent = f"<markets><market><id>new</id></market></markets><!-- {LARGE} -->"
    reply = call(centra, "markets_Update", sent)
    assert reply.body.findtext("faultcode") == "SOAP-ENV:Server"
    assert centra.objects.get("market", "new") is None
    assert centra.journal.exchanges() == []
    (line,) = lines_of(caplog)
    assert "full" in line.getMessage()
    assert line.exc_info is None
    assert call(centra, "markets_Update", "<markets><market><id>new</id></market></markets>").success
    assert centra.objects.get("market", "new") is not None


def test_a_refusal_is_sent_if_the_journal_cannot_be_written(
    own_server: MockServer, caplog: pytest.LogCaptureFixture
) -> None:
    centra = own_server.centra
    fill_up(own_server)
    body = envelope(f"<events_GetRequest><type>{LARGE}</type></events_GetRequest>")
    reply = post(centra.url, body.encode())
    assert reply.fault is not None
    assert "login" in reply.fault
    assert centra.journal.exchanges() == []
    (line,) = lines_of(caplog)
    assert "full" in line.getMessage()


def test_a_mutated_answer_is_sent_if_the_journal_cannot_be_written(
    own_server: MockServer, caplog: pytest.LogCaptureFixture
) -> None:
    centra = own_server.centra
    centra.faults.add("notices", "markets_Update", messages=[LARGE])
    fill_up(own_server)
    reply = call(centra, "markets_Update", "<markets><market><id>new</id></market></markets>")
    assert reply.success
    assert reply.notices == [LARGE]
    assert centra.objects.get("market", "new") is not None
    assert centra.journal.exchanges() == []
    (line,) = lines_of(caplog)
    assert "full" in line.getMessage()


def test_a_request_is_undone_if_its_row_cannot_be_made(centra: Centra, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments):  # type: ignore[no-untyped-def]
        raise RuntimeError("a mistake of the mock's")

    monkeypatch.setattr("centra_mock.services.requests.masked_headers", fails)
    reply = call(centra, "markets_Update", "<markets><market><id>new</id></market></markets>")
    assert reply.body.findtext("faultcode") == "SOAP-ENV:Server"
    assert centra.objects.get("market", "new") is None


def test_an_internal_error_is_in_the_journal_and_the_log(
    centra: Centra, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_arguments):  # type: ignore[no-untyped-def]
        raise RuntimeError("a mistake of the mock's")

    monkeypatch.setattr("centra_mock.services.upsert.store_object", fails)
    call(centra, "markets_Update", "<markets><market><id>new</id></market></markets>")
    (row,) = centra.journal.exchanges()
    assert (row.operation, row.outcome, row.code) == ("markets_Update", "fault", "internal_error")
    (line,) = lines_of(caplog)
    assert line.exc_info is not None


# How requests end


@pytest.mark.parametrize(
    ("operation", "inner", "outcome", "code"),
    [
        ("events_GetRequest", "<type>all</type>", "ok", None),
        ("events_GetRequest", "<type>nonsense</type>", "fault", "unknown_type"),
        ("events_Done", "<event>one</event>", "failure", "invalid_value"),
        ("events_Done", "<event>1</event>", "ok", None),
        ("markets_Update", "<market/>", "failure", "misplaced_element"),
        ("markets_Update", "<markets><market><id/></market></markets>", "failure", "missing_field"),
        ("order_Update", "", "fault", "unknown_operation"),
    ],
)
def test_the_journal_has_the_code_of_the_error(
    shop: Centra, operation: str, inner: str, outcome: str, code: str | None
) -> None:
    call(shop, operation, inner)
    (row,) = shop.journal.exchanges()
    assert (row.outcome, row.code) == (outcome, code)


def test_the_journal_has_the_code_of_unreadable_and_unauthorized_requests(shop: Centra) -> None:
    post(shop.url, b"<", CENTRA)
    post(shop.url, envelope("<events_GetRequest><type>all</type></events_GetRequest>").encode())
    shop.faults.add("soap_fault")
    done(shop, 1)
    rows = [(row.operation, row.outcome, row.code) for row in shop.journal.exchanges()]
    assert rows == [
        (None, "fault", "malformed_xml"),
        ("events_Get", "fault", "login_missing"),
        ("events_Done", "fault", "injected_fault"),
    ]


@pytest.mark.parametrize("fault", ["gzip", "truncate", "malformed", "chunked"])
@pytest.mark.parametrize(
    ("inner", "outcome"), [("<event>1</event>", "ok"), ("<event>one</event>", "failure"), ("<id>1</id>", "failure")]
)
def test_the_outcome_does_not_depend_on_how_the_answer_is_sent(
    shop: Centra, fault: str, inner: str, outcome: str
) -> None:
    shop.faults.add(fault, "events_Done")
    exchange(shop, "events_Done", inner, Accept_Encoding="gzip")
    (row,) = shop.journal.exchanges()
    assert (row.outcome, list(row.faults)) == (outcome, [fault])


def test_the_outcome_does_not_depend_on_the_data_of_events(shop: Centra) -> None:
    shop.emit("loyaltycard", "<card><success>false</success><faultcode>none</faultcode></card>")
    poll(shop)
    assert shop.journal.exchanges()[-1].outcome == "ok"
