"""Cancelling what of an order has not gone out: its stock becomes free, and its total smaller."""

from __future__ import annotations

from decimal import Decimal

from centra_mock.domain.merge import insert
from centra_mock.domain.shop import bundles, costs, lines
from centra_mock.domain.shop.money import amount, number, short_amount
from centra_mock.domain.shop.shipments import drop_waiting, shipped_quantities
from centra_mock.domain.shop.stock import StockMove, released_stock
from centra_mock.wire.tree import Element, element, text


def cancel(order: Element, item: str, quantity: Decimal, stock: list[StockMove]) -> None:
    """Move a quantity from ``products`` to ``cancelled`` and give its stock back; a bundle goes with its last part."""
    products, cancelled = _holder(order, "products"), _holder(order, "cancelled")
    moved = lines.excerpt(products, {item: quantity}, (lines.ALLOCATED,))
    stock.extend(_freed(products, item, quantity))
    lines.reduce(products, item, quantity)
    heads = bundles.heads_without_parts(products, moved)
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
            lines.set_in(warehouse, "qty", short_amount(number(warehouse, "qty") - taken), lines.ALLOCATION)
            moves += released_stock(line, row, warehouse, taken)
    return moves


def _holder(order: Element, name: str) -> Element:
    found = order.find(name)
    if found is None:
        found = element(name)
        insert(order, found, lines.ORDER)
    return found


def set_total(order: Element) -> None:
    costs.limit_voucher(order)
    lines.set_in(order, "ordertotal", amount(lines.total(order, text(order, "type"))), lines.ORDER)
