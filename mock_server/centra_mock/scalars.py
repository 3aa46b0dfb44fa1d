"""Words and numbers as texts: yes and no, true and false, switches, and the whole numbers that a database keeps."""

from __future__ import annotations

from collections.abc import Mapping

YES, NO = "yes", "no"
"""What a flag says on the wire."""

TRUE, FALSE = "true", "false"
"""What a boolean says on the wire."""

SWITCHES: Mapping[str, bool] = {"on": True, TRUE: True, YES: True, "off": False, FALSE: False, NO: False}
"""What people write for a setting that is on or off, in small letters."""

LARGEST = 2**63 - 1
"""The largest whole number that a database keeps."""

_DIGITS = len(str(LARGEST))


def flag(value: bool) -> str:
    """Return the word of a flag."""
    return YES if value else NO


def boolean(value: bool) -> str:
    """Return the word of a boolean."""
    return TRUE if value else FALSE


def whole_number(text: str, largest: int = LARGEST) -> int | None:
    """Return the whole number from 0 to ``largest`` that a text writes in ASCII digits, or ``None``."""
    # The length is looked at first: it takes seconds to make a number of a million digits.
    if len(text) > _DIGITS or not (text.isascii() and text.isdigit()):
        return None
    return number if (number := int(text)) <= largest else None
