"""What is to be mutated, how often and by which seed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from centra_mock.activities.mutation import ADDED, EQUAL, OPTIONAL, OPTIONAL_ADDED
from centra_mock.error_codes import Code
from centra_mock.errors import Refused


@dataclass(frozen=True)
class Mutation:
    """How answers are mutated. ``True`` means every kind, but for the optional ones. Raises ``Refused``."""

    added: bool | Collection[str] = True
    """Add to the answers what a later version of the API might."""
    equal: bool | Collection[str] = False
    """Write the answers in other words that mean the same."""
    rate: float = 0.3
    """How many of the places where something could change do change: from 0, none, to 1, all."""
    seed: int = 0

    def __post_init__(self) -> None:
        if isinstance(self.rate, bool) or not isinstance(self.rate, int | float) or not 0 <= self.rate <= 1:
            raise Refused(Code.OUT_OF_RANGE, f"a number from 0 to 1 is wanted, not {self.rate!r}", "rate")
        if isinstance(self.seed, bool) or not isinstance(self.seed, int):
            raise Refused(Code.INVALID_VALUE, f"a whole number is wanted, not {self.seed!r}", "seed")
        object.__setattr__(self, "added", _kinds("added", self.added, ADDED, OPTIONAL_ADDED))
        object.__setattr__(self, "equal", _kinds("equal", self.equal, EQUAL, OPTIONAL))

    @property
    def added_kinds(self) -> frozenset[str]:
        assert isinstance(self.added, frozenset)
        return self.added

    @property
    def equal_kinds(self) -> frozenset[str]:
        assert isinstance(self.equal, frozenset)
        return self.equal


def _kinds(
    name: str, given: bool | Collection[str], usual: Mapping[str, str], optional: Mapping[str, str]
) -> frozenset[str]:
    if isinstance(given, bool):
        return frozenset(usual if given else ())
    known = {**usual, **optional}
    if isinstance(given, str) or not all(each in known for each in given):
        raise Refused(Code.UNKNOWN_VALUE, f"true, false or a list of {', '.join(known)} is wanted, not {given!r}", name)
    return frozenset(given)
