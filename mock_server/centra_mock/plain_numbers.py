"""Numbers in files as they were written: ``007`` stays an id, and ``10.50`` an amount."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,17}(?:[eE][-+][0-9]{1,2})?")


class PlainNumber(str):
    """A number as it was written, without quotes: a text that may be taken for a number."""

    __slots__ = ()


def number_of(text: str) -> int | float:
    """Return the number that was written."""
    return int(text) if _INTEGER.fullmatch(text) else float(text)


def as_numbers(value: Any) -> Any:
    """Return values in which each plain number is the number that was written."""
    return _mapped(value, lambda leaf: number_of(leaf) if isinstance(leaf, PlainNumber) else leaf)


def as_texts(value: Any) -> Any:
    """Return values in which each plain number is the text that was written."""
    return _mapped(value, lambda leaf: "".join(leaf) if isinstance(leaf, PlainNumber) else leaf)


def as_plain_numbers(value: Any) -> Any:
    """Return values in which each number is plain again: the way back from ``as_numbers``."""
    is_number = (int, float)
    return _mapped(
        value,
        lambda leaf: PlainNumber(leaf) if isinstance(leaf, is_number) and not isinstance(leaf, bool) else leaf,
    )


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {name: _mapped(each, change) for name, each in value.items()}
    if isinstance(value, list):
        return [_mapped(each, change) for each in value]
    return change(value)


def is_number(text: str) -> bool:
    """Return whether a plain text is a number, and not an id that looks like one."""
    return bool(_INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text))
