"""One transaction: what a request reads and writes, all of it or nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, delete, func, insert, outerjoin, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError

from centra_mock.clock import Clock, iso_date
from centra_mock.domain.events import QUEUED
from centra_mock.error_codes import Code
from centra_mock.errors import DatabaseFailed, Unavailable
from centra_mock.store.conversions import ConversionRepository
from centra_mock.store.database_file import database_file
from centra_mock.store.engine import MEMORY as MEMORY
from centra_mock.store.engine import open_database, reason_of
from centra_mock.store.history import HistoryRepository, Origin
from centra_mock.store.journal import JournalRepository
from centra_mock.store.objects import ObjectRepository
from centra_mock.store.prepared import run
from centra_mock.store.queue import EventRepository
from centra_mock.store.schema import tallies, tenants
from centra_mock.store.snapshot import TenantRows
from centra_mock.store.statements import TENANT, selecting
from centra_mock.store.transaction import Durability, savepoint, transaction

_LOCK = selecting((tenants.c.tenant,)).with_for_update()

_MISTAKES = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
"""Errors of the database that are a mistake of ours. All others are the database's: a full disk, a lost connection."""


class UnitOfWork:
    """The open transaction of one request, for one tenant."""

    def __init__(self, connection: Connection, tenant: str, history: HistoryRepository) -> None:
        self.connection = connection
        self.history = history
        self.objects = ObjectRepository(connection, tenant, history)
        self.queue = EventRepository(connection, tenant)
        self.ids = ConversionRepository(connection, tenant)
        self.journal = JournalRepository(connection, tenant)
        self.rows = TenantRows(connection, tenant)
        self.cache: dict[tuple[str, int], Any] = {}
        """What was made of objects that are only looked at."""
        self.is_changed = False
        """Whether anything was changed, so that the tenant is notified."""

    def is_new(self) -> bool:
        """Return whether this tenant has given no number yet: nothing has been made in it."""
        return not self.ids.counters.any()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Begin a savepoint: if the block raises, its changes alone are undone."""
        with (
            savepoint(self.connection),
            self.ids.discard_on_error(),
            self.objects.discard_on_error(),
            self.history.discard_on_error(),
        ):
            yield


class Store:
    """A database that holds any number of tenants."""

    def __init__(self, database: str, clock: Clock) -> None:
        """Open a database: ``:memory:``, the path of an SQLite file, or a database URL.

        Raises ``Unavailable`` if it cannot be opened.
        """
        self._clock = clock
        self._engine = open_database(database)
        self._file = database_file(self._engine)
        self._closed = False
        self._single_writer = self._engine.dialect.name == "sqlite"
        self._turns: dict[str, threading.Lock] = {}

    @property
    def kind(self) -> str:
        """Return the name of the database system, for display."""
        dialect = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        where = ", in memory" if self._single_writer and not self._engine.url.database else ""
        return dialect.get(self._engine.dialect.name, self._engine.dialect.name) + where

    @contextmanager
    def begin(
        self, tenant: str, origin: Origin | None = None, durability: Durability = Durability.DISK
    ) -> Iterator[UnitOfWork]:
        """Begin a transaction. It is committed at the end of the block, or undone if the block raises.

        The tenant is created if it does not exist. The history names ``origin`` for the changes.
        """
        with self._transaction(tenant, durability) as connection:
            if not self._lock(connection, tenant):
                self._make(connection, tenant)
            yield self._unit(connection, tenant, origin)

    @contextmanager
    def begin_existing(self, tenant: str) -> Iterator[UnitOfWork | None]:
        """Begin a transaction that reads an existing tenant; give ``None`` if it does not exist."""
        with self._transaction(tenant) as connection:
            yield self._unit(connection, tenant) if self._lock(connection, tenant) else None

    def check(self) -> None:
        """Raise ``DatabaseFailed`` where the database does not answer, or is known to be damaged."""
        self.tenants()
        if self._file is not None:
            self._file.check_damage()

    def tenants(self) -> list[str]:
        with self._transaction("") as connection:
            return list(connection.execute(select(tenants.c.tenant).order_by(tenants.c.tenant)).scalars())

    def queue_lengths(self) -> dict[str, int]:
        """Return the number of queued events by tenant."""
        mine = (tallies.c.tenant == tenants.c.tenant) & (tallies.c.state == QUEUED)
        length = func.coalesce(func.sum(tallies.c.events), 0)
        query = select(tenants.c.tenant, length).select_from(outerjoin(tenants, tallies, mine))
        with self._transaction("") as connection:
            rows = connection.execute(query.group_by(tenants.c.tenant).order_by(tenants.c.tenant))
            return {tenant: int(events) for tenant, events in rows}

    def drop(self, tenant: str) -> bool:
        """Delete a tenant; ``False`` if there was none."""
        with self._transaction(tenant) as connection:
            TenantRows(connection, tenant).clear()
            return connection.execute(delete(tenants).where(tenants.c.tenant == tenant)).rowcount > 0

    def close(self) -> None:
        self._closed = True
        if self._file is not None:
            self._file.close()
        self._engine.dispose()

    @contextmanager
    def _transaction(self, tenant: str, durability: Durability = Durability.DISK) -> Iterator[Connection]:
        # Who would have to wait in the database waits here: SQLite's busy loop is unfair, and
        # elsewhere one busy tenant would hold all connections of the pool.
        turn = self._turns.setdefault("" if self._single_writer else tenant, threading.Lock())
        with turn:
            if self._closed:
                raise Unavailable(Code.SERVER_STOPPED, "The server was stopped, and its database is closed.")
            if self._file is not None:
                self._file.check()
            try:
                with self._engine.connect() as connection, transaction(connection, durability):
                    yield connection
            except DBAPIError as error:
                if isinstance(error, _MISTAKES):
                    raise
                raise DatabaseFailed(reason_of(error)) from error

    def _unit(self, connection: Connection, tenant: str, origin: Origin | None = None) -> UnitOfWork:
        return UnitOfWork(connection, tenant, HistoryRepository(connection, tenant, origin or Origin(self._clock)))

    def _lock(self, connection: Connection, tenant: str) -> bool:
        """Take the tenant's row, if there is one: one tenant, one request at a time, over all processes."""
        return run(connection, _LOCK, {TENANT: tenant}).first() is not None

    def _make(self, connection: Connection, tenant: str) -> None:
        row = {"tenant": tenant, "created": iso_date(self._clock())}
        try:
            with connection.begin_nested():
                connection.execute(insert(tenants), row)
        except IntegrityError:
            # Another process was first.
            self._lock(connection, tenant)
