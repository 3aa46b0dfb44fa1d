"""All rows of a tenant at once: to save them, to load them, to clear them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, Table, delete, select
from sqlalchemy.exc import SQLAlchemyError

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.store.counters import CONVERSIONS, IS_STATE, Counters
from centra_mock.store.event_counts import EventCounts
from centra_mock.store.schema import changes, conversions, counters, events, exchanges, objects, parts, tallies
from centra_mock.store.statements import tenant_rows
from centra_mock.store.tenant_connection import TenantConnection
from centra_mock.store.transaction import savepoint

STATE: tuple[Table, ...] = (counters, objects, parts, conversions, events)
"""What a tenant is. The journal and the history are what happened to it, and stay out."""

Row = dict[str, Any]


class TenantRows(TenantConnection):
    """Everything of one tenant."""

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table in the order of its key, without the tenant."""
        names = column_names(table)
        return (dict(zip(names, row, strict=True)) for row in self.execute(_rows(table)))

    def replace(self, content: Mapping[str, list[Row]]) -> None:
        """Replace all rows by these, by table. Raises ``Refused``, and changes nothing, if they contradict."""
        try:
            with savepoint(self.connection):
                for table in STATE:
                    self.execute(_clearing(table))
                    self.insert(table, *content.get(table.name, []))
                Counters(self.connection, self.tenant).renew_version(CONVERSIONS)
                # Other objects have these numbers from now on.
                self.delete(changes)
                EventCounts(self.connection, self.tenant).recount()
        except SQLAlchemyError as error:
            raise Refused(Code.INVALID_STATE, "the rows of this state contradict each other") from error

    def clear(self) -> None:
        for table in (*STATE, tallies, exchanges, changes):
            self.delete(table)


def column_names(table: Table) -> list[str]:
    """Return the names of a table's columns without the tenant."""
    return [column.name for column in table.columns if column.name != "tenant"]


def _state_of(table: Table) -> list[ColumnElement[bool]]:
    """Return the conditions for the rows of a table that are part of the state."""
    return [*tenant_rows(table), *(IS_STATE if table is counters else ())]


@cache
def _rows(table: Table) -> Select[Any]:
    columns = (table.c[name] for name in column_names(table))
    return select(*columns).where(*_state_of(table)).order_by(*table.primary_key.columns)


@cache
def _clearing(table: Table) -> Delete:
    return delete(table).where(*_state_of(table))
