"""Orders: made in Centra; a client locks, changes the status, cancels, ships, captures and refunds."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal

from centra_mock.domain.merge import insert, merge
from centra_mock.domain.rules import shipments
from centra_mock.domain.rules.base import Change, Rule, one_of
from centra_mock.domain.shop import costs, lines
from centra_mock.domain.shop.money import amount, number, plain
from centra_mock.domain.shop.shipments import is_complete, shipped_quantities
from centra_mock.domain.shop.stock import StockMove
from centra_mock.domain.shop.stores import CANCELED, COMPLETED, RETAIL, STATUSES, WHOLESALE
from centra_mock.errors import Refused
from centra_mock.wire.tree import Element, dump, element, text

CENTRAS_OWN = ("ordernumber", "type", "store", "ordertotal", "created", "payments", "products")
"""What only Centra changes; assumed from what the documentation lets a client change."""


def _before(change: Change) -> None:
    if change.is_new:
        raise Refused("there is no such order; orders are made in Centra, and a client changes those it was shown")
    one_of(change.sent, "status", STATUSES.get(text(change.tree, "type"), STATUSES[RETAIL]))
    _leave_centras_own(change)
    _take_out(change.sent, "cancelled", lambda cancelled: _cancel_rows(change, cancelled))
    shipments.prepare(change)


def _leave_centras_own(change: Change) -> None:
    for name in CENTRAS_OWN:
        for sub in change.sent.findall(name):
            change.sent.remove(sub)
            if _says_more(change.tree, sub):
                change.notices.append(f"{name}: only Centra changes it; left as it is")


def _says_more(order: Element, sub: Element) -> bool:
    """Whether a field would change the order: one that is sent back as it was shown does not."""
    before = element(order.tag, None, *deepcopy(order.findall(str(sub.tag))))
    after = deepcopy(before)
    merge(after, element(order.tag, None, deepcopy(sub)), lines.ORDER)
    return dump(after) != dump(before)


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
    """Move a quantity from ``products`` to ``cancelled`` and give its stock back."""
    products, cancelled = _holder(order, "products"), _holder(order, "cancelled")
    moved = lines.excerpt(products, {item: quantity})
    stock.extend(_freed(products, item, quantity))
    lines.reduce(products, item, quantity)
    for line in moved:
        lines.put(cancelled, line)
    set_total(order)


def cancel_all(order: Element, stock: list[StockMove]) -> None:
    """Cancel what has not been shipped."""
    shipped = shipped_quantities(order)
    for item, quantity in lines.quantities(order.find("products")).items():
        left = quantity - shipped.get(item, Decimal(0))
        if left > 0:
            cancel(order, item, left, stock)


def _freed(products: Element, item: str, quantity: Decimal) -> list[StockMove]:
    """Lower the allocation of a row, and say which stock that frees."""
    moves = []
    for line, row in lines.rows(products):
        if lines.orderitem(row) != item:
            continue
        for warehouse in row.iterfind("warehouseitems/warehouse"):
            taken = min(quantity, number(warehouse, "qty"))
            quantity -= taken
            lines.set_in(warehouse, "qty", plain(number(warehouse, "qty") - taken), lines.ALLOCATION)
            ids = (text(line, "id"), text(line, "variation/id"), text(row, "id"), text(warehouse, "id"))
            product, variation, size, house = (int(each) for each in ids)
            moves.append(StockMove(product, variation, size, house, taken))
    return [move for move in moves if move.quantity]


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
    shipments.settle(change)
    if text(change.sent, "status") == CANCELED:
        cancel_all(change.tree, change.stock)
    elif text(change.tree, "status") != CANCELED and _completes(change):
        lines.set_in(change.tree, "status", COMPLETED, lines.ORDER)


def _completes(change: Change) -> bool:
    """Wholesale is complete when shipped and paid (documented); retail when shipped, unless the client says
    otherwise (assumed)."""
    if text(change.tree, "type") == WHOLESALE:
        return is_complete(change.tree)
    return change.sent.find("status") is None and is_complete(change.tree)


RULE = Rule(before=_before, after=_after)
