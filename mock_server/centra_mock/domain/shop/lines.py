"""The lines of an order: one product, one variation, one price; below each, a row for each size.

A row's ``orderitem/id`` says which row it is, in the order's products, in what was cancelled and in shipments.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from copy import deepcopy
from decimal import Decimal

from centra_mock.domain.merge import insert, key_of
from centra_mock.domain.shop.money import number, round_to_cents, short_amount
from centra_mock.domain.shop.stores import WHOLESALE
from centra_mock.wire.grammar import OBJECTS, Field
from centra_mock.wire.tree import Element, element, text

ORDER = OBJECTS["order"].field
LINE = ORDER.find("products/product")
ROW = LINE.find("sizes/size")
ALLOCATION = ROW.find("warehouseitems/warehouse")
CURRENCY = ("currency", "currencyrate", "basecurrency")
ALLOCATED, ORDERED = SUPPLIES = ("warehouseitems", "supplierorderitems")
"""Where the goods of a row come from: stock that is allocated, and orders to suppliers. Shipments do not say."""
COSTS = ("shipping", "handling", "voucher")
"""What an order, a shipment or a refund comes to besides its lines; a voucher is negative."""


def rows(holder: Element | None) -> Iterator[tuple[Element, Element]]:
    """Yield each (line, row) below ``products`` or ``cancelled``."""
    if holder is not None:
        for line in holder.iterfind("product"):
            for row in line.iterfind("sizes/size"):
                yield line, row


def orderitem(row: Element) -> str:
    return text(row, "orderitem/id")


def quantities(holder: Element | None) -> dict[str, Decimal]:
    """Return orderitem -> quantity."""
    found: dict[str, Decimal] = {}
    for _, row in rows(holder):
        found[orderitem(row)] = found.get(orderitem(row), Decimal(0)) + number(row, "qty")
    return found


def excerpt(holder: Element, wanted: dict[str, Decimal], dropped: Collection[str] = SUPPLIES) -> list[Element]:
    """Return copies of the lines that hold these orderitems, with these quantities and without ``dropped``."""
    lines = []
    for line in holder.iterfind("product"):
        copy = deepcopy(line)
        for row in copy.findall("sizes/size"):
            quantity = wanted.get(orderitem(row), Decimal(0))
            if not quantity:
                row.getparent().remove(row)  # type: ignore[union-attr]
                continue
            set_text(row, "qty", short_amount(quantity))
            for supply in [sub for sub in row if sub.tag in dropped]:
                row.remove(supply)
        if copy.find("sizes/size") is not None:
            refresh(copy)
            lines.append(copy)
    return lines


def put(holder: Element, line: Element) -> None:
    """Add a line's rows to those that are there: the same line grows, another is appended."""
    for old in holder.iterfind("product"):
        if key_of(old, LINE) == key_of(line, LINE):
            _grow(old, line)
            return
    holder.append(line)


def _grow(old: Element, line: Element) -> None:
    sizes = old.find("sizes")
    assert sizes is not None
    by_item = {orderitem(row): row for row in sizes.iterfind("size")}
    for row in line.findall("sizes/size"):
        same = by_item.get(orderitem(row))
        if same is None:
            sizes.append(row)
        else:
            set_text(same, "qty", short_amount(number(same, "qty") + number(row, "qty")))
    refresh(old)


def reduce(holder: Element, item: str, quantity: Decimal) -> None:
    """Take a quantity from a row; a row or a line with nothing left goes."""
    for line, row in list(rows(holder)):
        if orderitem(row) != item:
            continue
        left = number(row, "qty") - quantity
        if left:
            set_text(row, "qty", short_amount(left))
        else:
            row.getparent().remove(row)  # type: ignore[union-attr]
        if line.find("sizes/size") is None:
            holder.remove(line)
        else:
            refresh(line)


def refresh(line: Element) -> None:
    """Make a line's quantity and subtotal the sums over its rows."""
    quantity = sum((number(row, "qty") for row in line.iterfind("sizes/size")), Decimal(0))
    set_text(line, "qty", short_amount(quantity))
    set_text(line, "subtotal", short_amount(quantity * number(line, "price")))


def total(tree: Element, kind: str) -> Decimal:
    """Return what an order, a shipment or a refund comes to: its lines, with shipping, handling and vouchers.

    Wholesale prices are net: their tax comes on top.
    """
    found = sum((number(tree, f"{cost}/subtotal") for cost in COSTS), Decimal(0))
    for line in tree.iterfind("products/product"):
        found += number(line, "subtotal") + (tax_on_top(line) if kind == WHOLESALE else 0)
    return round_to_cents(found)


def tax_on_top(line: Element) -> Decimal:
    """Return the tax of a net line. It is rounded for each piece, so that the parts of an order add up to the whole."""
    return number(line, "qty") * round_to_cents(number(line, "price") * number(line, "tax") / 100)


def set_text(node: Element, name: str, value: str) -> None:
    """Set a field of a line or a row."""
    set_in(node, name, value, LINE if node.tag == LINE.name else ROW)


def set_in(parent: Element, name: str, value: str, field: Field) -> None:
    """Set a field, adding it in its place if need be."""
    leaf = parent.find(name)
    if leaf is None:
        leaf = element(name)
        insert(parent, leaf, field)
    leaf.text = value
