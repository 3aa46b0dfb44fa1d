"""SQLite as the store uses it: one transaction at a time, and what was changed is on disk when it is answered."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from centra_mock.store.bodies import FUNCTIONS

DRIVER = "sqlite+immediate"
"""What stands for ``sqlite`` in the URL of our engines."""


class ImmediateSQLite(SQLiteDialect_pysqlite):
    """Python's driver would begin transactions when it likes, and not at all for savepoints.

    A dialect of our own rather than listeners to SQLAlchemy's events: with these, each statement costs twice as much.
    """

    driver = "immediate"
    supports_statement_cache = True

    def on_connect(self) -> Callable[[Any], None]:
        prepare = super().on_connect()

        def connect(connection: Any) -> None:
            if prepare is not None:
                prepare(connection)
            connection.isolation_level = None
            try:
                connection.execute("PRAGMA synchronous=FULL").close()
                for name, function in FUNCTIONS.items():
                    connection.create_function(name, 1, function, deterministic=True)
            except sqlite3.Error:
                connection.close()
                raise

        return connect

    def do_begin(self, dbapi_connection: Any) -> None:
        dbapi_connection.execute("BEGIN IMMEDIATE").close()


registry.register("sqlite.immediate", __name__, ImmediateSQLite.__name__)
