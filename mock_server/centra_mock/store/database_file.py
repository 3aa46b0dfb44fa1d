"""The file of an SQLite database: who may read it, whether it is still there, and whether it is whole."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine

from centra_mock.errors import DatabaseFailed

log = logging.getLogger(__name__)

_OWNER_ONLY = 0o600
"""The mode of a new file: it holds orders, and what clients sent."""


def create_private(path: str) -> None:
    """Create a file that only its owner can read, unless it is there. Raises ``OSError`` where it cannot be."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))


_INTERRUPT_INTERVAL = 0.02
"""Seconds between two attempts to end the search for damage."""


class DatabaseFile:
    """An open file. SQLite itself goes on with a file that has no name any more, and loses all that it writes."""

    def __init__(self, path: str) -> None:
        """Take an open file, and begin to look for damage in it in a thread of its own."""
        self._path = path
        self._opened = os.stat(path)
        self._damage = ""
        self._check: sqlite3.Connection | None = None
        self._is_closed = False
        self._checking = threading.Thread(target=self._look_for_damage, name="centra-mock-quick-check", daemon=True)
        self._checking.start()

    def check(self) -> None:
        """Raise ``DatabaseFailed`` where the file is not the one that was opened."""
        try:
            found = os.stat(self._path)
        except OSError:
            raise DatabaseFailed(f"the file {self._path} is not there any more; start the server again") from None
        if not os.path.samestat(found, self._opened):
            raise DatabaseFailed(f"the file {self._path} was replaced by another one; start the server again")

    def check_damage(self) -> None:
        """Raise ``DatabaseFailed`` where damage was found in the file. What is not damaged can still be read."""
        if self._damage:
            raise DatabaseFailed(self._damage)

    def close(self) -> None:
        """Stop looking for damage. The last connection that closes removes the files beside the database."""
        self._is_closed = True
        while self._checking.is_alive():
            # An interrupt that comes before the query does nothing; afterwards, the connection may be closed.
            with suppress(sqlite3.ProgrammingError):
                if self._check is not None:
                    self._check.interrupt()
            self._checking.join(_INTERRUPT_INTERVAL)

    def _look_for_damage(self) -> None:
        try:
            self._check = sqlite3.connect(f"{Path(self._path).resolve().as_uri()}?mode=ro", uri=True)
        except sqlite3.Error:
            return  # it is gone, or may not be read: the next request says so
        try:
            if not self._is_closed:
                found = str(self._check.execute("PRAGMA quick_check(1)").fetchone()[0])
                if found != "ok":
                    self._report(found)
        except sqlite3.OperationalError:
            pass  # interrupted, or locked: this says nothing about the file
        except sqlite3.DatabaseError as error:
            self._report(str(error))
        finally:
            self._check.close()

    def _report(self, found: str) -> None:
        self._damage = f"the file {self._path} is damaged ({found.splitlines()[-1]}); restore it from a copy"
        log.error("The database failed: %s", self._damage)


def database_file(engine: Engine) -> DatabaseFile | None:
    """Return the file of a database; ``None`` for one that is elsewhere, in memory, or opened by an SQLite URI."""
    path = engine.url.database
    return DatabaseFile(path) if engine.dialect.name == "sqlite" and path and os.path.exists(path) else None
