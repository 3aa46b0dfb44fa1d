"""What happens to an order once it is placed: it is paid, shipped, captured and refunded."""

from __future__ import annotations

from centra_mock.activities.orders import PayOrder
from centra_mock.activities.shipments import CaptureShipment, CompleteReturn, Refund, ShipOrder
from centra_mock.domain.shop import lines, money, payments, refunds, shipments, stock
from centra_mock.domain.shop.holds import HOLD, WAITING_FOR_PAYMENT, holds, release
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound, Refused
from centra_mock.scalars import YES
from centra_mock.services.shop.holding import refuse_held, save_released
from centra_mock.services.shop.overrides import name_it, override
from centra_mock.services.shop.performing import performs
from centra_mock.services.shop.row_selection import chosen
from centra_mock.services.shop.transaction import ORDER, ShopTransaction
from centra_mock.wire.tree import Element, own_id, text
from centra_mock.wire.values import Value

CARRIER = "Mock Parcel"


@performs(PayOrder)
def pay_order(shop: ShopTransaction, wanted: PayOrder) -> None:
    """Pay what is due, or an amount of it; what is shipped already is paid first.

    An order that waits for its payment is released when all is paid; one on hold is not paid (documented).
    """
    order, amount = wanted.order, wanted.amount
    tree = shop.load(ORDER.name, order)
    refuse_held(tree, order, (HOLD,))
    due = payments.due(tree)
    value = due if amount is None else money.checked_amount(amount, "amount")
    if not 0 < value <= due:
        raise Refused(
            Code.AMOUNT_TOO_LARGE, f"{money.amount(due)} is left to pay, not {money.amount(value)}", f'order "{order}"'
        )
    if not payments.pay(tree, value, shop.date, shop.reference()):
        raise Refused(Code.PAYMENT_REFUSED, f"the card refuses to pay {money.amount(value)}", f'order "{order}"')
    _settle(shop, tree)
    if WAITING_FOR_PAYMENT in holds(tree) and not payments.due(tree):
        release(tree, [WAITING_FOR_PAYMENT])
        save_released(shop, tree)
    else:
        shop.save(ORDER, tree)


@performs(ShipOrder)
def ship_order(shop: ShopTransaction, wanted: ShipOrder) -> str:
    """Put quantities by orderitem, or all that is left, into a new shipment. Return the shipment's id.

    Where nothing is left and a shipment came with the order, that one is sent.
    """
    tree = shop.load_open_order(wanted.order)
    refuse_held(tree, wanted.order)
    if shipments.needs_confirmation(tree, shop.policy.autoconfirm):
        raise Refused(Code.ORDER_NOT_CONFIRMED, "it is pending; confirm it first", f'order "{wanted.order}"')
    left = shipments.shippable(tree)
    waiting = tree.find("shipments/shipment[shipped='no']")
    if wanted.orderitems is None and not left and wanted.shipped and waiting is not None:
        shipment = waiting
    else:
        quantities = chosen(shop, f'order "{wanted.order}"', tree, wanted.orderitems, left, "ship")
        shipment = shipments.ship(tree, shop.new_id("shipment"), quantities, shop.now)
        name_it(shop, "shipment", own_id(shipment), wanted.fields, None, shipments.SHIPMENT)
    is_refused = wanted.capture and not payments.capture_shipment(tree, shipment, shop.date) and payments.is_card(tree)
    if wanted.shipped and not is_refused:
        lines.set_in(shipment, "shipped", YES, shipments.SHIPMENT)
        override(shop, shipments.SHIPMENT, shipment, {"carrierinformation": _parcel(shop)})
    _settle(shop, tree)
    override(shop, shipments.SHIPMENT, shipment, wanted.fields)
    shop.save(ORDER, tree)
    return shop.shown("shipment", shipment)


@performs(CaptureShipment)
def capture_shipment(shop: ShopTransaction, wanted: CaptureShipment) -> bool:
    """Capture what of a shipment is not paid. Return ``False``, with no change and no event, where that is refused."""
    order, shipment = wanted.order, wanted.shipment
    tree = shop.load(ORDER.name, order)
    refuse_held(tree, order, (HOLD,))
    found = find_shipment(shop, tree, shipment)
    if text(found, "paid") == YES:
        return True
    if not payments.capture_shipment(tree, found, shop.date):
        return False
    _settle(shop, tree)
    shop.save(ORDER, tree)
    return True


@performs(Refund)
def refund(shop: ShopTransaction, wanted: Refund) -> str:
    """Refund quantities by orderitem, or all that is left of a shipment. Return the refund's id."""
    order, shipment, fee = wanted.order, wanted.shipment, money.checked_amount(wanted.returnfee, "returnfee")
    tree = shop.load(ORDER.name, order)
    found = find_shipment(shop, tree, shipment)
    where = f'shipment "{shipment}" of order "{order}"'
    if text(found, "shipped") != YES:
        raise Refused(Code.SHIPMENT_NOT_SHIPPED, f"{where} is not shipped, so that nothing of it can come back")
    quantities = chosen(shop, where, found, wanted.orderitems, refunds.refundable(found), "refund")
    waits = wanted.pending or (wanted.fields or {}).get("status") == refunds.WAITS
    status = refunds.WAITS if waits else refunds.REFUNDED
    made = refunds.refund(tree, found, shop.new_id("refund"), quantities, fee, wanted.restock, status)
    worth = refunds.worth(made, text(tree, "type"))
    if worth < 0:
        raise Refused(
            Code.AMOUNT_TOO_LARGE, f"{money.amount(fee)} is more than the refund comes to; lower it", "returnfee"
        )
    name_it(shop, "refund", own_id(made), wanted.fields, None, refunds.REFUND)
    _settle(shop, tree)
    moves = stock.returned_stock(tree, made) if wanted.restock and not waits else []
    override(shop, refunds.REFUND, made, wanted.fields)
    shop.save(ORDER, tree, moves)
    return shop.shown("refund", made)


@performs(CompleteReturn)
def complete_return(shop: ShopTransaction, wanted: CompleteReturn) -> None:
    """Complete a pending return: pay back what of it was paid, and put its goods into stock."""
    tree, where = shop.load(ORDER.name, wanted.order), f'refund "{wanted.refund}"'
    there = {shop.shown("refund", each): each for each in tree.iterfind("shipments/shipment/refunds/refund")}
    found = there.get(wanted.refund)
    if found is None:
        known = ", ".join(there) or "none"
        raise NotFound(Code.UNKNOWN_PART, f'order "{wanted.order}" has no such refund; it has {known}', where)
    if text(found, "status") != refunds.WAITS:
        raise Refused(Code.RETURN_NOT_PENDING, f"it is {text(found, 'status')}, not pending", where)
    lines.set_in(found, "status", refunds.REFUNDED, refunds.REFUND)
    _settle(shop, tree)
    shop.save(ORDER, tree, stock.returned_stock(tree, found) if text(found, "type") == refunds.RETURN else [])


def _settle(shop: ShopTransaction, order: Element) -> None:
    """Bring in line what follows from payments, shipments and refunds."""
    payments.cover_shipments(order)
    payments.pay_back(order, shop.date)
    shipments.settle_status(order)


def find_shipment(shop: ShopTransaction, order: Element, external: str) -> Element:
    """Return the shipment of an order that has this id, or this name by order and appendix."""
    there, shown = order.findall("shipments/shipment"), shop.shown("order", order)
    for shipment in there:
        if shop.shown("shipment", shipment) == external:
            return shipment
    for shipment in there:
        if external in shipments.appendix_names(order, shipment, shown):
            return shipment
    known = ", ".join(shop.shown("shipment", shipment) for shipment in there)
    raise NotFound(
        Code.UNKNOWN_PART,
        f'order "{shop.shown("order", order)}" has no shipment "{external}"; it has {known or "none"}',
    )


def _parcel(shop: ShopTransaction) -> dict[str, Value]:
    """Return who carries a parcel, with a made-up number to follow it."""
    return {
        "carrier": CARRIER,
        "service": "",
        "tracking": f"MOCK{shop.settings.random.randrange(10**10):010d}",
        "packages": 1,
    }
