"""Shipping, handling and vouchers: what of an order's costs its shipments and refunds bear."""

from __future__ import annotations

from decimal import Decimal

from centra_mock.domain.merge import insert
from centra_mock.domain.shop import lines
from centra_mock.domain.shop.money import amount, number, round_to_cents, short_amount
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.wire.tree import Element, text
from centra_mock.wire.values import Value, build

SHIPMENT = lines.ORDER.find("shipments/shipment")
SHIPPING, HANDLING, VOUCHER = lines.COSTS
COST = SHIPMENT.find(SHIPPING)
NOTHING = Decimal(0)


def cost(name: str, value: Decimal) -> dict[str, Value]:
    """Return a cost as shipments have it: a subtotal and nothing else (documented)."""
    return {"subtotal": _written(name, value)}


def no_costs() -> dict[str, Value]:
    """Return the costs of a shipment or a refund that has none."""
    return {name: cost(name, NOTHING) for name in lines.COSTS}


def _written(name: str, value: Decimal) -> str:
    return (amount if name == HANDLING else short_amount)(value)


def limit_voucher(order: Element) -> None:
    """Limit a voucher so that an order is never below 0, and one without lines is 0."""
    if order.find("products/product") is None:
        for name in lines.COSTS:
            _set(order, name, NOTHING)
    else:
        below = min(lines.total(order, text(order, "type")), NOTHING)
        _set(order, VOUCHER, number(order, f"{VOUCHER}/subtotal") - below)


def share_costs(order: Element, shipment: Element) -> None:
    """Give a new shipment what of the order's costs no other one bears, so that all of them add up to the order.

    A voucher pays for as much as the shipment comes to; the next one bears the rest.
    """
    for name in lines.COSTS:
        if shipment.find(name) is not None:
            continue
        others = (each for each in order.iterfind("shipments/shipment") if each is not shipment)
        left = number(order, f"{name}/subtotal") - sum(number(each, f"{name}/subtotal") for each in others)
        worth = lines.total(shipment, text(order, "type"))
        share = max(left, NOTHING) if name != VOUCHER else max(min(left, NOTHING), -worth)
        insert(shipment, build(SHIPMENT.by_name[name], cost(name, share)), SHIPMENT)


def check_costs(shipment: Element, where: str) -> None:
    """Raise ``Refused`` where a cost that a client gave has the wrong sign, or takes off more than there is."""
    for name in lines.COSTS:
        value = number(shipment, f"{name}/subtotal")
        if value > 0 if name == VOUCHER else value < 0:
            right = "not above 0, as it is taken off" if name == VOUCHER else "at least 0"
            raise Refused(Code.OUT_OF_RANGE, f"a {name} is {right}, not {value}", f"{where}/{name}/subtotal")
    if (comes_to := number(shipment, "shipmenttotal")) < 0:
        takes = number(shipment, f"{VOUCHER}/subtotal")
        raise Refused(
            Code.AMOUNT_TOO_LARGE,
            f"the shipment comes to {comes_to - takes} without it, so that it takes off at most that, not {-takes}",
            f"{where}/{VOUCHER}/subtotal",
        )


def voucher_share(shipment: Element, refund: Element, kind: str, is_last: bool) -> Decimal:
    """Return what of a shipment's voucher a refund takes back: its part by value; the last one takes what is left."""
    voucher = number(shipment, f"{VOUCHER}/subtotal")
    left = voucher - sum(number(each, f"{VOUCHER}/subtotal") for each in shipment.iterfind("refunds/refund"))
    worth = goods_worth(refund, kind)
    by_value = round_to_cents(voucher * worth / goods_worth(shipment, kind)) if worth else NOTHING
    return max(left if is_last else max(by_value, left), -worth)


def goods_worth(tree: Element, kind: str) -> Decimal:
    """Return what the lines come to, without the costs."""
    return lines.total(tree, kind) - sum(number(tree, f"{name}/subtotal") for name in lines.COSTS)


def _set(tree: Element, name: str, value: Decimal) -> None:
    """Set a cost that is there and not empty."""
    found = tree.find(name)
    if found is not None and len(found):
        lines.set_in(found, "subtotal", _written(name, value), COST)
