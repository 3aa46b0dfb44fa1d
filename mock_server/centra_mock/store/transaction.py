"""Transactions and savepoints, and what a committed transaction survives."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from sqlalchemy import Connection

from centra_mock.store.prepared import driver_of

_DURABILITY = "durability"
"""Where a connection of SQLite keeps how it is set."""


class Durability(Enum):
    """What a transaction survives once it is committed."""

    DISK = ("FULL", "on")
    """A power failure: it is on disk. That costs a write that waits for the disk."""
    PROCESS = ("NORMAL", "off")
    """The end of the process (with PostgreSQL, of its clients). Those before and after it are not at risk."""

    def __init__(self, sqlite: str, postgresql: str) -> None:
        self.sqlite = sqlite
        self.postgresql = postgresql


@contextmanager
def transaction(connection: Connection, durability: Durability) -> Iterator[None]:
    """Begin a transaction, and commit it at the end of the block, or undo it if that raises."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite and connection.info.get(_DURABILITY) != durability:
        driver_of(connection).execute(f"PRAGMA synchronous={durability.sqlite}")
        connection.info[_DURABILITY] = durability
    with connection.begin():
        if not is_sqlite and durability is not Durability.DISK:
            driver_of(connection).execute(f"SET LOCAL synchronous_commit TO {durability.postgresql}")
        yield


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """Undo what is done in this block, and nothing else, if it raises."""
    driver = driver_of(connection)
    driver.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        driver.execute("ROLLBACK TO SAVEPOINT part")
        driver.execute("RELEASE SAVEPOINT part")
        raise
    driver.execute("RELEASE SAVEPOINT part")
