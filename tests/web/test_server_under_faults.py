"""The server continues under all faults, clients can retry, and the server stops when asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import requests
import zeep
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from centra_mock import Centra, MockServer
from centra_mock.activities.faults import KINDS
from support.faults import UNANSWERED, post_done, until
from support.wire import HEADERS, envelope, login


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.mark.parametrize("kind", KINDS)
def test_the_server_continues_and_logs_nothing(
    centra: Centra, kind: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO, "centra_mock")
    centra.faults.add(kind, count=3, seconds=0 if "seconds" in KINDS[kind].settings else None)
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
def test_a_client_that_retries_succeeds(centra: Centra, kind: str) -> None:
    centra.faults.add(kind, "events_Get", count=2)
    with requests.Session() as session:
        session.mount("http://", HTTPAdapter(max_retries=Retry(5, allowed_methods=None, backoff_factor=0)))
        data = envelope(f"<events_GetRequest>{login(centra)}<type>all</type></events_GetRequest>").encode()
        if kind == "truncate":
            # The headers were received, so the library does not retry by itself.
            for _ in range(2):
                with pytest.raises(UNANSWERED):
                    session.post(centra.url, data=data, headers=HEADERS, timeout=30)
        assert session.post(centra.url, data=data, headers=HEADERS, timeout=30).status_code == 200
    assert (centra.faults[0].calls, centra.faults[0].fired) == (3, 2)


def test_zeep_sees_the_faults_as_its_own_errors(centra: Centra) -> None:
    with zeep.Client(centra.wsdl_url) as client:  # type: ignore[no-untyped-call]
        arguments = {"login": {"username": centra.login.username, "password": centra.login.password}, "type": "all"}
        centra.faults.add("soap_fault", messages=["Out of order."])
        centra.faults.add("malformed", nth=2)
        centra.faults.add("status", nth=3)
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
        centra = server.centra
        event = centra.emit("loyaltycard")
        centra.faults.add(kind, "events_Done", seconds=3600, **settings)
        answer: Future[requests.Response] = pool.submit(post_done, centra, event)
        until(lambda: centra.faults[0].fired == 1)
    with pytest.raises(UNANSWERED):
        answer.result(30)
