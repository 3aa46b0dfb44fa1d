"""Placing an order, as the shop does: complete data, with amounts that add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from centra_mock.clock import iso_date
from centra_mock.domain.merge import insert
from centra_mock.domain.shop import lines, money
from centra_mock.domain.shop.payments import AUTHORISED, INCOMPLETE, PAYMENTS
from centra_mock.domain.shop.shipments import ship_all
from centra_mock.domain.shop.stock import StockMove
from centra_mock.domain.shop.stores import BASE_CURRENCY, PENDING, STORES, WHOLESALE
from centra_mock.wire.build import Value, build
from centra_mock.wire.tree import Element, own_id, text


@dataclass(frozen=True)
class Wanted:
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


@dataclass(frozen=True)
class Terms:
    """What of an order is not its lines."""

    kind: str
    market: Mapping[str, Value]
    pricelist: Mapping[str, Value]
    currency: str
    rate: Decimal = Decimal(1)
    shipping: Decimal = Decimal(0)
    handling: Decimal = Decimal(0)
    voucher: Decimal = Decimal(0)
    """What a voucher takes off, as a positive amount."""
    tax: Decimal = Decimal(25)
    ship: bool = False
    """Whether a shipment is made at once, as retail shops often do (documented)."""
    parties: Mapping[str, Value] = field(default_factory=dict)
    """Who orders: customer and addresses, or account, buyer, terms and addresses."""


def place(
    terms: Terms, wanted: Sequence[Wanted], now: datetime, number: Callable[[str], int]
) -> tuple[Element, list[StockMove]]:
    """A new order with internal ids, and the stock that it takes. ``number`` gives ids by kind."""
    id = number("order")
    products, moves = _lines(wanted, terms.tax, number)
    order = build(lines.ORDER, {
        "id": id, "ordernumber": id, "type": terms.kind, "store": STORES[terms.kind], "locked": "no",
        "status": PENDING, "ordertotal": "0.00", "currency": terms.currency,
        "currencyrate": money.rate(terms.rate), "basecurrency": BASE_CURRENCY, "created": iso_date(now),
        "internal": False, "preferred_shipping_date": "", "salesrep": "", "mastersalesrep": "", "collection": "",
        "additionals": "", "shipping": _cost(terms.shipping, "Shipping", "shipping"),
        "handling": _cost(terms.handling, "Handling", "handling"),
        "voucher": _cost(-terms.voucher, "Voucher", "voucher") if terms.voucher else "",
        "products": {"product": products}, "cancelled": "", "shipments": "", "carrierinformation": "",
        "internalinformation": "", "other": "", "market": terms.market, "pricelist": terms.pricelist,
        **terms.parties,
    })  # fmt: skip
    total = lines.total(order, terms.kind)
    lines.set_in(order, "ordertotal", money.amount(total), lines.ORDER)
    insert(order, build(PAYMENTS, _payments(terms.kind, total, id, now)), lines.ORDER)
    if terms.ship:
        ship_all(order, number("shipment"), now)
    return order, moves


def _lines(wanted: Sequence[Wanted], tax: Decimal, number: Callable[[str], int]) -> tuple[list[Value], list[StockMove]]:
    """Rows of one product, one variation and one price make one line."""
    grouped: dict[tuple[int, int, Decimal], list[Wanted]] = {}
    for one in wanted:
        key = (own_id(one.product), own_id(one.variation), one.price)
        grouped.setdefault(key, []).append(one)
    made: list[Value] = []
    moves: list[StockMove] = []
    for group in grouped.values():
        rows: list[Value] = []
        for one in group:
            row, taken = _row(one, number("orderitem"))
            rows.append(row)
            moves += taken
        made.append(_line(group, rows, tax))
    return made, moves


def _line(group: list[Wanted], rows: list[Value], tax: Decimal) -> Element:
    first = group[0]
    sku = text(first.product, "sku") + text(first.variation, "sku")
    comment = ", ".join(dict.fromkeys(one.comment for one in group if one.comment))
    brand = first.product.find("brand")
    line = build(lines.LINE, {
        "id": own_id(first.product), "tax": money.percent(tax), "sku": sku,
        "origprice": money.amount(first.listed), "price": money.amount(first.price),
        "discount": money.plain(first.listed - first.price), "description": text(first.product, "description"),
        "variation": {"id": own_id(first.variation), "description": text(first.variation, "description")},
        "brand": {"id": own_id(brand), "description": text(brand, "description")}
        if brand is not None and text(brand, "id") else "",
        "sizes": {"size": rows}, "type": "", "comment": comment,
    })  # fmt: skip
    lines.refresh(line)
    return line


def _row(one: Wanted, orderitem: int) -> tuple[dict[str, Value], list[StockMove]]:
    allocated, moves = _allocate(one)
    return {
        "id": own_id(one.size), "sku": text(one.size, "sku"), "qty": one.quantity,
        "preorder": "no" if allocated else "yes", "description": text(one.size, "description"),
        "orderitem": {"id": orderitem}, "warehouseitems": {"warehouse": allocated} if allocated else "",
        "supplierorderitems": "",
    }, moves  # fmt: skip


def _allocate(one: Wanted) -> tuple[list[Value], list[StockMove]]:
    """Take the quantity from the warehouses that have it, in turn; what is not in stock is a pre-order."""
    free = [(house, money.number(house, "qty")) for house in one.size.iterfind("warehouseitems/warehouse")]
    left = Decimal(one.quantity)
    if sum(quantity for _, quantity in free) < left:
        return [], []
    allocated: list[Value] = []
    moves = []
    for house, quantity in free:
        taken = min(left, quantity)
        if taken > 0:
            left -= taken
            allocated.append({"id": own_id(house), "qty": money.plain(taken)})
            ids = (own_id(one.product), own_id(one.variation), own_id(one.size), own_id(house))
            moves.append(StockMove(*ids, -taken))
            # Another row of this order must not take the same stock again.
            lines.set_in(house, "qty", money.plain(quantity - taken), lines.ALLOCATION)
    return allocated, moves


def _cost(value: Decimal, description: str, key: str) -> dict[str, Value]:
    return {"subtotal": money.plain(value), "description": description, "key": key, "id": ""}


def _payments(kind: str, total: Decimal, order: int, now: datetime) -> dict[str, Value]:
    """A card authorised for the whole amount, or an invoice to come."""
    common: dict[str, Value] = {"total": "0.00", "status": INCOMPLETE}
    if kind == WHOLESALE:
        return {"name": "Invoice", "type": "inv", "method": "", **common}
    auth: dict[str, Value] = {
        "type": AUTHORISED, "paid": "no", "value": money.amount(total), "created": iso_date(now),
        "transaction": f"card-{order}", "document": "",
    }  # fmt: skip
    return {"name": "Test card", "type": "cc", "method": "card", **common, "payment": [auth]}
