"""Connections are reused, and answers are sent in order, also after errors."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from centra_mock.web.http.server import HttpServer
from support.http_server import closes, connect, is_open, is_open_at, read_answer, serving, status_of


@pytest.fixture(scope="module")
def server() -> Iterator[HttpServer]:
    with serving() as server:
        yield server


def test_a_connection_is_reused(server: HttpServer) -> None:
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


def test_a_client_may_expect_100_continue(server: HttpServer) -> None:
    with connect(server) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        assert status_of(connection) == 100
        connection.sendall(b"<a/>")
        answer = read_answer(connection)
        assert answer is not None
        assert answer.body == b"POST / a <a/>"
        assert is_open(connection)


def test_head_has_no_body_and_keeps_the_connection() -> None:
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
    """It is kept in a file until it is complete."""
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


def test_a_failing_application_does_not_affect_other_requests(caplog: pytest.LogCaptureFixture) -> None:
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
