"""Queries on the rows of one tenant, which all repositories share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Executable, Select, Table

from centra_mock.store import prepared
from centra_mock.store.prepared import Rows
from centra_mock.store.statements import AMONG, TENANT, conditions, deleting, inserting, selecting, updating


class TenantConnection:
    """A view of one tenant's rows through one open transaction."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        self.connection = connection
        self.tenant = tenant

    def select(self, *columns: Column[Any], **values: Any) -> Rows:
        """Return columns of this tenant's rows with these values."""
        return self.execute(selecting(columns, tuple(values)), **values)

    def select_among(self, column: Column[Any], among: Iterable[Any], *columns: Column[Any], **values: Any) -> Rows:
        """Return the same for the rows in which ``column`` has one of many values."""
        return self.execute_among(selecting(columns, tuple(values), column), among, **values)

    def update(self, table: Table, to: Mapping[str, Any], **values: Any) -> int:
        """Set columns of this tenant's rows with these values. Returns how many rows there were."""
        return self.execute(updating(table, tuple(values)), **conditions(values), **to).rowcount

    def insert(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Insert rows of this tenant."""
        if rows:
            tenant = {"tenant": self.tenant}
            prepared.run_for_each(self.connection, inserting(table), [{**row, **tenant} for row in rows])

    def delete(self, table: Table, **values: Any) -> int:
        """Delete this tenant's rows with these values. Returns how many there were."""
        return self.execute(deleting(table, tuple(values)), **values).rowcount

    def execute(self, statement: Executable, **values: Any) -> Rows:
        """Run a prepared statement for this tenant with these values, and return its result."""
        return prepared.run(self.connection, statement, {TENANT: self.tenant, **values})

    def execute_among(self, statement: Executable, among: Iterable[Any], **values: Any) -> Rows:
        """Run a prepared statement with one of many values, and return its result."""
        return self.execute(statement, **{AMONG: prepared.many_values(self.connection, list(among))}, **values)

    # For what is asked seldom, or in many ways

    def matching(self, table: Table, **values: Any) -> list[ColumnElement[bool]]:
        """Return the conditions for this tenant's rows with these values, for a query that is not prepared."""
        return [table.c[name] == value for name, value in {"tenant": self.tenant, **values}.items()]

    def scalar(self, query: Select[Any]) -> Any:
        return self.connection.execute(query).scalar()

    def run(self, statement: Executable) -> int:
        """Run a change that is not prepared, and return the number of changed rows."""
        return self.connection.execute(statement).rowcount
