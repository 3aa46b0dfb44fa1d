"""What keeps an order from the API until it is released: a hold, or a payment that it waits for."""

from __future__ import annotations

from collections.abc import Iterable

from centra_mock.domain.shop.stores import ARCHIVED
from centra_mock.scalars import YES
from centra_mock.wire.tree import Element, text

HOLD = "hold"
WAITING_FOR_PAYMENT = "waiting_for_payment"
HOLDS = {HOLD: "is on hold", WAITING_FOR_PAYMENT: "waits for its payment"}
"""The flags, and the words for them. Each is an attribute of the stored order, which no client sends or reads."""


def holds(order: Element) -> list[str]:
    """Return the flags that an order has; none for one that the API is given, or for another object."""
    return [name for name in HOLDS if order.get(name) == YES]


def is_withheld(order: Element, archived_orders: str) -> bool:
    """Return whether the API is not given an order; ``archived_orders`` is the policy of that name.

    An order that is held is not given, nor is an archived one where the plug-in of the API says so (documented).
    """
    return bool(holds(order)) or (archived_orders == "withhold" and text(order, "status") == ARCHIVED)


def hold(order: Element, name: str) -> None:
    """Set a flag of an order."""
    order.set(name, YES)


def release(order: Element, names: Iterable[str] = tuple(HOLDS)) -> None:
    """Clear flags of an order."""
    for name in names:
        if name in order.attrib:
            del order.attrib[name]


def reason(order: Element) -> str:
    """Return why an order is kept from the API, as the end of a sentence; empty where it is not."""
    return " and ".join(HOLDS[name] for name in holds(order))
