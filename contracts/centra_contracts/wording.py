"""Numbers as English words, for the sentences of reports."""

from __future__ import annotations

_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def times(number: int) -> str:
    """Return how often something happened: ``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def ordinal(number: int) -> str:
    """Return the place of something in a row: ``1st``, ``2nd``, ``11th``."""
    return f"{number}{'th' if 10 < number % 100 < 14 else _ENDINGS.get(number % 10, 'th')}"
