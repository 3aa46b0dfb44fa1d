"""Texts that are sought among stored ones, which are kept as bytes in UTF-8."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase

from sqlalchemy import ColumnElement, Dialect, Text, cast, false, func

from centra_mock.activities.values import LONGEST_SEARCH
from centra_mock.error_codes import Code
from centra_mock.errors import Refused

_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)


def check_search(sought: str) -> None:
    """Raise ``Refused`` for a text that is too long to look for."""
    if len(sought) > LONGEST_SEARCH:
        raise Refused(Code.OUT_OF_RANGE, f"a text to look for has at most {LONGEST_SEARCH:,} characters")


def holds(dialect: Dialect, column: ColumnElement[bytes], sought: str) -> ColumnElement[bool]:
    """Return the condition that a stored text contains another. Upper and lower case of ASCII letters are equal."""
    if "\0" in sought:
        # No stored text has it, and some databases can't be asked for it.
        return false()
    if dialect.name == "postgresql":
        # In the collation "C" lower() knows ASCII only, and is several times as fast.
        stored = func.convert_from(column, "UTF8").collate("C")
        return func.lower(stored).contains(sought.translate(_SMALL), autoescape=True)
    # SQLite's LIKE takes capitals of ASCII for small letters, and is the fastest that it has.
    return cast(column, Text).contains(sought, autoescape=True)
