"""Refunds: what of a shipment comes back, and what of it is paid back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from centra_mock.domain.merge import insert
from centra_mock.domain.shop import costs, lines
from centra_mock.domain.shop.money import number, short_amount
from centra_mock.wire.tree import Element, element, text
from centra_mock.wire.values import Value, build

REFUND = lines.ORDER.find("shipments/shipment/refunds/refund")
REFUNDED = "completed"
WAITS = "pending"
"""The status of a return of which nothing is paid back or put into stock before it is completed (documented)."""
RETURN = "return"
"""The type of a refund whose goods come back."""
CREDIT = "credit"
"""The type of a refund whose goods stay where they are."""


def refundable(shipment: Element) -> dict[str, Decimal]:
    """Return orderitem -> what of a shipment has not been refunded."""
    left = lines.quantities(shipment.find("products"))
    for refund in shipment.iterfind("refunds/refund"):
        for item, quantity in lines.quantities(refund.find("products")).items():
            left[item] = left.get(item, Decimal(0)) - quantity
    return {item: quantity for item, quantity in left.items() if quantity > 0}


def new_refund(is_return: bool, status: str = REFUNDED) -> dict[str, Value]:
    """Return what every refund says: shipping and handling stay paid."""
    return {
        **costs.no_costs(), "comment": "", "returnfee": "", "status": status,
        "type": RETURN if is_return else CREDIT,
    }  # fmt: skip


def refund(
    order: Element,
    shipment: Element,
    id: int,
    wanted: Mapping[str, Decimal],
    fee: Decimal,
    is_return: bool,
    status: str = REFUNDED,
) -> Element:
    """Add a refund to a shipment. Shipping and handling stay paid; a voucher goes back with what it paid for."""
    kind = text(order, "type")
    products, holder = shipment.find("products"), shipment.find("refunds")
    assert products is not None
    if holder is None:
        holder = element("refunds")
        insert(shipment, holder, lines.ORDER.find("shipments/shipment"))
    is_last = dict(wanted) == refundable(shipment)
    made = build(REFUND, {
        **new_refund(is_return, status), "id": id, "products": {"product": lines.excerpt(products, dict(wanted))},
    })  # fmt: skip
    voucher = costs.voucher_share(shipment, made, kind, is_last)
    if voucher:
        _set_cost(made, costs.VOUCHER, voucher)
    if fee:
        _set_cost(made, "returnfee", -fee)
    holder.append(made)
    return made


def _set_cost(refund: Element, name: str, value: Decimal) -> None:
    place = refund.find(name)
    assert place is not None
    lines.set_in(place, "subtotal", short_amount(value), costs.COST)


def worth(refund: Element, kind: str) -> Decimal:
    """Return what a refund comes to; a fee is negative."""
    return lines.total(refund, kind) + number(refund, "returnfee/subtotal")


def refunded(shipment: Element, kind: str) -> Decimal:
    """Return what all refunds of a shipment come to, but for those that are pending."""
    due = (each for each in shipment.iterfind("refunds/refund") if text(each, "status") != WAITS)
    return sum((worth(refund, kind) for refund in due), Decimal(0))
