"""What happens to an order once it is placed: it is paid, shipped, captured and refunded."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from centra_mock.domain.object_input import Fields
from centra_mock.domain.shop import lines, money, payments, refunds, shipments, stock
from centra_mock.errors import NotFound, Refused
from centra_mock.services.shop.overrides import name_it, override
from centra_mock.services.shop.row_selection import chosen
from centra_mock.services.shop.transaction import ORDER, Desk
from centra_mock.wire.build import Value
from centra_mock.wire.tree import Element, own_id, text

CARRIER = "Mock Parcel"


def pay_order(desk: Desk, order: str, amount: Decimal | int | None) -> None:
    """A customer pays what is due, or an amount of it; what is shipped already is paid first."""
    tree = desk.load(ORDER.name, order)
    due = payments.due(tree)
    value = due if amount is None else money.given(amount, "amount")
    if not 0 < value <= due:
        raise Refused(f'order "{order}": {money.amount(due)} is left to pay, not {money.amount(value)}')
    if not payments.pay(tree, value, desk.date, desk.reference()):
        raise Refused(f'order "{order}": the card refuses to pay {money.amount(value)}')
    _settle(desk, tree)
    desk.save(ORDER, tree)


def ship_order(
    desk: Desk, order: str, orderitems: Mapping[str, int] | None, shipped: bool, capture: bool, fields: Fields | None
) -> str:
    """Put quantities by orderitem, or all that is left, into a new shipment. Returns the shipment's id.

    Where nothing is left and a shipment came with the order, that one goes out.
    """
    tree = desk.load_open_order(order)
    left = shipments.shippable(tree)
    waiting = tree.find("shipments/shipment[shipped='no']")
    if orderitems is None and not left and shipped and waiting is not None:
        shipment = waiting
    else:
        wanted = chosen(desk, f'order "{order}"', orderitems, left, "ship")
        shipment = shipments.ship(tree, desk.new_id("shipment"), wanted, desk.now)
        name_it(desk, "shipment", own_id(shipment), fields, None, shipments.SHIPMENT)
    if shipped:
        lines.set_in(shipment, "shipped", "yes", shipments.SHIPMENT)
        override(desk, shipments.SHIPMENT, shipment, {"carrierinformation": _parcel(desk)})
    if capture:
        payments.capture_shipment(tree, shipment, desk.date)
    _settle(desk, tree)
    override(desk, shipments.SHIPMENT, shipment, fields)
    desk.save(ORDER, tree)
    return desk.shown("shipment", shipment)


def capture_shipment(desk: Desk, order: str, shipment: str) -> bool:
    """Capture what of a shipment is not paid. ``False``, no change and no event where the payment refuses."""
    tree = desk.load(ORDER.name, order)
    found = find_shipment(desk, tree, shipment)
    if text(found, "paid") == "yes":
        raise Refused(f'shipment "{shipment}" of order "{order}" is paid; there is nothing to capture')
    if not payments.capture_shipment(tree, found, desk.date):
        return False
    _settle(desk, tree)
    desk.save(ORDER, tree)
    return True


def refund(
    desk: Desk,
    order: str,
    shipment: str,
    orderitems: Mapping[str, int] | None,
    fields: Fields | None,
    fee: Decimal | int,
    restock: bool,
) -> str:
    """Refund quantities by orderitem, or all that is left of a shipment. Returns the refund's id."""
    tree = desk.load(ORDER.name, order)
    found = find_shipment(desk, tree, shipment)
    where = f'shipment "{shipment}" of order "{order}"'
    if text(found, "shipped") != "yes":
        raise Refused(f"{where} is not shipped, so that nothing of it can come back")
    wanted = chosen(desk, where, orderitems, refunds.refundable(found), "refund")
    made = refunds.refund(tree, found, desk.new_id("refund"), wanted, money.given(fee, "returnfee"), restock)
    worth = refunds.worth(made, text(tree, "type"))
    if worth < 0:
        raise Refused(f"returnfee: {money.amount(Decimal(fee))} is more than the refund comes to; lower it")
    name_it(desk, "refund", own_id(made), fields, None, refunds.REFUND)
    _settle(desk, tree)
    moves = stock.returned(tree, made) if restock else []
    override(desk, refunds.REFUND, made, fields)
    desk.save(ORDER, tree, moves)
    return desk.shown("refund", made)


def _settle(desk: Desk, order: Element) -> None:
    """Bring in line what follows from payments, shipments and refunds."""
    payments.cover_shipments(order)
    payments.pay_back(order, desk.date)
    shipments.complete(order)


def find_shipment(desk: Desk, order: Element, external: str) -> Element:
    there = order.findall("shipments/shipment")
    for shipment in there:
        if desk.shown("shipment", shipment) == external:
            return shipment
    known = ", ".join(desk.shown("shipment", shipment) for shipment in there)
    raise NotFound(f'order "{desk.shown("order", order)}" has no shipment "{external}"; it has {known or "none"}')


def _parcel(desk: Desk) -> dict[str, Value]:
    """Who carries a parcel, with a made-up number to follow it."""
    return {
        "carrier": CARRIER,
        "service": "",
        "tracking": f"MOCK{desk.settings.random.randrange(10**10):010d}",
        "packages": 1,
    }
