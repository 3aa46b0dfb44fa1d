"""One transaction: what a request reads and writes, all of it or nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from centra_mock.clock import Clock, iso_date
from centra_mock.errors import Unavailable
from centra_mock.store.idmap import IdMap
from centra_mock.store.objects import Objects
from centra_mock.store.queue import Queue
from centra_mock.store.schema import metadata, tenants

MEMORY = ":memory:"


class Unit:
    """The open transaction of one request, for one tenant."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self.connection = connection
        self.objects = Objects(connection, tenant)
        self.queue = Queue(connection, tenant)
        self.ids = IdMap(connection, tenant)

    def is_new(self) -> bool:
        """Whether this tenant has given no number yet: nothing has been made in it."""
        return not self.ids.counters.any()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that is undone on its own if it raises."""
        with self.connection.begin_nested(), self.ids.attempt():
            yield


class Store:
    """A database that holds any number of tenants."""

    def __init__(self, database: str, clock: Clock) -> None:
        """``database`` is ``:memory:``, the path of an SQLite file, or a database URL.

        Raises ``Unavailable`` where it cannot be opened.
        """
        self._clock = clock
        # SQLite has one writer: waiting in line here is cheaper than its busy loop.
        self._turn = threading.Lock()
        self._engine = _open(database)
        self._single_writer = self._engine.dialect.name == "sqlite"
        try:
            metadata.create_all(self._engine)
        except SQLAlchemyError as error:
            self.close()
            raise Unavailable(f"Cannot open the database {shown_database(database)}: {_reason(error)}") from error

    @contextmanager
    def begin(self, tenant: str) -> Iterator[Unit]:
        """A transaction: committed at the end of the block, or undone if it raises."""
        if self._single_writer:
            with self._turn, self._begin(tenant) as unit:
                yield unit
        else:
            with self._begin(tenant) as unit:
                yield unit

    @contextmanager
    def _begin(self, tenant: str) -> Iterator[Unit]:
        with self._engine.begin() as connection:
            self._lock(connection, tenant)
            yield Unit(connection, tenant)

    def _lock(self, connection: Connection, tenant: str) -> None:
        """Take the tenant's row, making it if need be: one tenant, one request at a time."""
        mine = select(tenants.c.tenant).where(tenants.c.tenant == tenant).with_for_update()
        if connection.execute(mine).first() is None:
            row = {"tenant": tenant, "created": iso_date(self._clock())}
            try:
                with connection.begin_nested():
                    connection.execute(insert(tenants).values(row))
            except SQLAlchemyError:
                connection.execute(mine)

    def tenants(self) -> list[str]:
        with self._engine.connect() as connection:
            return list(connection.execute(select(tenants.c.tenant).order_by(tenants.c.tenant)).scalars())

    def close(self) -> None:
        self._engine.dispose()


def _open(database: str) -> Engine:
    if database != MEMORY and "://" in database:
        try:
            return _postgres_or_other(database)
        except (SQLAlchemyError, ImportError) as error:
            raise Unavailable(f"Cannot open the database {shown_database(database)}: {_reason(error)}") from error
    if database == MEMORY:
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        _make_folder(Path(database))
        engine = create_engine(f"sqlite:///{database}", connect_args={"timeout": 30})
    _prepare_sqlite(engine)
    return engine


def _postgres_or_other(database: str) -> Engine:
    url = make_url(database)
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return engine


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"Cannot make the folder {path.parent}: {error.strerror}") from error


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection, _record):  # type: ignore[no-untyped-def]
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        # An answer that was given is on disk.
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def shown_database(database: str) -> str:
    """A database as it may be shown: a URL without its password."""
    return make_url(database).render_as_string(hide_password=True) if "://" in database else database


def _reason(error: BaseException) -> str:
    original = getattr(error, "orig", None) or error
    return str(original).strip().splitlines()[0]
