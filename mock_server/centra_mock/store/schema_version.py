"""Which tables a database holds: ours, another version's, another program's, or none yet."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Column, Connection, MetaData, String, Table, func, insert, inspect, select, update

from centra_mock.errors import Unavailable
from centra_mock.store import schema

MARK = Table("centra_mock", MetaData(), Column("layout", String(64), primary_key=True))
"""Says that the tables are ours, and how they are laid out. It alone is not keyed by tenant."""

_MAKING = 0x63656E747261
"""The lock that those who make the tables of one PostgreSQL database take in turn."""


def layout() -> str:
    """A digest of all tables and columns: nobody has to remember to count a version up."""
    columns = [f"{column!r}" for table in schema.metadata.sorted_tables for column in table.columns]
    indexes = sorted(
        f"{index.name} {index.columns.keys()}"
        for table in schema.metadata.sorted_tables
        for index in table.indexes
    )  # fmt: skip
    return sha256("\n".join(columns + indexes).encode()).hexdigest()[:16]


def prepare(connection: Connection) -> None:
    """Make the tables in an empty database. Raises ``Unavailable`` where there are others than ours."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MAKING)))
    there = inspect(connection).get_table_names()
    if not there:
        schema.metadata.create_all(connection)
        MARK.create(connection)
        connection.execute(insert(MARK).values(layout=layout()))
    elif MARK.name not in there:
        some = ", ".join(sorted(there)[:3])
        raise Unavailable(f"it holds another program's tables ({some}); the mock wants a database of its own")
    elif connection.scalar(select(MARK.c.layout)) != layout():
        raise Unavailable("it was made by another version of centra-mock; start with a new one, or remove this one")
    else:
        # A file that may only be read opens all the same, and would fail at the first request.
        connection.execute(update(MARK).values(layout=layout()))
