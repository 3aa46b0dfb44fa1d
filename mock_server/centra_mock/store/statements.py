"""Statements, each built once: to build one costs more than SQLite takes to run it.

What a condition asks for is bound when the statement runs, under its column's name. Statements that set columns take
their values by these names, so that their conditions have ``of_`` in front; the tenant's has it everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from centra_mock.store.prepared import OneOfMany

TENANT = "of_tenant"
"""The name of the tenant's value."""

AMONG = "among"
"""The name of the values that a column may have."""

Columns = tuple[Column[Any], ...]
Names = tuple[str, ...]


def tenant_rows(table: Table, *names: str) -> list[ColumnElement[bool]]:
    """Return the conditions for a tenant's rows in which the named columns have the given values."""
    return [table.c.tenant == bindparam(TENANT), *(table.c[name] == bindparam(name) for name in names)]


def one_of_many(column: Column[Any]) -> ColumnElement[bool]:
    """Return the condition for the rows in which a column has one of many values."""
    return OneOfMany(column, AMONG)


def conditions(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the conditions of a statement that sets columns, under their prefixed names."""
    return {f"of_{name}": value for name, value in values.items()}


@cache
def selecting(columns: Columns, names: Names = (), among: Column[Any] | None = None) -> Select[Any]:
    """Return a query of columns, with conditions on the named columns, and on one of many values of ``among``."""
    query = select(*columns).where(*tenant_rows(columns[0].table, *names))
    return query if among is None else query.where(one_of_many(among))


@cache
def updating(table: Table, names: Names = (), among: Column[Any] | None = None) -> Update:
    """Return an update with the same conditions. Values beside those of the conditions are set."""
    change = update(table).where(*tenant_rows(table), *(table.c[name] == bindparam(f"of_{name}") for name in names))
    return change if among is None else change.where(one_of_many(among))


@cache
def deleting(table: Table, names: Names = (), among: Column[Any] | None = None) -> Delete:
    """Return a deletion with the same conditions."""
    drop = delete(table).where(*tenant_rows(table, *names))
    return drop if among is None else drop.where(one_of_many(among))


@cache
def inserting(table: Table) -> Insert:
    """Return an insertion. Its columns are those of the given rows."""
    return insert(table)
