"""What a payment plug-in does: authorise when an order is placed, capture when it is shipped."""

from __future__ import annotations

from decimal import Decimal

from centra_mock.domain.shop.lines import ORDER, set_in
from centra_mock.domain.shop.money import amount, number
from centra_mock.wire.build import build
from centra_mock.wire.tree import Element, text

PAYMENTS = ORDER.find("payments")
PAYMENT = PAYMENTS.find("payment")

AUTHORISED = "auth"
CAPTURED = "capture"
INCOMPLETE = "incomplete"
COMPLETE = "completed"


def authorised(order: Element) -> Decimal:
    """What may still be captured."""
    values = {AUTHORISED: Decimal(0), CAPTURED: Decimal(0)}
    for payment in order.iterfind("payments/payment"):
        kind = text(payment, "type")
        if kind in values:
            values[kind] += number(payment, "value")
    return values[AUTHORISED] - values[CAPTURED]


def capture(order: Element, value: Decimal, date: str) -> bool:
    """Take an amount that was authorised. ``False``, and no effect, where it is more than that."""
    payments = order.find("payments")
    if payments is None or value > authorised(order):
        return False
    reference = text(order, "payments/payment/transaction")
    count = len(payments.findall("payment"))
    payments.append(build(PAYMENT, {
        "type": CAPTURED, "paid": "yes", "value": amount(value), "created": date,
        "transaction": f"{reference}-{count}", "document": "",
    }))  # fmt: skip
    total = number(payments, "total") + value
    set_in(payments, "total", amount(total), PAYMENTS)
    if total >= number(order, "ordertotal"):
        set_in(payments, "status", COMPLETE, PAYMENTS)
    return True
