"""Placing an order, as the shop does: complete data, with amounts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from centra_mock.activities.values import Outlook
from centra_mock.clock import event_date, iso_date
from centra_mock.domain.shop import bundles, costs, lines, money, payments, shipments
from centra_mock.domain.shop.addresses import country_name
from centra_mock.domain.shop.holds import hold
from centra_mock.domain.shop.stock import NewRow, StockMove, allocate
from centra_mock.domain.shop.stores import BASE_CURRENCY, CONFIRMED, PENDING, RETAIL, STORES
from centra_mock.scalars import YES, flag
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
    is_confirmed: bool = False
    """Whether the order is confirmed when it is placed, so that it waits for no confirmation."""
    holds: tuple[str, ...] = ()
    """The flags that keep it from the API."""
    ship: bool = False
    """Whether a shipment is made at once, as retail shops often do (documented)."""
    is_delivered: bool = False
    """Whether it comes with a completed shipment, as one of gift certificates only (documented)."""
    primary_warehouse: int | None = None
    """``None`` for the one that most of the order is taken from."""
    parties: Mapping[str, Value] = field(default_factory=dict)
    """Who orders: customer and addresses, or account, buyer, terms and addresses."""


def place(
    terms: OrderTerms, wanted: Sequence[NewRow], now: datetime, number: Callable[[str], int]
) -> tuple[Element, list[StockMove]]:
    """Return a new order with internal ids, and the stock that it takes. ``number`` gives ids by kind."""
    products, moves = _lines(wanted, terms.tax, number)
    extras: list[Value] = [{"key": key, "value": value} for key, value in terms.additionals.items()]
    shipped_to = terms.parties.get("shippingaddress")
    country = str(shipped_to.get("country", "")) if isinstance(shipped_to, Mapping) else ""
    order = build(lines.ORDER, {
        **blank_order(number("order"), terms.kind, now),
        "currency": terms.currency, "currencyrate": money.rate(terms.rate),
        "preferred_shipping_date": "", "collection": _collection(wanted),
        "additionals": {"additional": extras} if extras else None,
        "primary_warehouse": _primary_warehouse(terms, moves), **_costs(terms, country),
        "products": {"product": products}, "cancelled": "", "shipments": "",
        "carrierinformation": dict.fromkeys(("carrier", "service", "account", "taxid"), ""),
        "internalinformation": "", "other": terms.comment, "market": terms.market, "pricelist": terms.pricelist,
        **terms.parties, "status": CONFIRMED if terms.is_confirmed else PENDING,
    })  # fmt: skip
    costs.limit_voucher(order)
    lines.set_in(order, "ordertotal", money.amount(lines.total(order, terms.kind)), lines.ORDER)
    payments.opening(order, terms.kind, terms.payment, terms.reference, now)
    for name in terms.holds:
        hold(order, name)
    if terms.is_delivered:
        deliver(order, number, now)
    elif terms.ship:
        ship_all(order, number, now)
    shipments.settle_status(order)
    return order, moves


def ship_all(order: Element, number: Callable[[str], int], now: datetime) -> Element:
    """Put all that is left of an order into a shipment that is good to go, and return it."""
    shipment = shipments.ship(order, number("shipment"), shipments.shippable(order), now)
    payments.cover_shipments(order)
    shipments.settle_status(order)
    return shipment


def deliver(order: Element, number: Callable[[str], int], now: datetime) -> None:
    """Send all of an order, and capture what is not paid. What a card refuses to pay is not sent."""
    shipment = ship_all(order, number, now)
    if payments.capture_shipment(order, shipment, event_date(now)) or not payments.is_card(order):
        lines.set_in(shipment, "shipped", YES, shipments.SHIPMENT)


def blank_order(id: int, kind: str, now: datetime) -> dict[str, Value]:
    """Return the fields of every order, whether the shop or a client makes it."""
    return {
        "id": id, "ordernumber": id, "type": kind, "store": STORES[kind], "status": PENDING,
        "ordertotal": "0.00", "currency": BASE_CURRENCY, "currencyrate": money.rate(Decimal(1)),
        "basecurrency": BASE_CURRENCY, "created": iso_date(now), "internal": False,
    }  # fmt: skip


def _costs(terms: OrderTerms, country: str) -> dict[str, dict[str, Value]]:
    """Return what an order costs besides its lines; handling and a voucher only where there are any (documented)."""
    shipping = {"description": country_name(country), "key": terms.currency.lower() if terms.kind == RETAIL else ""}
    found = {costs.SHIPPING: costs.cost(costs.SHIPPING, terms.shipping) | shipping}
    if terms.handling:
        found[costs.HANDLING] = costs.cost(costs.HANDLING, terms.handling) | _called("Handling", costs.HANDLING)
    if terms.voucher:
        code = terms.voucher_code or "Voucher"
        found[costs.VOUCHER] = costs.cost(costs.VOUCHER, -terms.voucher) | _called(code, costs.VOUCHER)
    return found


def _called(description: str, key: str) -> dict[str, Value]:
    return {"description": description, "key": key}


def _collection(wanted: Sequence[NewRow]) -> Value:
    """Return the collection that all lines share (documented)."""
    found = {text(one.product, "collection/id"): one.product.find("collection") for one in wanted}
    return reference(next(iter(found.values()))) if len(found) == 1 else ""


def _primary_warehouse(terms: OrderTerms, moves: Sequence[StockMove]) -> Value:
    found = terms.primary_warehouse
    if found is None and moves:
        taken: Counter[int] = Counter()
        for move in moves:
            taken[move.warehouse] -= int(move.quantity)
        found = taken.most_common(1)[0][0]
    return {"warehouse": {"id": found}} if found is not None else ""


def reference(thing: Element | None) -> Value:
    """Return a reference to something, with what it is called; empty for nothing."""
    if thing is None or not text(thing, "id"):
        return ""
    return {"id": own_id(thing), "description": text(thing, "description")}


def _lines(wanted: Sequence[NewRow], tax: Decimal, number: Callable[[str], int]) -> tuple[list[Value], list[StockMove]]:
    """Return the lines, in the order in which they were asked for."""
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
    comment = ", ".join(dict.fromkeys(one.comment for one in group if one.comment))
    line = build(lines.LINE, {
        "id": own_id(first.product), "tax": money.percent(tax), "sku": text(first.product, "sku"),
        "origprice": money.amount(first.listed), "price": money.amount(first.price),
        "discount": money.short_amount(first.listed - first.price), "description": text(first.product, "description"),
        "variation": reference(first.variation), "brand": reference(first.product.find("brand")),
        "sizes": {"size": rows}, "comment": comment, "bundleinfo": _bundleinfo(first),
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
