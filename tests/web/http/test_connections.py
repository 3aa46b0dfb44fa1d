"""Connections: kept, in order, in bounded numbers; those that stall are closed, and keep no other client out."""

from __future__ import annotations

import logging
import resource
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from centra_mock.web.http.limits import HttpLimits
from centra_mock.web.http.server import HttpServer
from centra_mock.web.http.sockets import affordable_connections
from centra_mock.web.http.workers import Lane
from support.command import Serving
from support.http_server import GET, connect, is_open, read_answer, serving
from support.wire import poll

CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
SOON = 0.05


@pytest.fixture(scope="module")
def server() -> Iterator[HttpServer]:
    with serving() as server:
        yield server


def closes(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def status_of(connection: socket.socket) -> int | None:
    answer = read_answer(connection)
    return None if answer is None else answer.status


def test_a_connection_is_kept(server: HttpServer) -> None:
    with connect(server) as connection:
        for number in range(20):
            connection.sendall(f"GET /{number} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            answer = read_answer(connection)
            assert answer is not None
            assert answer.body == f"GET /{number} a ".encode()
            assert not {"server", "connection", "transfer-encoding"} & answer.headers.keys()
            assert "date" in answer.headers


def test_answers_come_in_the_order_of_their_requests() -> None:
    go_on = threading.Event()

    @Request.application
    def app(request: Request) -> Response:
        assert request.path != "/0" or go_on.wait(30)
        return Response(request.path)

    with serving(app) as server, connect(server) as connection:
        connection.sendall(b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(50)))
        with connect(server) as other:
            assert is_open_at(other, "/other")
        go_on.set()
        for number in range(50):
            answer = read_answer(connection)
            assert answer is not None
            assert answer.body == b"/%d" % number


def is_open_at(connection: socket.socket, path: str) -> bool:
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    return status_of(connection) == 200


def test_a_client_may_ask_whether_to_go_on(server: HttpServer) -> None:
    with connect(server) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        assert status_of(connection) == 100
        connection.sendall(b"<a/>")
        answer = read_answer(connection)
        assert answer is not None
        assert answer.body == b"POST / a <a/>"
        assert is_open(connection)


def test_head_has_no_body_and_leaves_the_connection_in_order() -> None:
    @Request.application
    def app(request: Request) -> Response:
        return Response(iter(["one", "two"])) if request.path == "/stream" else Response("whole")

    with serving(app) as server, connect(server) as connection:
        for path in ("/", "/stream"):
            connection.sendall(f"HEAD {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += connection.recv(1)
            assert b"transfer-encoding" not in head.lower()
        assert is_open_at(connection, "/")


def test_an_answer_without_a_length_keeps_the_connection() -> None:
    @Request.application
    def app(request: Request) -> Response:
        return Response(iter(["one", "two"])) if request.path == "/stream" else Response("whole")

    with serving(app) as server, connect(server) as connection:
        connection.sendall(b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
        received = b""
        while not received.endswith(b"\r\n0\r\n\r\n"):
            received += connection.recv(1)
        assert received.endswith(b"\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
        assert is_open_at(connection, "/")
        connection.sendall(b"GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert b"".join(iter(lambda: connection.recv(100), b"")).endswith(b"\r\n\r\nonetwo")


def test_a_large_body(server: HttpServer) -> None:
    """It is kept in a file until all of it is there."""
    body = b"0123456789abcdef" * 200_000
    with connect(server) as connection:
        for head, sent in (
            (b"Content-Length: %d" % len(body), body),
            (b"Transfer-Encoding: chunked", b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)),
        ):
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n\r\n" + sent)
            answer = read_answer(connection)
            assert answer is not None
            assert answer.body == b"POST / a " + body


def test_a_body_in_many_chunks(server: HttpServer) -> None:
    with connect(server) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b"1\r\na\r\n" * 50_000 + b"0\r\n\r\n")
        answer = read_answer(connection)
        assert answer is not None
        assert answer.body == b"POST / a " + b"a" * 50_000


@pytest.mark.parametrize(
    ("limits", "sent", "status"),
    [
        (HttpLimits(header_seconds=SOON), b"", None),
        (HttpLimits(header_seconds=SOON), b"GET / HTTP/1.1\r\nHos", 408),
        (HttpLimits(header_seconds=SOON), b"GET / HTTP/1.1\r\nHost: a\r\n", 408),
        (HttpLimits(body_seconds=SOON), b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n<a/>", 408),
        (HttpLimits(body_seconds=SOON), CHUNKED + b"5\r\n<a/>", 408),
        (HttpLimits(body_seconds=SOON), CHUNKED + b"5", 408),
        (HttpLimits(idle_seconds=SOON), GET, 200),
    ],
)
def test_a_client_that_stalls_is_hung_up_on(limits: HttpLimits, sent: bytes, status: int | None) -> None:
    with serving(limits=limits) as server, connect(server) as connection:
        connection.sendall(sent)
        assert status_of(connection) == status
        assert closes(connection)


def test_a_header_that_drips_in_has_a_time_in_all() -> None:
    with serving(limits=HttpLimits(header_seconds=SOON)) as server, connect(server) as connection:
        connection.settimeout(SOON / 10)
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        with suppress(BrokenPipeError, ConnectionResetError):
            while True:
                connection.sendall(b"a")
                with suppress(TimeoutError):
                    assert connection.recv(100).startswith(b"HTTP/1.1 408 ")
                    break


def test_a_client_that_reads_nothing_is_hung_up_on() -> None:
    ended = threading.Event()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        start_response("200 OK", [])
        try:
            while True:
                yield b"a" * 1_000_000
        finally:
            ended.set()

    with serving(app, HttpLimits(write_seconds=SOON)) as server, connect(server) as connection:
        connection.sendall(GET)
        assert ended.wait(30)


def test_an_application_that_takes_its_time_is_waited_for() -> None:
    """The times are the client's: what a fault delays may last longer."""
    asked, looked = threading.Event(), threading.Event()

    class Later(HttpServer):
        def maintenance(self, now: float) -> None:
            if asked.is_set():
                super().maintenance(now + 10_000)
                looked.set()

    @Request.application
    def app(request: Request) -> Response:
        asked.set()
        assert looked.wait(30)
        return Response("late")

    server = Later("127.0.0.1", 0, app, limits=HttpLimits(linger_seconds=SOON))
    server.start()
    with connect(server) as connection:
        connection.sendall(GET)
        assert status_of(connection) == 200
    server.stop()


def test_connections_beyond_the_limit_take_the_place_of_the_oldest_that_says_nothing() -> None:
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


def test_a_client_waits_where_all_others_are_answered() -> None:
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
def test_there_are_as_many_connections_as_there_are_descriptors_for(
    monkeypatch: pytest.MonkeyPatch, allowed: int, left: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (allowed, allowed))
    assert affordable_connections(1000) == left


def test_a_process_without_descriptors_makes_room(caplog: pytest.LogCaptureFixture) -> None:
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


def test_thousands_of_connections_without_a_whole_header_keep_nobody_out() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2000
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted + 200, hard), hard))
    try:
        with Serving("--port", "0", "--db", ":memory:") as serving, ExitStack() as opened:
            for _ in range(min(wanted, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 200)):
                connection = opened.enter_context(socket.create_connection(("127.0.0.1", serving.port), timeout=30))
                with suppress(ConnectionError):  # closed in favour of one that came later
                    connection.sendall(b"POST /ams/system/service/module/soap/api HTTP/1.1\r\nHost: a\r\n")
            for _ in range(5):
                assert poll(serving.tenant()) == []
            assert serving.stop() == (0, "")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_one_kind_of_request_does_not_keep_another_out() -> None:
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


def test_an_answer_under_way_says_that_the_server_stops() -> None:
    asked, go_on = threading.Event(), threading.Event()

    @Request.application
    def app(request: Request) -> Response:
        asked.set()
        assert go_on.wait(30)
        return Response("done")

    server = HttpServer("127.0.0.1", 0, app)
    server.start()
    with connect(server) as connection, connect(server) as idle:
        connection.sendall(GET)
        assert asked.wait(30)
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        assert closes(idle)
        go_on.set()
        answer = read_answer(connection)
        assert answer is not None
        assert (answer.body, answer.headers["connection"]) == (b"done", "close")
        assert closes(connection)
        stopping.join(30)
        assert not stopping.is_alive()


def test_it_stops_though_a_request_does_not_end(caplog: pytest.LogCaptureFixture) -> None:
    go_on, ended = threading.Event(), threading.Event()

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        go_on.wait(30)
        start_response("200 OK", [])
        ended.set()
        return [b"too late"]

    server = HttpServer("127.0.0.1", 0, app, limits=HttpLimits(stop_seconds=SOON))
    server.start()
    with connect(server) as connection:
        connection.sendall(GET)
        while not server.active_channels or not any(each.is_busy for each in server.active_channels.values()):
            pass
        server.stop()
        assert closes(connection)
    assert "still under way" in caplog.text
    go_on.set()
    assert ended.wait(30)


def test_an_application_that_fails_takes_nothing_with_it(caplog: pytest.LogCaptureFixture) -> None:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        if environ["PATH_INFO"] == "/late":
            start_response("200 OK", [("Content-Length", "9")])
            yield b"half"
        if environ["PATH_INFO"] != "/again":
            raise ZeroDivisionError
        start_response("200 OK", [("Content-Length", "13")])
        yield b"GET /again a "

    with serving(app) as server:
        with connect(server) as connection:
            connection.sendall(b"GET /early HTTP/1.1\r\nHost: a\r\n\r\n")
            answer = read_answer(connection)
            assert answer is not None
            assert answer.status == 500
            assert b"ZeroDivisionError" not in answer.body
            assert closes(connection)
        with connect(server) as connection:
            connection.sendall(b"GET /late HTTP/1.1\r\nHost: a\r\n\r\n")
            assert b"".join(iter(lambda: connection.recv(100), b"")).endswith(b"\r\n\r\nhalf")
        with connect(server) as connection:
            assert is_open(connection)
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ZeroDivisionError] * 2


def test_lines_of_the_log_are_cut(server: HttpServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with connect(server) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"x" * 10_000 + b"\r\n\r\n")
        assert status_of(connection) == 400
    assert "Content-Length" in caplog.text
    assert max(map(len, caplog.text.splitlines())) < 1000
