"""What the rooms of the store share: a connection, a tenant, and short ways to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    Row,
    Select,
    Table,
    bindparam,
    select,
)

CHUNK = 500
"""Values in one IN list: below every database's limit."""


class Scoped:
    """A view of one tenant's rows through one open transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self.connection = connection
        self.tenant = tenant

    def of(self, table: Table, **values: Any) -> list[ColumnElement[bool]]:
        """The conditions for this tenant's rows with these values."""
        return [table.c[name] == value for name, value in {"tenant": self.tenant, **values}.items()]

    def look(self, *columns: Column[Any], **values: Any) -> CursorResult[Any]:
        """These columns of this tenant's rows with these values. Statements are built once: building one costs
        more than SQLite takes to answer it."""
        given = {"tenant": self.tenant, **values}
        return self.connection.execute(_looking(columns, tuple(given)), given)

    def scalar(self, query: Select[Any]) -> Any:
        return self.connection.execute(query).scalar()

    def run(self, statement: Executable) -> int:
        """How many rows a change touched."""
        return self.connection.execute(statement).rowcount

    def rows_in(self, query: Select[Any], column: Column[Any], values: Iterable[Any]) -> Iterator[Row[Any]]:
        """The rows of a query whose column is one of many values."""
        wanted = list(values)
        for start in range(0, len(wanted), CHUNK):
            yield from self.connection.execute(query.where(column.in_(wanted[start : start + CHUNK])))


@cache
def _looking(columns: tuple[Column[Any], ...], names: tuple[str, ...]) -> Select[Any]:
    table = columns[0].table
    return select(*columns).where(*(table.c[name] == bindparam(name) for name in names))
