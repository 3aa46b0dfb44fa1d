"""Read models of one tenant: what the admin's pages and the control API show."""

from __future__ import annotations

from centra_mock.services.queries.conversions import ConversionQueries
from centra_mock.services.queries.journal import JournalQueries
from centra_mock.services.queries.objects import ObjectQueries
from centra_mock.services.queries.queue import QueueQueries
from centra_mock.services.queries.shop import ShopQueries
from centra_mock.services.transactions import Transactions


class Queries:
    """The read models of one tenant."""

    def __init__(self, transactions: Transactions) -> None:
        self.conversions = ConversionQueries(transactions)
        self.journal = JournalQueries(transactions)
        self.objects = ObjectQueries(transactions)
        self.queue = QueueQueries(transactions)
        self.shop = ShopQueries(transactions)
