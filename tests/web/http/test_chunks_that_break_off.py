"""A client that announces a chunk and closes the connection does not crash the server."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from support.command import Serving
from support.raw import read_all
from support.wire import poll


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    """Run a server in another process, because these requests could crash the process."""
    with Serving("--port", "0", "--db", ":memory:") as serving:
        yield serving


@pytest.mark.parametrize("size", [b"50000", b"400000", b"7fffffff", b"f" * 16])
@pytest.mark.parametrize(
    ("path", "type", "status"),
    [("/ams/system/service/module/soap/api", "text/xml", 500), ("/_mock/ams/events", "application/json", 400)],
)
def test_an_unfinished_chunk_does_not_crash_the_server(
    serving: Serving, path: str, type: str, status: int, size: bytes
) -> None:
    headers = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", serving.port), timeout=30) as connection:
        connection.sendall(headers.encode() + size + b"\r\n<a/>")
        connection.shutdown(socket.SHUT_WR)
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"breaks off" in answer
    assert serving.process.poll() is None
    assert poll(serving.tenant()) == []
