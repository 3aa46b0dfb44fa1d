"""How many there are of something, where counting them all may take long."""

from __future__ import annotations

from typing import NamedTuple


class Counted(NamedTuple):
    """How many there are, or at least are.

    >>> f"{Counted(12_000)} and {Counted(10_000, is_all=False)}"
    '12,000 and at least 10,000'
    """

    number: int
    is_all: bool = True

    @classmethod
    def up_to(cls, most: int, found: int) -> Counted:
        """What to say where counting stopped behind ``most``."""
        return cls(min(found, most), found <= most)

    def __str__(self) -> str:
        return f"{self.number:,}" if self.is_all else f"at least {self.number:,}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)
