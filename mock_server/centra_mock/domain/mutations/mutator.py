"""Mutates one answer after the other."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from random import Random

from centra_mock.domain.mutations.added import InjectedEvent, add, injected_event
from centra_mock.domain.mutations.config import Mutation
from centra_mock.domain.mutations.equal import Rewritten as Rewritten
from centra_mock.domain.mutations.equal import rewrite


@dataclass
class Mutator:
    """A mutation at work on the answers to one client.

    The n-th answer is mutated by (seed, n) alone. Not by its content, which has dates in it, and shall look new
    when the same event is delivered again; and not by the tenant's name, so that a history that is played again
    in a fresh tenant meets the very same mutations.
    """

    mutation: Mutation

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._answers = 0

    def mutate(self, answer: bytes) -> Rewritten:
        """The next answer, mutated."""
        with self._lock:
            self._answers += 1
            number = self._answers
        kinds = self.mutation.added_kinds - {"events"}
        # A chance of its own for each, so that switching one on leaves the other as it was.
        added = add(answer, self._random("added", number), kinds, self.mutation.rate)
        return rewrite(added, self._random("equal", number), self.mutation.equal_kinds, self.mutation.rate)

    def injected_beside(self, event: int) -> InjectedEvent | None:
        """The event of an unknown type that joins a known one, if one does."""
        random = self._random("event", event)
        if "events" not in self.mutation.added_kinds or random.random() >= self.mutation.rate:
            return None
        return injected_event(random)

    def _random(self, purpose: str, number: int) -> Random:
        return Random(f"{self.mutation.seed}/{purpose}/{number}")  # noqa: S311 (to be repeated, not to be secret)
