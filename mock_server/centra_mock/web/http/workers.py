"""Threads that serve requests: as many as are needed, up to a limit."""

from __future__ import annotations

import threading
from enum import Enum
from queue import Empty, SimpleQueue
from typing import Protocol

from centra_mock.web.http.limits import log

_IDLE = 10.0
"""Seconds after which a thread without work ends."""


class Lane(Enum):
    """Kinds of requests, each with threads of its own, so that one kind can't keep the others out.

    The value is the largest number of threads.
    """

    CALL = 128
    """A client's call: a fault may hold it for hours."""
    WAIT = 64
    """A request that waits for something to happen: long polls and event streams."""
    OTHER = 32


class Servable(Protocol):
    def service(self) -> None: ...


class Workers:
    """The threads of one lane."""

    def __init__(self, name: str, limit: int) -> None:
        self._name = name
        self._limit = limit
        self._queue: SimpleQueue[Servable | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads: set[threading.Thread] = set()
        self.pending = 0
        """Tasks that wait or are being served."""
        self._is_stopped = False

    def add(self, task: Servable) -> None:
        """Serve a task on another thread, once one is free."""
        with self._lock:
            self.pending += 1
            if len(self._threads) < min(self.pending, self._limit):
                thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._threads.add(thread)
                thread.start()
        self._queue.put(task)

    def stop(self) -> tuple[threading.Thread, ...]:
        """End the threads that have nothing to do. Returns those that may still be at work."""
        with self._lock:
            self._is_stopped = True
            threads = tuple(self._threads)
        for _ in threads:
            self._queue.put(None)
        return threads

    def _work(self) -> None:
        while (task := self._next()) is not None:
            try:
                task.service()
            except Exception:
                log.exception("A request could not be served")
            finally:
                with self._lock:
                    self.pending -= 1

    def _next(self) -> Servable | None:
        """Return the next task, or ``None`` where the thread is to end."""
        while True:
            try:
                task = self._queue.get(timeout=_IDLE)
            except Empty:
                task = None
            with self._lock:
                if task is None and (self._is_stopped or self.pending < len(self._threads)):
                    self._threads.discard(threading.current_thread())
                    return None
            if task is not None:
                return task
