"""The read model of the page *Conversion*: pages of the ID conversion table."""

from __future__ import annotations

from centra_mock.services.shop.conversions import check_kind
from centra_mock.services.transactions import Transactions
from centra_mock.store.conversions import ConversionRow
from centra_mock.store.text_search import check_search
from centra_mock.wire.tree import UNPRINTABLE


class ConversionQueries:
    """What is shown of the conversion table."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def page(
        self, kind: str | None = None, search: str = "", after: tuple[str, int] | None = None, limit: int = 100
    ) -> list[ConversionRow]:
        """Return entries behind one of them, of a kind, with ``search`` in the client's id or as internal id."""
        if kind is not None:
            check_kind(kind)
        check_search(search)
        if UNPRINTABLE.search(search):
            # No client could have sent it, and some databases can't be asked for it.
            return []
        with self._transactions.read() as unit:
            return unit.ids.page(kind, search, after, limit)
