"""What parts have in common that are lists of something."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar, overload

Row = TypeVar("Row")


class LiveSequence(Generic[Row]):
    """Rows that are read anew each time: ``len``, iteration, indices, slices, and comparison with a list or tuple."""

    __hash__ = None  # type: ignore[assignment]  # what changes can be no key

    @abstractmethod
    def _rows(self) -> Sequence[Row]: ...

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows())

    def __len__(self) -> int:
        return len(self._rows())

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return self._rows()[index]

    def __eq__(self, other: object) -> bool:
        return list(self._rows()) == list(other) if isinstance(other, list | tuple) else self is other

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {list(self._rows())!r}>"
