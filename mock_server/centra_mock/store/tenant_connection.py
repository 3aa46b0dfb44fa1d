"""What the rooms of the store share: a connection, a tenant, and short ways to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, CursorResult, Executable, Row, Select, Table, insert

from centra_mock.store.statements import AMONG, TENANT, conditions, deleting, selecting, updating

Rows = CursorResult[*tuple[Any, ...]]

CHUNK = 500
"""Values in one IN list: below every database's limit."""


class Scoped:
    """A view of one tenant's rows through one open transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self.connection = connection
        self.tenant = tenant

    def look(self, *columns: Column[Any], **values: Any) -> Rows:
        """These columns of this tenant's rows with these values."""
        return self.ask(selecting(columns, tuple(values)), **values)

    def look_among(
        self, column: Column[Any], among: Iterable[Any], *columns: Column[Any], **values: Any
    ) -> Iterator[Row[Any]]:
        """The same for the rows that have one of many values in ``column``."""
        return self.rows_among(selecting(columns, tuple(values), column), among, **values)

    def update(self, table: Table, to: Mapping[str, Any], **values: Any) -> int:
        """Set columns of this tenant's rows with these values. Returns how many rows there were."""
        return self.ask(updating(table, tuple(values)), **conditions(values), **to).rowcount

    def insert(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Insert rows of this tenant."""
        if rows:
            self.connection.execute(insert(table), [{**row, "tenant": self.tenant} for row in rows])

    def delete(self, table: Table, **values: Any) -> int:
        """Delete this tenant's rows with these values. Returns how many there were."""
        return self.ask(deleting(table, tuple(values)), **values).rowcount

    def ask(self, statement: Executable, **values: Any) -> Rows:
        """The answer to a statement that was built before, for this tenant and with these values."""
        return self.connection.execute(statement, {TENANT: self.tenant, **values})

    def ask_among(self, statement: Executable, among: Iterable[Any], **values: Any) -> list[Rows]:
        """The answers to one that asks for any of many values, so many at a time as a database takes."""
        wanted = list(among)
        parts = (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))
        return [self.ask(statement, **{AMONG: part}, **values) for part in parts]

    def rows_among(self, statement: Executable, among: Iterable[Any], **values: Any) -> Iterator[Row[Any]]:
        """The rows of these answers."""
        return chain.from_iterable(self.ask_among(statement, among, **values))

    # For what is asked seldom, or in many ways

    def of(self, table: Table, **values: Any) -> list[ColumnElement[bool]]:
        """The conditions for this tenant's rows with these values."""
        return [table.c[name] == value for name, value in {"tenant": self.tenant, **values}.items()]

    def scalar(self, query: Select[Any]) -> Any:
        return self.connection.execute(query).scalar()

    def run(self, statement: Executable) -> int:
        """How many rows a change touched."""
        return self.connection.execute(statement).rowcount
