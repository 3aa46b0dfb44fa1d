"""Orders: made in Centra; a client locks, changes the status, cancels, ships, captures and refunds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from centra_mock.domain.merge import insert, would_change
from centra_mock.domain.rules import shipments
from centra_mock.domain.rules.base import Change, Rule, one_of
from centra_mock.domain.shop import bundles, costs, lines
from centra_mock.domain.shop.allocation import given_back
from centra_mock.domain.shop.money import amount, number, plain
from centra_mock.domain.shop.shipments import drop_waiting, is_complete, shipped_quantities
from centra_mock.domain.shop.stock import StockMove
from centra_mock.domain.shop.stores import CANCELED, COMPLETED, RETAIL, STATUSES, WHOLESALE
from centra_mock.errors import Refused
from centra_mock.wire.tree import Element, element, text

CENTRAS_OWN = (
    "ordernumber", "type", "store", "ordertotal", "created", "payments", "products", *lines.CURRENCY, *lines.COSTS,
)  # fmt: skip
"""What only Centra changes; assumed from what the documentation lets a client change."""

NAMING_ROWS = ("cancelled", "shipments/shipment/products", "shipments/shipment/refunds/refund/products")


def _drop_size_ids(sent: Element, _: list[str]) -> None:
    """An orderitem says which row is meant; a size's id alone could be in several size tables."""
    for path in NAMING_ROWS:
        for row in sent.findall(f"{path}/product/sizes/size"):
            for id in row.findall("id"):
                row.remove(id)


def _before(change: Change) -> None:
    if change.is_new:
        raise Refused("there is no such order; orders are made in Centra, and a client changes those it was shown")
    one_of(change.sent, "status", STATUSES.get(text(change.tree, "type"), STATUSES[RETAIL]))
    if text(change.tree, "status") == CANCELED and change.sent.findtext("status", CANCELED) != CANCELED:
        raise Refused("status: a canceled order stays canceled")
    _leave_centras_own(change)
    _take_out(change.sent, "cancelled", lambda cancelled: _cancel_rows(change, cancelled))
    shipments.prepare(change)


def _leave_centras_own(change: Change) -> None:
    for name in CENTRAS_OWN:
        for sub in change.sent.findall(name):
            change.sent.remove(sub)
            if would_change(change.tree, sub, lines.ORDER):
                change.notices.append(f"{name}: only Centra changes it; left as it is")


def _take_out(sent: Element, name: str, handle: Callable[[Element], None]) -> None:
    """Handle a part that does not simply merge."""
    for part in sent.findall(name):
        sent.remove(part)
        handle(part)


def _cancel_rows(change: Change, cancelled: Element) -> None:
    ordered = lines.quantities(change.tree.find("products"))
    so_far = lines.quantities(change.tree.find("cancelled"))
    shipped = shipped_quantities(change.tree)
    for item, quantity in shipments.sent_rows(change, cancelled, "cancelled").items():
        before = so_far.get(item, Decimal(0))
        more = quantity - before if change.policy.cancel_quantity == "total" else quantity
        left = ordered.get(item, Decimal(0)) - shipped.get(item, Decimal(0))
        shown = change.facts.shown("orderitem", int(item))
        if item not in ordered and item not in so_far:
            raise Refused(f'cancelled: this order has no orderitem "{shown}"')
        if more < 0:
            raise Refused(
                f'cancelled: of orderitem "{shown}", {before} are cancelled already; they can\'t be brought back'
            )
        if more > left:
            raise Refused(f'cancelled: of orderitem "{shown}", {left} are left to cancel, not {more}')
        if more:
            cancel(change.tree, item, more, change.stock)


def cancel(order: Element, item: str, quantity: Decimal, stock: list[StockMove]) -> None:
    """Move a quantity from ``products`` to ``cancelled`` and give its stock back; a bundle goes with its last part."""
    products, cancelled = _holder(order, "products"), _holder(order, "cancelled")
    moved = lines.excerpt(products, {item: quantity})
    stock.extend(_freed(products, item, quantity))
    lines.reduce(products, item, quantity)
    heads = bundles.left_alone(products, moved)
    for line in moved:
        lines.put(cancelled, line)
    set_total(order)
    for head, left in heads.items():
        cancel(order, head, left, stock)


def cancel_all(order: Element, stock: list[StockMove]) -> None:
    """Cancel what has not gone out; a shipment that waits goes no more."""
    drop_waiting(order)
    shipped = shipped_quantities(order)
    for item, quantity in lines.quantities(order.find("products")).items():
        left = quantity - shipped.get(item, Decimal(0))
        if left > 0:
            cancel(order, item, left, stock)


def _freed(products: Element, item: str, quantity: Decimal) -> list[StockMove]:
    """Lower the allocation of a row, and say which stock that frees."""
    moves: list[StockMove] = []
    for line, row in lines.rows(products):
        if lines.orderitem(row) != item:
            continue
        for warehouse in row.iterfind("warehouseitems/warehouse"):
            taken = min(quantity, number(warehouse, "qty"))
            quantity -= taken
            lines.set_in(warehouse, "qty", plain(number(warehouse, "qty") - taken), lines.ALLOCATION)
            moves += given_back(line, row, warehouse, taken)
    return moves


def _holder(order: Element, name: str) -> Element:
    found = order.find(name)
    if found is None:
        found = element(name)
        insert(order, found, lines.ORDER)
    return found


def set_total(order: Element) -> None:
    costs.limit(order)
    lines.set_in(order, "ordertotal", amount(lines.total(order, text(order, "type"))), lines.ORDER)


def _after(change: Change) -> None:
    if text(change.sent, "status") == CANCELED:
        cancel_all(change.tree, change.stock)
    shipments.settle(change)
    if text(change.tree, "status") != CANCELED and _completes(change):
        lines.set_in(change.tree, "status", COMPLETED, lines.ORDER)


def _completes(change: Change) -> bool:
    """Wholesale is complete when shipped and paid (documented); retail when shipped, unless the client says
    otherwise (assumed)."""
    if text(change.tree, "type") == WHOLESALE:
        return is_complete(change.tree)
    return change.sent.find("status") is None and is_complete(change.tree)


RULE = Rule(prepare=_drop_size_ids, before=_before, after=_after)
