"""A client that is a function is killed wherever it is, also where Python ignores exceptions."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from centra_contracts.clients.callables import RunningThread
from centra_contracts.clients.connection import ConnectionSettings

NOWHERE = cast(ConnectionSettings, None)
PATIENCE = 30
"""Seconds."""


class Destroyed:
    def __init__(self, at_work: Callable[[], None]) -> None:
        self._at_work = at_work

    def __del__(self) -> None:
        self._at_work()


@contextmanager
def in_the_collector(at_work: Callable[[], None]) -> Iterator[None]:
    def callback(phase: str, _info: dict[str, Any]) -> None:
        if phase == "start" and threading.current_thread().name == "client":
            at_work()

    gc.callbacks.append(callback)
    try:
        yield
    finally:
        gc.callbacks.remove(callback)


@pytest.mark.parametrize("place", ["its own code", "a destructor", "a callback of the collector"])
def test_a_client_is_killed(place: str) -> None:
    is_at_work, ended = threading.Event(), threading.Event()

    def at_work() -> None:
        is_at_work.set()
        ended.wait(PATIENCE)
        for _ in range(1000):
            pass  # here the exception strikes

    def poll(_connection: ConnectionSettings) -> None:
        if place == "its own code":
            at_work()
        elif place == "a destructor":
            Destroyed(at_work)
        else:
            with in_the_collector(at_work):
                gc.collect()
        while True:
            pass  # to be killed, at the latest here

    running = RunningThread(poll, NOWHERE)
    assert is_at_work.wait(PATIENCE)
    running.kill()
    ended.set()
    assert running.wait(PATIENCE)
    assert running.outcome("killed").exit_code is None
