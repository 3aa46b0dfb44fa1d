"""An HTTP server with an application that echoes requests, and functions that read its answers byte by byte."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from centra_mock.web.http.limits import HttpLimits
from centra_mock.web.http.server import HttpServer

GET = b"GET /again HTTP/1.1\r\nHost: a\r\n\r\n"


@Request.application
def echo(request: Request) -> Response:
    """Answer with the parsed request."""
    return Response(f"{request.method} {request.path} {request.host} ".encode() + request.get_data())


@contextmanager
def serving(app: Callable[..., Any] = echo, limits: HttpLimits | None = None, **more: Any) -> Iterator[HttpServer]:
    server = HttpServer("127.0.0.1", 0, app, limits=limits, **more)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def connect(server: HttpServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=30)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def read_answer(connection: socket.socket) -> Answer | None:
    """Read one answer with a length; return ``None`` if the connection is closed."""
    received = b""
    while b"\r\n\r\n" not in received:
        try:
            piece = connection.recv(1)
        except ConnectionResetError:
            piece = b""
        if not piece:
            assert received == b""
            return None
        received += piece
    first, *lines = received.decode("latin-1").strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = b""
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(int(headers["content-length"]) - len(body))
    return Answer(int(first.split()[1]), headers, body)


def is_open(connection: socket.socket) -> bool:
    """Return whether another request on this connection is answered."""
    try:
        connection.sendall(GET)
        answer = read_answer(connection)
    except OSError:
        return False
    assert answer is None or answer.body == b"GET /again a ", answer
    return answer is not None


def is_open_at(connection: socket.socket, path: str) -> bool:
    """Return whether a request for a path is answered."""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    return status_of(connection) == 200


def status_of(connection: socket.socket) -> int | None:
    """Return the status of the next answer; ``None`` if the connection is closed."""
    answer = read_answer(connection)
    return None if answer is None else answer.status


def closes(connection: socket.socket) -> bool:
    """Return whether the server closes the connection without sending a byte."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
