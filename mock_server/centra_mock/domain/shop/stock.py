"""Stock that is free to allocate: orders take it from the warehouses that have it, in turn, and give it back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from centra_mock.domain.shop import lines, money
from centra_mock.wire.tree import Element, own_id, text
from centra_mock.wire.values import Value


class StockMove(NamedTuple):
    """A change of the free-to-allocate quantity of a size in a warehouse. All ids are internal."""

    product: int
    variation: int
    size: int
    warehouse: int
    quantity: Decimal


@dataclass(frozen=True)
class NewRow:
    """A row to be ordered: a size of a variation, at a price."""

    product: Element
    variation: Element
    size: Element
    quantity: int
    listed: Decimal
    """The price in the pricelist."""
    price: Decimal
    """What is paid for one."""
    comment: str = ""
    is_preorder: bool = False
    """Whether it waits for stock even if there is some."""
    is_bundle: bool = False
    """Whether it is the head of a bundle, which has neither price nor stock of its own."""
    bundle: int | None = None
    """The product of the bundle that it is a part of."""

    @property
    def line(self) -> tuple[int, int, Decimal, bool, int | None]:
        """Return what makes rows stand in one line: one product, one variation, one price (documented)."""
        return own_id(self.product), own_id(self.variation), self.price, self.is_bundle, self.bundle


def allocate(one: NewRow) -> tuple[list[Value], list[StockMove]]:
    """Return the allocation of a row, and the stock it takes. What is not wholly in stock is a pre-order."""
    free = [(house, money.number(house, "qty")) for house in one.size.iterfind("warehouseitems/warehouse")]
    left = Decimal(one.quantity)
    if one.is_bundle or one.is_preorder or sum(max(quantity, Decimal(0)) for _, quantity in free) < left:
        return [], []
    allocated: list[Value] = []
    moves = []
    for house, quantity in free:
        taken = min(left, quantity)
        if taken > 0:
            left -= taken
            allocated.append({"id": own_id(house), "qty": money.short_amount(taken)})
            ids = (own_id(one.product), own_id(one.variation), own_id(one.size), own_id(house))
            moves.append(StockMove(*ids, -taken))
            # Another row of this order must not take the same stock again.
            lines.set_in(house, "qty", money.short_amount(quantity - taken), lines.ALLOCATION)
    return allocated, moves


def returned_stock(order: Element, refund: Element) -> list[StockMove]:
    """Return the stock that a refund puts back in the first warehouse it was taken from. Pre-orders took none."""
    took = {
        lines.orderitem(row): (line, row)
        for line, row in lines.rows(order.find("products"))
        if _warehouse(row) is not None
    }
    moves = []
    for item, quantity in lines.quantities(refund.find("products")).items():
        if item in took:
            line, row = took[item]
            house = _warehouse(row)
            assert house is not None
            moves += released_stock(line, row, house, quantity)
    return moves


def released_stock(line: Element, row: Element, house: Element, quantity: Decimal) -> list[StockMove]:
    """Return the stock that a row gives back to a warehouse: none where an admin's row does not say what it is of."""
    ids = (text(line, "id"), text(line, "variation/id"), text(row, "id"), text(house, "id"))
    if not quantity or not all(ids):
        return []
    product, variation, size, warehouse = (int(each) for each in ids)
    return [StockMove(product, variation, size, warehouse, quantity)]


def _warehouse(row: Element) -> Element | None:
    return row.find("warehouseitems/warehouse")
