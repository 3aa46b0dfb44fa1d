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
    """A mutation, applied to the answers to one client.

    The n-th answer is mutated by (seed, n) alone. It does not depend on its content, which holds dates and is to look
    different when an event is delivered again; nor on the tenant's name, so that a history which is played again in
    another tenant gets the same mutations.
    """

    mutation: Mutation

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._answers = 0

    def mutate(self, answer: bytes) -> Rewritten:
        """Return the next answer, mutated."""
        with self._lock:
            self._answers += 1
            number = self._answers
        kinds = self.mutation.added_kinds - {"events"}
        # A chance of its own for each, so that switching one on leaves the other as it was.
        added = add(answer, self._random("added", number), kinds, self.mutation.rate)
        return rewrite(added, self._random("equal", number), self.mutation.equal_kinds, self.mutation.rate)

    def injected_beside(self, event: int) -> InjectedEvent | None:
        """Return the event of an unknown type that is injected beside a known one, or ``None``."""
        random = self._random("event", event)
        if "events" not in self.mutation.added_kinds or random.random() >= self.mutation.rate:
            return None
        return injected_event(random)

    def _random(self, purpose: str, number: int) -> Random:
        return Random(f"{self.mutation.seed}/{purpose}/{number}")  # noqa: S311 (to be repeated, not to be secret)
