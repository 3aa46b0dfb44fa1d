"""A server that handles each request as a script says: it answers, keeps the connection, or closes it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

Answer = Callable[[socket.socket], None]
"""Handles a request that was read. The connection is kept unless this raises ``OSError``."""


def answer(body: bytes = b"{}", status: str = "200 OK", headers: Sequence[str] = (), version: str = "1.1") -> Answer:
    """Answer with JSON and keep the connection."""

    def write(connection: socket.socket) -> None:
        lines = [f"HTTP/{version} {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
        connection.sendall("\r\n".join((*lines, "", "")).encode() + body)

    return write


def hang_up(connection: socket.socket) -> None:
    """Close the connection without an answer."""
    connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError


def then_hang_up(first: Answer) -> Answer:
    """Answer as if the connection were kept, and then close it."""

    def write(connection: socket.socket) -> None:
        first(connection)
        hang_up(connection)

    return write


class ScriptedServer:
    """Handles its n-th request by the n-th part of the script, one connection after the other."""

    def __init__(self, *script: Answer) -> None:
        self._script = list(script)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.connections = 0
        self.has_hung_up = threading.Event()
        self.requests: list[bytes] = []
        """The first lines of the requests."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _serve(self) -> None:
        while self._script:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                connection.settimeout(60)
                self._talk(connection)
            self.has_hung_up.set()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError), connection.makefile("rb") as stream:
            while self._script and (line := stream.readline()):
                length = 0
                while (header := stream.readline()) not in (b"\r\n", b""):
                    name, _, value = header.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                stream.read(length)
                self.requests.append(line.strip())
                self._script.pop(0)(connection)
