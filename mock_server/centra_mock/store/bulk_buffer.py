"""The buffer that all bulk repositories share. Buffered rows are written before the database is read."""

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
    """A repository that buffers rows.

    Using its connection flushes the buffer and clears the caches. So a method that is not overridden for bulk work
    gives the right result, only slower.
    """

    def __init__(self, connection: Connection, tenant: str, *others: Any) -> None:
        """Store the connection. ``others`` are further arguments of the repository's constructor."""
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
        """Allow reads that do not depend on buffered rows: within the block, the connection does not flush."""
        before, self._reading = self._reading, True
        try:
            yield
        finally:
            self._reading = before

    def flush(self) -> None:
        """Write what is kept back."""

    def forget(self) -> None:
        """Clear the caches."""


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
        """Return whether a number was given since the bulk work began, so that no older row can have it."""
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
