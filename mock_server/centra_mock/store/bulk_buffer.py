"""What rooms that write in bulk share: rows are kept for a while, and nobody sees the database without them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from centra_mock.store.counters import Counters
from centra_mock.store.tenant_connection import TenantConnection

FLUSH = 1000
"""Rows that are kept before they are written together."""


class Buffered(TenantConnection):
    """A room that keeps rows back.

    Whoever takes its connection gets a database in which they are written, and what the room remembers is
    forgotten: a method that is not made for bulk work is right by itself, only slower.
    """

    def __init__(self, connection: Connection, tenant: str, *others: Any) -> None:
        """``others`` is what else the room itself is made of."""
        self.direct = connection
        self._reading = False
        super().__init__(connection, tenant, *others)

    @property
    def connection(self) -> Connection:
        if not self._reading:
            self.flush()
            self.forget()
        return self.direct

    @connection.setter
    def connection(self, connection: Connection) -> None:
        self.direct = connection

    @contextmanager
    def reading(self) -> Iterator[None]:
        """For a question whose answer does not depend on what is kept back."""
        before, self._reading = self._reading, True
        try:
            yield
        finally:
            self._reading = before

    def flush(self) -> None:
        """Write what is kept back."""

    def forget(self) -> None:
        """Remember nothing."""


class BulkCounters(Buffered, Counters):
    """Numbers that are given out in memory."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        super().__init__(connection, tenant)
        self._values: dict[str, int] = {}
        self._before: dict[str, int] = {}
        self._written: dict[str, int] = {}

    def last(self, name: str) -> int:
        if name not in self._values:
            with self.reading():
                self._values[name] = self._written[name] = super().last(name)
            self._before.setdefault(name, self._values[name])
        return self._values[name]

    def take(self, name: str, count: int = 1) -> int:
        first = self.last(name) + 1
        self._values[name] = first + count - 1
        return first

    def is_new(self, name: str, number: int) -> bool:
        """Whether a number was given since the bulk work began, so that nothing older can have it."""
        self.last(name)
        return number > self._before[name]

    def flush(self) -> None:
        changed = {name: value for name, value in self._values.items() if value != self._written[name]}
        with self.reading():
            for name, value in changed.items():
                self.set(name, value)
        self._written.update(changed)

    def forget(self) -> None:
        self._values.clear()
        self._written.clear()
