"""Prepared statements: SQLAlchemy writes them once for each kind of database, and the database's driver runs them.

To execute a statement through SQLAlchemy costs about ten times what SQLite needs to answer it. The statements that
every request runs are therefore compiled once, and run on the driver's connection within SQLAlchemy's transaction.
"""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Dialect, Executable, Select, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]

_row_type: Any = namedtuple


class OneOfMany(ColumnElement[bool]):
    """The condition that a column has one of many values, which are bound together under one name."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.values: BindParameter[Any] = bindparam(name)


@compiles(OneOfMany, "sqlite")
def _among_json(condition: OneOfMany, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in (condition.column, condition.values))
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608


@compiles(OneOfMany, "postgresql")
def _among_array(condition: OneOfMany, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(part, **options) for part in (condition.column, condition.values))
    return f"{column} = ANY({values})"


def many_values(connection: Connection, values: Sequence[Any]) -> Any:
    """Return values as ``OneOfMany`` binds them."""
    return json.dumps(values, ensure_ascii=False) if connection.dialect.name == "sqlite" else list(values)


class Rows:
    """The answer to a statement: rows whose columns have names, read from the driver as they are asked for."""

    def __init__(self, cursor: Any, make: Callable[[Iterable[Any]], Any]) -> None:
        self._cursor = cursor
        self._make = make

    def __iter__(self) -> Iterator[Any]:
        return map(self._make, self._cursor)

    def first(self) -> Any:
        """Return the first row, or ``None``."""
        row = self._cursor.fetchone()
        self._cursor.close()
        return None if row is None else self._make(row)

    def scalar(self) -> Any:
        """Return the first column of the first row, or ``None``."""
        row = self.first()
        return None if row is None else row[0]

    def scalars(self) -> list[Any]:
        """Return the first column of all rows."""
        return [row[0] for row in self._cursor]

    @property
    def rowcount(self) -> int:
        """Return how many rows were changed."""
        count: int = self._cursor.rowcount
        return count


class Prepared:
    """A statement as a kind of database runs it."""

    def __init__(self, statement: Executable, dialect: Dialect, names: Iterable[str]) -> None:
        """Store a statement. ``names`` are those of all its values: an update sets the columns among them."""
        compiled: Any = statement.compile(dialect=dialect, column_keys=sorted(names))  # type: ignore[attr-defined]
        self.sql = str(compiled)
        self._values: dict[str, Any] = compiled.params
        self._order: Sequence[str] | None = compiled.positiontup
        columns = [column.key for column in statement.selected_columns] if isinstance(statement, Select) else []
        # The names of a query are data: a type is made for each.
        self.make: Callable[[Iterable[Any]], Any] = _row_type("Row", columns, rename=True)._make

    def bound(self, values: Values) -> Any:
        """Return values in the form and order in which the driver takes them."""
        if self._values.keys() - values.keys():
            values = {**self._values, **values}
        return values if self._order is None else [values[name] for name in self._order]


def run(connection: Connection, statement: Executable, values: Values) -> Rows:
    """Run a statement that is built once for the whole program. Raises the same exceptions as SQLAlchemy."""
    prepared = _prepared(statement, _kind(connection), tuple(values))
    try:
        return Rows(driver_of(connection).execute(prepared.sql, prepared.bound(values)), prepared.make)
    except Exception as error:
        raise _as_sqlalchemy(error, connection.dialect) from error


def run_for_each(connection: Connection, statement: Executable, rows: Sequence[Values]) -> None:
    """Run a statement once for each row of values. All rows have the same names."""
    prepared = _prepared(statement, _kind(connection), tuple(rows[0]))
    try:
        driver_of(connection).cursor().executemany(prepared.sql, [prepared.bound(row) for row in rows])
    except Exception as error:
        raise _as_sqlalchemy(error, connection.dialect) from error


@lru_cache(maxsize=1000)
def _prepared(statement: Executable, dialect: Callable[[], Dialect], names: tuple[str, ...]) -> Prepared:
    return Prepared(statement, dialect(), names)


def _kind(connection: Connection) -> Callable[[], Dialect]:
    """Return the kind of the database, for which statements are compiled once."""
    kind: type[Dialect] = type(connection.dialect)
    return kind


def driver_of(connection: Connection) -> Any:
    """Return the driver's connection."""
    return connection.connection.dbapi_connection


def _as_sqlalchemy(error: Exception, dialect: Dialect) -> Exception:
    """Return an error of the driver as SQLAlchemy raises it, and any other as it is."""
    driver: Any = dialect.loaded_dbapi
    if not isinstance(error, driver.Error):
        return error
    translated: Exception = DBAPIError.instance(None, None, error, driver.Error, dialect=dialect)
    return translated
