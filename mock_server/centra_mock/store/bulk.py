"""A transaction that writes in bulk: rows are buffered and written together, and frequent reads are answered from
memory.

The classes here are the repositories of the store with buffers. Any other query first writes the buffered rows, clears
the caches and then reads the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from centra_mock.domain.events import QUEUED, Event
from centra_mock.store.bulk_buffer import FLUSH, Buffered, BulkCounters
from centra_mock.store.bulk_conversions import BulkConversions
from centra_mock.store.bulk_objects import BulkObjects
from centra_mock.store.queue import COUNTER, EventRepository
from centra_mock.store.snapshot import TenantRows
from centra_mock.store.unit_of_work import UnitOfWork


class BulkEvents(Buffered, EventRepository):
    """A queue whose new events are written together."""

    def __init__(self, connection: Connection, tenant: str, counters: BulkCounters) -> None:
        self._added: list[Event] = []
        super().__init__(connection, tenant)
        self.counters = counters

    def add(self, event: Event) -> int:
        id = self.counters.take(COUNTER)
        self._added.append(event._replace(id=id, state=QUEUED))
        if len(self._added) >= FLUSH:
            self.flush()
        return id

    def flush(self) -> None:
        added, self._added = self._added, []
        if added:
            with self.reading():
                self._insert(added)


class BulkUnitOfWork(UnitOfWork):
    """A transaction that writes in bulk. A part of it that fails leaves the whole of no use: it has to be undone."""

    def __init__(self, unit: UnitOfWork) -> None:
        connection, tenant = unit.connection, unit.objects.tenant
        super().__init__(connection, tenant, unit.history)
        counters = BulkCounters(connection, tenant)
        self.objects = BulkObjects(connection, tenant, unit.history, counters)
        self.queue = BulkEvents(connection, tenant, counters)
        self.ids = BulkConversions(connection, tenant, counters)
        self._buffers = _BulkTenantRows(connection, tenant, (counters, self.objects, self.queue, self.ids))
        self.rows = self._buffers
        self._failed = False

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Create no savepoint: thousands of them cost more than the work itself. After an error, ``finish`` refuses to
        write."""
        try:
            yield
        except BaseException:
            self._failed = True
            raise

    def finish(self) -> None:
        """Write all that is kept back."""
        if self._failed:
            raise RuntimeError("a part of this bulk work failed, and nothing of it can be kept")
        self._buffers.flush()


class _BulkTenantRows(Buffered, TenantRows):
    """The rows of a tenant. All buffers are flushed before they are read."""

    def __init__(self, connection: Connection, tenant: str, repositories: tuple[Buffered, ...]) -> None:
        self._repositories = repositories
        super().__init__(connection, tenant)

    def flush(self) -> None:
        for repository in self._repositories:
            repository.flush()

    def forget(self) -> None:
        for repository in self._repositories:
            repository.forget()


@contextmanager
def in_bulk(unit: UnitOfWork) -> Iterator[BulkUnitOfWork]:
    """Give the same transaction with bulk repositories. Do not use ``unit`` until the block ends."""
    if isinstance(unit, BulkUnitOfWork):
        yield unit
        return
    bulk = BulkUnitOfWork(unit)
    yield bulk
    bulk.finish()
