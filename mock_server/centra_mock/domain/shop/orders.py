"""Placing an order, as the shop does: complete data, with amounts that add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from centra_mock.activities.values import Outlook
from centra_mock.clock import iso_date
from centra_mock.domain.shop import bundles, costs, lines, money, payments, shipments
from centra_mock.domain.shop.stock import NewRow, StockMove, allocate
from centra_mock.domain.shop.stores import BASE_CURRENCY, PENDING, STORES
from centra_mock.scalars import NO, flag
from centra_mock.wire.tree import Element, own_id, text
from centra_mock.wire.values import Value, build


@dataclass(frozen=True)
class OrderTerms:
    """What of an order is not its lines."""

    kind: str
    market: Mapping[str, Value]
    pricelist: Mapping[str, Value]
    currency: str
    reference: str
    """Of its payment's transaction."""
    rate: Decimal = Decimal(1)
    shipping: Decimal = Decimal(0)
    handling: Decimal = Decimal(0)
    voucher: Decimal = Decimal(0)
    """What a voucher takes off, as a positive amount."""
    voucher_code: str = ""
    tax: Decimal = Decimal(25)
    comment: str = ""
    additionals: Mapping[str, str] = field(default_factory=dict)
    payment: Outlook = "authorised"
    ship: bool = False
    """Whether a shipment is made at once, as retail shops often do (documented)."""
    parties: Mapping[str, Value] = field(default_factory=dict)
    """Who orders: customer and addresses, or account, buyer, terms and addresses."""


def place(
    terms: OrderTerms, wanted: Sequence[NewRow], now: datetime, number: Callable[[str], int]
) -> tuple[Element, list[StockMove]]:
    """A new order with internal ids, and the stock that it takes. ``number`` gives ids by kind."""
    products, moves = _lines(wanted, terms.tax, number)
    extras: list[Value] = [{"key": key, "value": value} for key, value in terms.additionals.items()]
    voucher = costs.cost(costs.VOUCHER, -terms.voucher, terms.voucher_code)
    order = build(lines.ORDER, {
        **blank_order(number("order"), terms.kind, now),
        "currency": terms.currency, "currencyrate": money.rate(terms.rate),
        "preferred_shipping_date": "", "salesrep": "", "mastersalesrep": "", "collection": "",
        "additionals": {"additional": extras} if extras else "",
        "shipping": costs.cost(costs.SHIPPING, terms.shipping), "handling": costs.cost(costs.HANDLING, terms.handling),
        "voucher": voucher if terms.voucher or terms.voucher_code else "",
        "products": {"product": products}, "cancelled": "", "shipments": "", "carrierinformation": "",
        "internalinformation": "", "other": terms.comment, "market": terms.market, "pricelist": terms.pricelist,
        **terms.parties,
    })  # fmt: skip
    costs.limit_voucher(order)
    lines.set_in(order, "ordertotal", money.amount(lines.total(order, terms.kind)), lines.ORDER)
    payments.opening(order, terms.kind, terms.payment, terms.reference, now)
    if terms.ship:
        shipments.ship(order, number("shipment"), shipments.shippable(order), now)
        payments.cover_shipments(order)
    return order, moves


def blank_order(id: int, kind: str, now: datetime) -> dict[str, Value]:
    """What every order says, whoever makes it."""
    return {
        "id": id, "ordernumber": id, "type": kind, "store": STORES[kind], "locked": NO, "status": PENDING,
        "ordertotal": "0.00", "currency": BASE_CURRENCY, "currencyrate": money.rate(Decimal(1)),
        "basecurrency": BASE_CURRENCY, "created": iso_date(now), "internal": False,
    }  # fmt: skip


def _lines(wanted: Sequence[NewRow], tax: Decimal, number: Callable[[str], int]) -> tuple[list[Value], list[StockMove]]:
    """The lines, in the order in which they were asked for."""
    grouped: dict[tuple[object, ...], list[NewRow]] = {}
    for one in wanted:
        grouped.setdefault(one.line, []).append(one)
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


def _line(group: list[NewRow], rows: list[Value], tax: Decimal) -> Element:
    first = group[0]
    sku = text(first.product, "sku") + text(first.variation, "sku")
    comment = ", ".join(dict.fromkeys(one.comment for one in group if one.comment))
    brand = first.product.find("brand")
    line = build(lines.LINE, {
        "id": own_id(first.product), "tax": money.percent(tax), "sku": sku,
        "origprice": money.amount(first.listed), "price": money.amount(first.price),
        "discount": money.short_amount(first.listed - first.price), "description": text(first.product, "description"),
        "variation": {"id": own_id(first.variation), "description": text(first.variation, "description")},
        "brand": {"id": own_id(brand), "description": text(brand, "description")}
        if brand is not None and text(brand, "id") else "",
        "sizes": {"size": rows}, "type": "", "comment": comment, "bundleinfo": _bundleinfo(first),
    })  # fmt: skip
    lines.refresh(line)
    return line


def _bundleinfo(one: NewRow) -> Value:
    if one.is_bundle:
        return bundles.head()
    return bundles.part(one.bundle) if one.bundle is not None else None


def _row(one: NewRow, orderitem: int) -> tuple[dict[str, Value], list[StockMove]]:
    allocated, moves = allocate(one)
    waits = not allocated and not one.is_bundle
    return {
        "id": own_id(one.size), "sku": text(one.size, "sku"), "qty": one.quantity,
        "preorder": flag(waits), "description": text(one.size, "description"),
        "orderitem": {"id": orderitem}, "warehouseitems": {"warehouse": allocated} if allocated else "",
        "supplierorderitems": "",
    }, moves  # fmt: skip
