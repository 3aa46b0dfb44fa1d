"""What pages of several kinds need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Row = TypeVar("Row")


def page_of(rows: Sequence[Row], size: int) -> tuple[list[Row], bool]:
    """The rows of one page, and whether there are more; who asks for one row more than a page has knows."""
    return list(rows[:size]), len(rows) > size
