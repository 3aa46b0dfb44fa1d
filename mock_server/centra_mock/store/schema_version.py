"""Which tables a database holds: ours, another version's, another program's, or none yet."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, func, insert, inspect, select, text, update
from sqlalchemy.schema import CreateColumn

from centra_mock.error_codes import Code
from centra_mock.errors import Unavailable
from centra_mock.store import schema

MARK = Table("centra_mock", MetaData(), Column("layout", String(64), primary_key=True))
"""The table that identifies a database of the mock and its schema. It is the only one without a tenant."""

_MAKING = 0x63656E747261
"""The key of the PostgreSQL advisory lock that processes hold while they create the tables."""


@cache
def layout(lacking: tuple[Column[Any], ...] = ()) -> str:
    """Return a digest of all tables and columns, or of those of a version that lacks some of the columns."""
    columns = [
        f"{column!r}"
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if column not in set(lacking)
    ]
    indexes = sorted(
        f"{index.name} {index.columns.keys()}"
        for table in schema.metadata.sorted_tables
        for index in table.indexes
    )  # fmt: skip
    return sha256("\n".join(columns + indexes).encode()).hexdigest()[:16]


def prepare(connection: Connection) -> None:
    """Make the tables in an empty database, or bring those of an earlier version up to date.

    Raises ``Unavailable`` where there are others than ours.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MAKING)))
    there = inspect(connection).get_table_names()
    if not there:
        schema.create_tables(connection)
        MARK.create(connection)
        connection.execute(insert(MARK).values(layout=layout()))
    elif MARK.name not in there:
        some = ", ".join(sorted(there)[:3])
        raise Unavailable(
            Code.FOREIGN_DATABASE, f"it holds another program's tables ({some}); the mock wants a database of its own"
        )
    else:
        _bring_up_to_date(connection)
        # A file that may only be read opens all the same, and would fail at the first request.
        connection.execute(update(MARK).values(layout=layout()))


def _bring_up_to_date(connection: Connection) -> None:
    """Add the columns that an earlier version did not have. Raises ``Unavailable`` for any other version."""
    found = connection.scalar(select(MARK.c.layout))
    last = range(len(schema.ADDED), -1, -1)
    missing = next((schema.ADDED[start:] for start in last if layout(schema.ADDED[start:]) == found), None)
    if missing is None:
        raise Unavailable(
            Code.FOREIGN_DATABASE,
            "it was made by another version of centra-mock; start with a new one, or remove this one",
        )
    for column in missing:
        definition = CreateColumn(column).compile(connection)
        connection.execute(text(f"ALTER TABLE {column.table.name} ADD COLUMN {definition}"))
