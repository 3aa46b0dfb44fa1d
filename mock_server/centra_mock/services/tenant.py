"""One tenant, for the pages and the control API: its Centra, and the read models of what they show besides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from centra_mock.services.centra import Access, Centra
from centra_mock.services.queries import Queries
from centra_mock.services.settings import Settings
from centra_mock.services.transactions import Transactions


class Tenant:
    """A tenant of a server."""

    def __init__(self, transactions: Transactions, access: Access) -> None:
        self._transactions = transactions
        self._access = access
        self.centra = Centra(transactions, access)
        self.queries = Queries(transactions)

    @property
    def settings(self) -> Settings:
        """Return how the tenant runs."""
        return self._transactions.settings

    @contextmanager
    def together(self) -> Iterator[Tenant]:
        """Give this tenant for a block in which everything is one transaction: all of it is stored, or nothing."""
        with self._transactions.bulk() as transactions:
            yield Tenant(transactions, self._access)

    @contextmanager
    def snapshot(self) -> Iterator[Tenant]:
        """Give this tenant for a block in which all that is read is of one moment. Clients wait until it ends."""
        with self._transactions.snapshot() as transactions:
            yield Tenant(transactions, self._access)

    @contextmanager
    def existing_snapshot(self) -> Iterator[Tenant | None]:
        """Give a snapshot, or ``None`` if there is no such tenant: reading it this way does not create it."""
        with self._transactions.existing_snapshot() as transactions:
            yield Tenant(transactions, self._access) if transactions is not None else None
