"""What can be done with an order: a table of its statuses."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from centra_mock.domain.shop.stores import ARCHIVED, CANCELED, COMPLETED, CONFIRMED, PENDING, PROCESSING


class OrderAction(StrEnum):
    """An action on an order, by the verb that buttons and forms use."""

    CONFIRM = "confirm"
    HOLD = "hold"
    RELEASE = "release"
    PAY = "pay"
    SHIP = "ship"
    CAPTURE = "capture"
    RETURN = "return"
    COMPLETE = "complete"
    CANCEL = "cancel"
    INVOICE = "invoice"
    ARCHIVE = "archive"


_OPEN = frozenset(OrderAction) - {OrderAction.CONFIRM, OrderAction.ARCHIVE}
_CLOSED = _OPEN - {OrderAction.HOLD, OrderAction.SHIP, OrderAction.CANCEL}

POSSIBLE: Mapping[str, frozenset[OrderAction]] = {
    PENDING: _OPEN | {OrderAction.CONFIRM},
    CONFIRMED: _OPEN,
    PROCESSING: _OPEN,
    COMPLETED: _CLOSED | {OrderAction.ARCHIVE},
    ARCHIVED: _CLOSED,
    CANCELED: _CLOSED | {OrderAction.ARCHIVE},
}
"""Status -> what it allows; whether there is something left to do it with is another question.

A pending order is shipped before it is confirmed only where the policy `autoconfirm` confirms orders of its store.
That only completed and canceled orders are archived is assumed.
"""


def allowed(status: str) -> frozenset[OrderAction]:
    """Return what a status allows; of one that is no documented status, what an open order allows."""
    return POSSIBLE.get(status, _OPEN)
