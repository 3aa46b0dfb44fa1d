"""The activities of one tenant, each in a transaction of its own or in the one of ``together()``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from centra_mock.activities.declaration import Activity
from centra_mock.activities.verbs import Verbs
from centra_mock.services.shop import conversions, customers, events, fulfilment, invoices, objects, orders, time
from centra_mock.services.shop.performing import perform
from centra_mock.services.shop.transaction import ShopTransaction
from centra_mock.services.tenancy import Tenancy

Result = TypeVar("Result")

MODULES = (conversions, customers, events, fulfilment, invoices, objects, orders, time)
"""Their functions perform the activities."""


class ShopActivities(Verbs, Tenancy):
    """What happens in the shop and in Centra's admin, each with the events that Centra makes."""

    def perform(self, activity: Activity[Result]) -> Result:
        """Perform an activity and return its result. Raises ``Refused``, with nothing changed."""
        with self._change() as unit:
            return perform(ShopTransaction(unit, self.settings), activity)

    @contextmanager
    def _window(self) -> Iterator[ShopTransaction]:
        """Give the shop to read from."""
        with self._begin() as unit:
            yield ShopTransaction(unit, self.settings)
