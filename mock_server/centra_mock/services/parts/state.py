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
from centra_mock.store.row_checks import checked_rows
from centra_mock.store.snapshot import STATE
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
            unit.rows.replace(checked_rows(_document(data)))


def _lines(unit: UnitOfWork) -> Iterator[str]:
    yield f'{{"format": {json.dumps(FORMAT)}'
    for table in STATE:
        rows = ",\n".join(_write(row) for row in unit.rows.rows(table))
        yield f',\n"{table.name}": [' + (f"\n{rows}\n]" if rows else "]")
    yield "}\n"


def _document(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data)
    except RecursionError:
        raise _invalid("not JSON that can be read: lists and objects are nested too deeply") from None
    except ValueError as error:
        raise _invalid(f"not JSON ({error})") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _invalid(f'its "format" is not "{FORMAT}"')
    return document


def _invalid(why: str) -> Refused:
    return Refused(Code.INVALID_STATE, f"this is not a state of centra-mock: {why}")
