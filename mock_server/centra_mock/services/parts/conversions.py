"""``centra.conversions``: the ID conversion table."""

from __future__ import annotations

from centra_mock.services.parts.rows import LiveSequence
from centra_mock.services.shop.conversions import check_kind
from centra_mock.services.transactions import Transactions
from centra_mock.store.conversions import ConversionRow


class Conversions(LiveSequence[ConversionRow]):
    """The ID conversion table of a Centra, as a list of entries."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def _rows(self) -> list[ConversionRow]:
        return self.entries()

    def entries(self, kind: str | None = None) -> list[ConversionRow]:
        """Return the entries of one kind or of all. Raises ``NotFound`` for a kind that does not exist."""
        if kind is not None:
            check_kind(kind)
        with self._transactions.read() as unit:
            return list(unit.ids.all(kind))

    def external_id(self, kind: str, internal: int) -> str:
        """Return the id that the client sees: the entry's, or else the number."""
        with self._transactions.read() as unit:
            return unit.ids.shown(kind, internal)
