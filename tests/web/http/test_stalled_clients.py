"""Connections of stalled clients are closed; a slow application is waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from centra_mock.web.http.limits import HttpLimits
from centra_mock.web.http.server import HttpServer
from support.http_server import GET, closes, connect, serving, status_of

CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
SOON = 0.5
"""Seconds: long enough to connect and send a few bytes on a busy machine."""


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
def test_the_connection_of_a_stalled_client_is_closed(limits: HttpLimits, sent: bytes, status: int | None) -> None:
    with serving(limits=limits) as server, connect(server) as connection:
        connection.sendall(sent)
        assert status_of(connection) == status
        assert closes(connection)


def test_a_slow_header_has_a_total_time_limit() -> None:
    with serving(limits=HttpLimits(header_seconds=SOON)) as server, connect(server) as connection:
        connection.settimeout(SOON / 10)
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        with suppress(BrokenPipeError, ConnectionResetError):
            while True:
                connection.sendall(b"a")
                with suppress(TimeoutError):
                    assert connection.recv(100).startswith(b"HTTP/1.1 408 ")
                    break


def test_the_connection_of_a_client_that_reads_nothing_is_closed() -> None:
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


def test_a_slow_application_is_waited_for() -> None:
    """The time limits apply to clients only; a fault may delay an answer for longer."""
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
