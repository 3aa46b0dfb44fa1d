"""What a payment plug-in does: authorise when an order is placed, capture when it is shipped, pay back.

What was paid is the sum of the captures and payments; ``total`` is that, less what was paid back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import get_args

from centra_mock.activities.values import Outlook
from centra_mock.clock import iso_date
from centra_mock.domain.merge import insert
from centra_mock.domain.shop import refunds
from centra_mock.domain.shop.lines import ORDER, set_in
from centra_mock.domain.shop.money import amount, number, short_amount
from centra_mock.domain.shop.stores import RETAIL, WHOLESALE
from centra_mock.scalars import flag
from centra_mock.wire.tree import Element, text
from centra_mock.wire.values import Value, build

PAYMENTS = ORDER.find("payments")
PAYMENT = PAYMENTS.find("payment")
SHIPMENT = ORDER.find("shipments/shipment")

AUTHORISED = "auth"
CAPTURED = "capture"
PAID = "payment"
PAID_BACK = "refund"
INCOMPLETE = "incomplete"
COMPLETE = "completed"

INVOICE = "inv"
"""The type of the payments of a wholesale order."""
CARD = "card"
DECLINING = "declining-card"
"""The method of a card that authorises and then refuses every capture."""

OUTLOOKS: Mapping[str, tuple[Outlook, ...]] = {
    RETAIL: get_args(Outlook),
    WHOLESALE: tuple(each for each in get_args(Outlook) if each != "failing"),
}
"""By kind of store: an invoice can't fail. The first is what an order has unless it says."""


def opening(order: Element, kind: str, outlook: Outlook, reference: str, now: datetime) -> None:
    """Add the payments of a new order: a card authorised for the whole amount, or an invoice to come."""
    values: dict[str, Value] = {"total": short_amount(Decimal(0)), "status": INCOMPLETE}
    if kind == WHOLESALE:
        values |= {"type": INVOICE, "method": ""}
    else:
        values |= {"name": "Test card", "type": "cc", "method": DECLINING if outlook == "failing" else CARD}
    insert(order, build(PAYMENTS, values), ORDER)
    total = number(order, "ordertotal")
    if kind != WHOLESALE:
        _add(order, AUTHORISED, total, iso_date(now), reference)
    if outlook == "paid" and total:
        pay(order, total, iso_date(now), reference)


def received(order: Element) -> Decimal:
    """Return all that was ever paid."""
    return _sum(order, CAPTURED) + _sum(order, PAID)


def due(order: Element) -> Decimal:
    """Return what is left to pay."""
    return max(number(order, "ordertotal") - received(order), Decimal(0))


def authorised(order: Element) -> Decimal:
    """Return what may still be captured."""
    return _sum(order, AUTHORISED) - _sum(order, CAPTURED)


def is_card(order: Element) -> bool:
    return order.find(f"payments/payment[type='{AUTHORISED}']") is not None


def pay(order: Element, value: Decimal, date: str, reference: str) -> bool:
    """Book a payment of the customer: captured from a card, or a transfer."""
    if is_card(order):
        return capture(order, value, date)
    _add(order, PAID, value, date, reference)
    return True


def capture(order: Element, value: Decimal, date: str) -> bool:
    """Take an amount that was authorised. ``False``, and no effect, where it is more than that."""
    if order.find("payments") is None or value > authorised(order):
        return False
    if value and text(order, "payments/method") == DECLINING:
        return False
    if value:
        _add(order, CAPTURED, value, date, _next_reference(order))
    return True


def capture_shipment(order: Element, shipment: Element, date: str) -> bool:
    """Capture what of a shipment is not paid. ``False``, and no effect, where that fails."""
    total, before = number(shipment, "shipmenttotal"), number(shipment, "paidtotal")
    if total > before and not capture(order, total - before, date):
        return False
    _set_paid(shipment, max(total, before))
    return True


def pay_shipment(order: Element, shipment: Element, date: str) -> None:
    """Book a transfer of what of a shipment is not paid."""
    total, before = number(shipment, "shipmenttotal"), number(shipment, "paidtotal")
    if total > before:
        _add(order, PAID, total - before, date, _next_reference(order))
    _set_paid(shipment, max(total, before))


def cover_shipments(order: Element) -> None:
    """Count what was paid for the order as a whole towards its shipments, the oldest first."""
    shipments = order.findall("shipments/shipment")
    left = received(order) - sum(number(shipment, "paidtotal") for shipment in shipments)
    for shipment in shipments:
        before = number(shipment, "paidtotal")
        used = min(max(left, Decimal(0)), max(number(shipment, "shipmenttotal") - before, Decimal(0)))
        left -= used
        if used or not number(shipment, "shipmenttotal"):
            _set_paid(shipment, before + used)


def pay_back(order: Element, date: str) -> None:
    """Pay back what of the refunds has been paid and was not paid back yet."""
    shipments = order.iterfind("shipments/shipment")
    owed = sum(
        (min(number(each, "paidtotal"), refunds.refunded(each, text(order, "type"))) for each in shipments), Decimal(0)
    ) - _sum(order, PAID_BACK)
    if owed > 0 and order.find("payments") is not None:
        _add(order, PAID_BACK, owed, date, _next_reference(order))


def _set_paid(shipment: Element, value: Decimal) -> None:
    set_in(shipment, "paidtotal", amount(value), SHIPMENT)
    set_in(shipment, "paid", flag(value >= number(shipment, "shipmenttotal")), SHIPMENT)


def _sum(order: Element, type: str) -> Decimal:
    found = (number(each, "value") for each in order.iterfind("payments/payment") if text(each, "type") == type)
    return sum(found, Decimal(0))


def _next_reference(order: Element) -> str:
    """Return the provider's number of a transaction that follows from the first: the next ones."""
    first = text(order, "payments/payment/transaction")
    place = len(order.findall("payments/payment"))
    if first.isascii() and first.isdecimal():
        return str(int(first) + place)
    return f"{first or text(order, 'ordernumber')}-{place}"


def _add(order: Element, type: str, value: Decimal, date: str, transaction: str) -> None:
    payments = order.find("payments")
    if payments is None:  # an admin's order need not have them
        payments = build(PAYMENTS, {"total": "0", "status": INCOMPLETE})
        insert(order, payments, ORDER)
    payments.append(build(PAYMENT, {
        "type": type, "value": short_amount(value), "created": date, "transaction": transaction,
    }))  # fmt: skip
    set_in(payments, "total", short_amount(received(order) - _sum(order, PAID_BACK)), PAYMENTS)
    if type in (CAPTURED, PAID) and not due(order):
        set_in(payments, "status", COMPLETE, PAYMENTS)
