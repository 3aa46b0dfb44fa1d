"""The event stream of a tenant: it reports changes, and ends with the tenant or the server."""

from __future__ import annotations

import requests

from centra_mock import Centra, MockServer
from centra_mock.web.http.workers import Lane
from support.wire import poll


def stream(server: MockServer, tenant: str, seen: int = 0, heard: str | None = None) -> requests.Response:
    url = f"{server.url}/_admin/{tenant}/live?seen={seen}"
    return requests.get(url, headers={"Last-Event-ID": heard}, stream=True, timeout=30)


def test_the_stream_reports_what_happened_since(server: MockServer, centra: Centra) -> None:
    poll(centra)
    with stream(server, centra.name) as live:
        assert live.headers["Content-Type"].startswith("text/event-stream")
        lines = live.iter_lines(chunk_size=1, decode_unicode=True)
        assert next(line for line in lines if line.startswith("id:")) == "id: 1"
        poll(centra)
        assert next(line for line in lines if line.startswith("id:")) == "id: 2"
    with stream(server, centra.name, heard="1") as again:
        lines = again.iter_lines(chunk_size=1, decode_unicode=True)
        assert next(line for line in lines if line.startswith("id:")) == "id: 2"


def test_pages_that_were_left_keep_no_other_from_live_updates(server: MockServer, centra: Centra) -> None:
    poll(centra)
    for _ in range(Lane.WAIT.value + 1):
        with stream(server, centra.name, seen=1) as left:
            assert next(left.iter_lines(chunk_size=1)) == b"retry: 1000"
    poll(centra)
    with stream(server, centra.name, seen=1) as live:
        lines = live.iter_lines(chunk_size=1, decode_unicode=True)
        assert next(line for line in lines if line.startswith("id:")) == "id: 2"


def test_the_stream_ends_with_its_tenant(server: MockServer, centra: Centra) -> None:
    poll(centra)
    with stream(server, centra.name, seen=1) as live:
        assert requests.delete(f"{server.url}/_mock/tenants/{centra.name}", timeout=30).status_code == 204
        assert b"activity" not in live.content
    with stream(server, centra.name) as gone:
        assert gone.status_code == 204


def test_the_stream_ends_with_the_server() -> None:
    with MockServer() as server:
        centra = server.centra
        poll(centra)
        live = stream(server, centra.name, seen=1)
    assert b"activity" not in live.content
    live.close()
