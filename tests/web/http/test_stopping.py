"""A stopping server finishes pending requests within a time limit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from centra_mock.web.http.limits import HttpLimits
from centra_mock.web.http.server import HttpServer
from support.http_server import GET, closes, connect, read_answer

SOON = 0.05


def test_a_pending_answer_says_that_the_connection_closes() -> None:
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


def test_it_stops_if_a_request_does_not_end(caplog: pytest.LogCaptureFixture) -> None:
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
