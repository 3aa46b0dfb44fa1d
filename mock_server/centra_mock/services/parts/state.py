"""``centra.state``: all of a Centra as one file: JSON, one row to a line, in an order of its own.

The same state gives the same bytes, so that files can be compared and kept under version control.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from centra_mock.control_api.state_file import FORMAT
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.services.transactions import Transactions
from centra_mock.store.snapshot import STATE, Row, column_names
from centra_mock.store.unit_of_work import UnitOfWork

_write = json.JSONEncoder(ensure_ascii=False, default=bytes.decode).encode
"""A row as a line; texts in UTF-8 as texts."""


class State:
    """All that a Centra holds: objects, queue, conversion table, the numbers given so far."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @property
    def is_new(self) -> bool:
        """Return whether nothing has happened yet."""
        with self._transactions.read() as unit:
            return unit.is_new()

    def save(self) -> bytes:
        """Return the state as a JSON file."""
        with self._transactions.read() as unit:
            return "".join(_lines(unit)).encode()

    def load(self, data: bytes) -> None:
        """Replace everything by a saved state. Raises ``Refused`` for a file that is none, with nothing changed."""
        with self._transactions.write() as unit:
            unit.rows.replace(_read(data))


def _lines(unit: UnitOfWork) -> Iterator[str]:
    yield f'{{"format": {json.dumps(FORMAT)}'
    for table in STATE:
        rows = ",\n".join(_write(row) for row in unit.rows.rows(table))
        yield f',\n"{table.name}": [' + (f"\n{rows}\n]" if rows else "]")
    yield "}\n"


def _read(data: bytes) -> dict[str, list[Row]]:
    try:
        document = json.loads(data)
    except ValueError as error:
        raise _invalid(f"not JSON ({error})") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _invalid(f'its "format" is not "{FORMAT}"')
    return {table.name: [_row(table, row) for row in _list(document, table.name)] for table in STATE}


def _list(document: dict[str, Any], name: str) -> list[Any]:
    rows = document.get(name)
    if not isinstance(rows, list):
        raise _invalid(f'"{name}" is not a list')
    return rows


def _row(table: Any, row: Any) -> Row:
    names = column_names(table)
    if not isinstance(row, dict) or set(row) != set(names):
        raise _invalid(f'a row of "{table.name}" has not the fields {", ".join(names)}')
    return {name: _value(table, name, row[name]) for name in names}


def _value(table: Any, name: str, value: Any) -> Any:
    python = table.c[name].type.python_type
    if python is bytes and isinstance(value, str):
        return value.encode()
    if (value is None and table.c[name].nullable) or (type(value) is python and python is not bytes):
        return value
    raise _invalid(f'"{name}" of a row of "{table.name}" is {value!r}')


def _invalid(why: str) -> Refused:
    return Refused(Code.INVALID_STATE, f"this is not a state of centra-mock: {why}")
