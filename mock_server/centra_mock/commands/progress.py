"""The progress of long work, shown on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from centra_mock.errors import CentraError

if TYPE_CHECKING:
    from centra_mock.client import Reply


class Batches:
    """A number of things to make, some with each call; if a call fails, the number made so far is reported."""

    def __init__(self, count: int, size: int, doing: str) -> None:
        self._sizes = [min(size, count - start) for start in range(0, count, size)]
        self._count = count
        self._doing = doing

    def __iter__(self) -> Iterator[int]:
        """Yield how many to make with each call."""
        if len(self._sizes) == 1 or not sys.stderr.isatty():
            yield from self._sizes
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task(self._doing, total=self._count)
            for size in self._sizes:
                yield size
                progress.advance(task, size)

    @contextmanager
    def counted(self, replies: list[Reply]) -> Iterator[None]:
        """Print how many were made before a call failed."""
        try:
            yield
        except CentraError as error:
            made = sum(self._sizes[: len(replies)])
            if made:
                raise click.ClickException(f"{made} of {self._count} were made, then: {error}") from None
            raise


@contextmanager
def working(doing: str) -> Iterator[None]:
    """Return a sign of activity for work of unknown length."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{doing} …"):
        yield
