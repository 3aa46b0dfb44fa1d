"""The number of connections is limited, and idle or delayed ones do not block other clients."""

from __future__ import annotations

import logging
import resource
import socket
import threading
from contextlib import ExitStack, suppress

import pytest
from werkzeug.wrappers import Request, Response

from centra_mock.web.http.limits import HttpLimits
from centra_mock.web.http.sockets import affordable_connections
from centra_mock.web.http.workers import Lane
from support.command import Serving
from support.http_server import GET, closes, connect, is_open, is_open_at, serving, status_of
from support.wire import poll


def test_a_connection_beyond_the_limit_replaces_the_oldest_idle_one() -> None:
    with serving(limits=HttpLimits(connections=10)) as server, ExitStack() as opened:
        kept = opened.enter_context(connect(server))
        assert is_open(kept)
        silent = [opened.enter_context(connect(server)) for _ in range(30)]
        for connection in silent:
            connection.sendall(b"GET / HTTP/1.1\r\n")
        assert all(closes(connection) for connection in silent[:20])
        with connect(server) as client:
            assert is_open(client)
            assert is_open(client)
        assert is_open(kept)


def test_a_client_waits_while_all_connections_are_in_use() -> None:
    go_on = threading.Event()

    @Request.application
    def app(request: Request) -> Response:
        assert request.path != "/slow" or go_on.wait(30)
        return Response("done")

    with serving(app, HttpLimits(connections=8)) as server, ExitStack() as opened:
        busy = [opened.enter_context(connect(server)) for _ in range(8)]
        for connection in busy:
            connection.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        late = opened.enter_context(connect(server))
        late.sendall(GET)
        go_on.set()
        assert [status_of(connection) for connection in (*busy, late)] == [200] * 9


@pytest.mark.parametrize(("allowed", "left"), [(1024, 720), (1_000_000, 1000), (70, 8)])
def test_the_number_of_connections_is_limited_by_descriptors(
    monkeypatch: pytest.MonkeyPatch, allowed: int, left: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (allowed, allowed))
    assert affordable_connections(1000) == left


def test_a_process_without_descriptors_closes_idle_connections(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with serving() as server, ExitStack() as opened:
        clients = [opened.enter_context(socket.socket()) for _ in range(50)]
        for client in clients:
            client.settimeout(30)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(client.fileno() for client in clients) + 2, hard))
        try:
            for client in clients:
                client.connect(("127.0.0.1", server.port))
            assert is_open(clients[-1])
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert "Cannot accept" in caplog.text


def test_thousands_of_unfinished_headers_do_not_block_other_clients() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2000
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted + 200, hard), hard))
    try:
        with Serving("--port", "0", "--db", ":memory:") as serving, ExitStack() as opened:
            for _ in range(min(wanted, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200)):
                connection = opened.enter_context(socket.create_connection(("127.0.0.1", serving.port), timeout=30))
                with suppress(ConnectionError):  # closed in favour of a later one
                    connection.sendall(b"POST /ams/system/service/module/soap/api HTTP/1.1\r\nHost: a\r\n")
            for _ in range(5):
                assert poll(serving.tenant()) == []
            assert serving.stop() == (0, "")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_one_kind_of_request_does_not_block_another() -> None:
    go_on = threading.Event()

    @Request.application
    def app(request: Request) -> Response:
        assert request.path == "/other" or go_on.wait(60)
        return Response("done")

    others = set(threading.enumerate())
    lanes = {"/call": Lane.CALL, "/wait": Lane.WAIT}
    with serving(app, lane_of=lambda path: lanes.get(path, Lane.OTHER)) as server, ExitStack() as opened:
        opened.callback(go_on.set)
        held = []
        for path, lane in lanes.items():
            for _ in range(lane.value + 10):
                connection = opened.enter_context(connect(server))
                connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                held.append(connection)
        with connect(server) as other:
            assert all(is_open_at(other, "/other") for _ in range(3))
        names = [thread.name for thread in threading.enumerate() if thread not in others]
        for lane in lanes.values():
            assert names.count(f"centra-mock-{lane.name.lower()}") <= lane.value
        go_on.set()
        assert {status_of(connection) for connection in held} == {200}
