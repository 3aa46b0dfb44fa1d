"""The activities of one tenant, each in a transaction of its own or in the one of ``together()``."""

from __future__ import annotations

from typing import TypeVar

from centra_mock.activities.declaration import Activity
from centra_mock.activities.verbs import Verbs
from centra_mock.services.shop import (
    conversions,
    customers,
    events,
    fulfilment,
    holding,
    invoices,
    objects,
    orders,
    settings,
    time,
)
from centra_mock.services.shop.performing import perform
from centra_mock.services.shop.transaction import ShopTransaction
from centra_mock.services.transactions import Transactions

Result = TypeVar("Result")

MODULES = (conversions, customers, events, fulfilment, holding, invoices, objects, orders, settings, time)
"""Their functions perform the activities."""


class ShopActivities(Verbs):
    """What happens in the shop and in Centra's admin, each with the events that Centra makes."""

    _transactions: Transactions

    def perform(self, activity: Activity[Result]) -> Result:
        """Perform an activity and return its result. Raises ``Refused``, with nothing changed."""
        with self._transactions.write() as unit:
            return perform(ShopTransaction(unit, self._transactions.settings), activity)
