"""Calls into which faults are injected, as a client makes them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import requests

from centra_mock import Centra
from support.wire import HEADERS, envelope, login

UNANSWERED = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def post(centra: Centra, operation: str = "events_GetRequest", inner: str = "<type>all</type>") -> requests.Response:
    data = envelope(f"<{operation}>{login(centra)}{inner}</{operation}>").encode()
    return requests.post(centra.url, data=data, headers=HEADERS, timeout=30)


def post_done(centra: Centra, id: int) -> requests.Response:
    return post(centra, "events_Done", f"<event>{id}</event>")


def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition is true that another thread fulfils."""
    done = threading.Event()
    for _ in range(3000):
        if condition():
            return
        done.wait(0.01)
    raise AssertionError("it did not happen")
