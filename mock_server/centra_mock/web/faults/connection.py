"""Answers that are none: the connection ends instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from werkzeug.wrappers import Response

from centra_mock.web.http.connection import HttpConnection
from centra_mock.web.http.tasks import CONNECTION


class NoResponse(Response):
    """Nothing is sent."""


class ConnectionClosed(NoResponse):
    """The connection is closed without an answer."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> NoReturn:  # noqa: ARG002 (WSGI)
        raise ConnectionAbortedError("A fault closed the connection.")


class ConnectionReset(NoResponse):
    """The connection is reset: the client's next read or write fails."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> NoReturn:  # noqa: ARG002 (WSGI)
        connection: HttpConnection = environ[CONNECTION]
        connection.reset()


def close_connection(environ: dict[str, Any]) -> None:
    """Close the connection before the end of an answer: what was sent still arrives.

    Raises ``ConnectionAbortedError`` for the server; does nothing where the answer goes over no connection.
    """
    if CONNECTION in environ:
        raise ConnectionAbortedError("A fault closed the connection.")
