"""The read model of the page *Log*: exchanges without their bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from centra_mock.domain.exchange import Exchange, ExchangeSummary, JournalFilter, JournalSize
from centra_mock.services.transactions import Transactions

_TOGETHER = 20
"""Exchanges that are read together for an export: they are large, and clients get their turn between."""


class JournalQueries:
    """What is shown of the journal."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def summaries(
        self, sought: JournalFilter, after: int = 0, limit: int = 100, before: int | None = None
    ) -> list[ExchangeSummary]:
        """Return exchanges without their bodies, with ids above ``after``, oldest first; or those below ``before``,
        newest first."""
        with self._transactions.read() as unit:
            return unit.journal.summaries(sought, after, limit, before)

    def ids(self, sought: JournalFilter) -> list[int]:
        """Return the ids of all exchanges that a filter finds, newest first."""
        with self._transactions.read() as unit:
            return unit.journal.ids(sought)

    def by_ids(self, ids: Sequence[int]) -> list[ExchangeSummary]:
        """Return exchanges by their ids, newest first, without their bodies; those that are gone are left out."""
        with self._transactions.read() as unit:
            return unit.journal.summaries_by_id(ids)

    def all(self, ids: Sequence[int]) -> Iterator[Exchange]:
        """Yield exchanges by their ids, oldest first; those that are gone are left out."""
        rising = sorted(ids)
        for start in range(0, len(rising), _TOGETHER):
            with self._transactions.read() as unit:
                found = unit.journal.by_ids(rising[start : start + _TOGETHER])
            yield from found

    def volume(self) -> JournalSize:
        """Return how much the journal holds."""
        with self._transactions.read() as unit:
            return unit.journal.volume()
