"""Answers that are none: the connection ends instead."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Callable
from typing import Any, NoReturn

from werkzeug.wrappers import Response

_NO_LINGER = struct.pack("ii", 1, 0)


class NoAnswer(Response):
    """Nothing is sent."""


class HangUp(NoAnswer):
    """The connection is closed without an answer."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> NoReturn:  # noqa: ARG002 (WSGI)
        hang_up(environ)
        raise ConnectionAbortedError("A fault closed the connection.")


class Reset(NoAnswer):
    """The connection is reset: the client's next read or write fails."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> NoReturn:  # noqa: ARG002 (WSGI)
        reset(environ)
        raise ConnectionResetError("A fault reset the connection.")


def hang_up(environ: dict[str, Any]) -> None:
    """End a connection for good: what was sent still arrives, and nothing more is read."""
    connection: socket.socket | None = environ.get("werkzeug.socket")
    if connection is not None:
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # The client was faster.


def reset(environ: dict[str, Any]) -> None:
    """Drop a connection with RST, which the system sends when a socket that must not linger is closed.

    The server holds the socket too, and would end it politely first. So a dead one is put in its place, which the
    server finds at its end; where the system cannot do that with sockets (Windows), the polite end has to do.
    """
    connection: socket.socket | None = environ.get("werkzeug.socket")
    if connection is None:
        return
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        mine, other = socket.socketpair()
        other.close()
        with mine:
            os.dup2(mine.fileno(), connection.fileno())
    except OSError:
        hang_up(environ)
