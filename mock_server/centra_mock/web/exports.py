"""Tables as files, written while they are read: however long they are, little of them is in memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from itertools import chain, islice
from typing import Any

import msgspec

_TOGETHER = 500
"""Rows that are written together."""

_FORMULA = tuple("=+-@＝＋－＠")
"""What a formula begins with, also behind blanks: spreadsheets take full-width signs for the others."""

_BREAKS = ("\t", "\r", "\n")
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\0\u200b\ufeff"


def csv_lines(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield a table as CSV with a header line. Texts that a spreadsheet would run as a formula get a leading quote."""
    lines = chain([list(names)], ([_cell(row[name]) for name in names] for row in rows))
    while some := list(islice(lines, _TOGETHER)):
        written = StringIO(newline="")
        csv.writer(written).writerows(some)
        yield written.getvalue().encode("utf-8", "replace")


def json_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield a JSON array, one row per line."""
    lines = (msgspec.json.encode(row) for row in rows)
    yield b"["
    before = b"\n"
    while some := list(islice(lines, _TOGETHER)):
        yield before + b",\n".join(some)
        before = b",\n"
    yield b"\n]\n"


def _cell(value: Any) -> Any:
    is_formula = isinstance(value, str) and (value[:1] in _BREAKS or value.lstrip(_BLANKS).startswith(_FORMULA))
    return f"'{value}" if is_formula else value
