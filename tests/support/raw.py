"""HTTP over sockets, for answers that libraries do not show unchanged."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from centra_mock import Centra
from support.wire import envelope, login


def request_bytes(centra: Centra, operation: str, inner: str = "", version: str = "1.1", **headers: str) -> bytes:
    """Return an HTTP request that calls an operation."""
    body = envelope(f"<{operation}>{login(centra)}{inner}</{operation}>").encode()
    url = urlsplit(centra.url)
    lines = [
        f"POST {url.path} HTTP/{version}",
        f"Host: {url.netloc}",
        "Content-Type: text/xml; charset=utf-8",
        f"Content-Length: {len(body)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def connect(centra: Centra) -> socket.socket:
    url = urlsplit(centra.url)
    return socket.create_connection((url.hostname, url.port), timeout=30)


def read_all(connection: socket.socket) -> bytes:
    """Read until the other side closes the connection; raise an error after a time-out."""
    received = b""
    while piece := connection.recv(65536):
        received += piece
    return received


def exchange(centra: Centra, operation: str, inner: str = "", version: str = "1.1", **headers: str) -> bytes:
    with connect(centra) as connection:
        connection.sendall(request_bytes(centra, operation, inner, version, Connection="close", **headers))
        return read_all(connection)


@dataclass(frozen=True)
class Parts:
    """An HTTP answer in its parts."""

    status: int
    headers: dict[str, str]
    body: bytes


def parts(answer: bytes) -> Parts:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Parts(int(first.split()[1]), headers, body)


def chunks(body: bytes) -> list[bytes]:
    """Return the chunks of a body in Transfer-Encoding: chunked."""
    found: list[bytes] = []
    while True:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        if length == 0:
            assert rest == b"\r\n"
            return found
        found.append(rest[:length])
        assert rest[length : length + 2] == b"\r\n"
        body = rest[length + 2 :]
