"""The rows of a saved state, each value checked: a row that the mock could not have stored is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from lxml import etree
from sqlalchemy import Column, Integer, Table

from centra_mock.clock import EVENT_DATE
from centra_mock.domain.events import DELETE, STATES, UPDATE
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.scalars import LARGEST
from centra_mock.store.queue import COUNTER
from centra_mock.store.schema import counters, events, objects
from centra_mock.store.snapshot import STATE, Row, column_names
from centra_mock.suggestions import choices
from centra_mock.validation_errors import shortened
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import from_stored

_LARGEST_COUNTER = LARGEST // 2
"""The largest last number, so that there are always numbers left to give."""

_LARGEST_INTEGER = 2**31 - 1


def checked_rows(document: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Return the rows of a saved state by table. Raises ``Refused`` with the place of the first wrong value."""
    content = {str(table.name): _rows(table, document.get(table.name)) for table in STATE}
    _check_counters(content)
    return content


def _rows(table: Table, rows: Any) -> list[Row]:
    if not isinstance(rows, list):
        raise _invalid(f'"{table.name}" is not a list', str(table.name))
    names = column_names(table)
    columns = [(name, table.c[name], _CHECKS.get((table.name, name))) for name in names]
    return [_row(row, names, columns, f"{table.name}[{number}]") for number, row in enumerate(rows)]


def _row(row: Any, names: Sequence[str], columns: Sequence[_Checked], place: str) -> Row:
    if not isinstance(row, dict) or set(row) != set(names):
        raise _invalid(f"the row has not the fields {', '.join(names)}", place)
    return {name: _value(column, check, row[name], f"{place}.{name}") for name, column, check in columns}


def _value(column: Column[Any], check: _Check | None, value: Any, place: str) -> Any:
    if value is None and column.nullable:
        return None
    if column.type.python_type is int:
        problem = _number(column, value) if type(value) is int else "a whole number"
    else:
        problem = _text(column, value) if type(value) is str else "a text"
    if problem := problem or (check(value) if check else None):
        raise _wrong(value, problem, place)
    return value.encode() if column.type.python_type is bytes else value


def _number(column: Column[Any], value: int) -> str | None:
    largest = _LARGEST_INTEGER if type(column.type) is Integer else LARGEST
    return None if 0 <= value <= largest else f"a number from 0 to {largest}"


def _text(column: Column[Any], value: str) -> str | None:
    if "\0" in value or not _is_unicode(value):
        return "a text without null characters and halves of surrogate pairs"
    longest = getattr(column.type, "length", None)
    return f"a text of at most {longest} characters" if longest and len(value) > longest else None


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _one_of(known: Sequence[str]) -> _Check:
    return lambda value: None if value in known else choices(value, known)


def _date(value: str) -> str | None:
    try:
        written = datetime.strptime(value, EVENT_DATE).strftime(EVENT_DATE)
    except ValueError:
        written = ""
    return None if written == value else "a date such as 2019-03-27 12:52:20"


def _data(value: str) -> str | None:
    """Check what stands in an event: nothing, or any elements."""
    return _document(f"<data>{value}</data>")


def _document(value: str) -> str | None:
    try:
        from_stored(value.encode())
    except etree.XMLSyntaxError as error:
        return f"well-formed XML ({error.msg})"
    return None


def _counter(value: int) -> str | None:
    return None if value <= _LARGEST_COUNTER else f"a number from 0 to {_LARGEST_COUNTER}"


_Check = Callable[[Any], str | None]
"""Returns what would be right, or ``None`` for a value that is."""
_Checked = tuple[str, Column[Any], _Check | None]

_TYPES = tuple(OBJECTS)
_CHECKS: Mapping[tuple[str, str], _Check] = {
    (counters.name, "value"): _counter,
    (objects.name, "type"): _one_of(_TYPES),
    (objects.name, "xml"): _document,
    (events.name, "state"): _one_of(STATES),
    (events.name, "object_type"): _one_of(_TYPES),
    (events.name, "mission"): _one_of((UPDATE, DELETE)),
    (events.name, "date"): _date,
    (events.name, "xml"): _data,
}
"""What a value must be beside what its column can hold."""

_NUMBERED = {"objects": ("type", "id"), "parts": ("kind", "id"), "conversions": ("kind", "internal")}
"""Which columns of a table name a counter, and a number that it gave."""


def _check_counters(content: Mapping[str, list[Row]]) -> None:
    """Raise ``Refused`` where a counter stands below a number that is used: it would be given again."""
    used = {COUNTER: max((row["id"] for row in content[events.name]), default=0)}
    for table, (kind, number) in _NUMBERED.items():
        for row in content[table]:
            used[row[kind]] = max(used.get(row[kind], 0), row[number])
    last = {row["name"]: (place, row["value"]) for place, row in enumerate(content[counters.name])}
    for name, most in used.items():
        place, value = last.get(name, (None, 0))
        if value < most:
            where = str(counters.name) if place is None else f"{counters.name}[{place}].value"
            raise _invalid(f"the last number of {name!r} is {value}, but {most} is used", where)


def _wrong(value: object, expected: str, place: str) -> Refused:
    return _invalid(f"{shortened(repr(value))} is not right; write {expected}", place)


def _invalid(why: str, place: str) -> Refused:
    return Refused(Code.INVALID_STATE, why, place)
