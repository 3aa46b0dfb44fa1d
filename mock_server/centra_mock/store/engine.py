"""Opening a database by a name: a file, ``:memory:`` or a URL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from centra_mock.error_codes import Code
from centra_mock.errors import Unavailable
from centra_mock.store.database_file import create_private
from centra_mock.store.schema_version import prepare
from centra_mock.store.sqlite_dialect import DRIVER

MEMORY = ":memory:"
WAIT = 5
"""Seconds to wait for another process that writes to the same SQLite file."""

PAUSE = 0.01
"""Seconds between one look at it and the next."""

_POSTGRES = {"postgres", "postgresql"}


def open_database(database: str) -> Engine:
    """Return an engine whose database has our tables.

    Raises ``Unavailable`` with a message of one line that holds no password.
    """
    engine: Engine | None = None
    try:
        engine = _engine(database)
        with engine.begin() as connection:
            prepare(connection)
        _write_ahead(engine)
    except (SQLAlchemyError, sqlite3.Error, ImportError, OSError, ValueError, Unavailable) as error:
        if engine is not None:
            engine.dispose()
        code = error.code if isinstance(error, Unavailable) else Code.DATABASE_UNAVAILABLE
        raise Unavailable(code, f"Cannot open the database {shown_database(database)}: {reason_of(error)}") from None
    return engine


def shown_database(database: str) -> str:
    """Return the name of a database without its password."""
    if "://" not in database:
        return database
    try:
        return make_url(database).render_as_string(hide_password=True)
    except (SQLAlchemyError, ValueError):
        scheme, _, rest = database.partition("://")
        return f"{scheme}://***@{rest.rpartition('@')[2]}" if "@" in rest else database


def _engine(database: str) -> Engine:
    if not database.strip():
        raise ValueError("it has no name; write a file, :memory: or a database URL")
    url = _parsed(database) if "://" in database else URL.create("sqlite", database=database)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if url.database in (None, "", MEMORY):
        return create_engine(f"{DRIVER}://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    if "://" not in database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
        create_private(database)
    return create_engine(url.set(drivername=DRIVER), connect_args={"timeout": WAIT})


def _parsed(database: str) -> URL:
    try:
        url = make_url(database)
    except (SQLAlchemyError, ValueError):
        raise ValueError("this is no database URL; one looks like postgresql://user:password@host/name") from None
    return url.set(drivername="postgresql+psycopg") if url.drivername in _POSTGRES else url


def _write_ahead(engine: Engine) -> None:
    """Switch SQLite to write-ahead logging, so that readers do not wait for writers.

    Called after ``prepare``: the file of another program must not be changed.
    """
    if engine.dialect.name != "sqlite":
        return
    until = monotonic() + WAIT
    with closing(engine.raw_connection()) as raw:
        while not _is_ahead(raw.cursor()):
            if monotonic() > until:
                raise OSError("another process has been writing to it for too long")
            sleep(PAUSE)


def _is_ahead(cursor: DBAPICursor) -> bool:
    """Return whether the switch is done. SQLite refuses it, without waiting, while another process writes."""
    try:
        cursor.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def reason_of(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name == "psycopg":
        return "psycopg is not installed: pip install 'psycopg[binary]'"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{error.filename} is not a folder"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    original = getattr(error, "orig", None) or error
    return (str(original).strip() or type(original).__name__).splitlines()[0]
