"""Orders: placed by customers and buyers, changed and cancelled by an admin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias, get_args

from msgspec import structs

from centra_mock.activities.orders import ArchiveOrder, CancelOrder, ChangeOrder, ConfirmOrder, PlaceOrder, PlaceOrders
from centra_mock.activities.values import Outlook
from centra_mock.domain.shop import lines, payments, shipments
from centra_mock.domain.shop.cancellation import cancel
from centra_mock.domain.shop.holds import HOLDS, is_withheld
from centra_mock.domain.shop.money import checked_amount, number
from centra_mock.domain.shop.order_flow import POSSIBLE, OrderAction, allowed
from centra_mock.domain.shop.orders import OrderTerms, place
from centra_mock.domain.shop.payments import OUTLOOKS
from centra_mock.domain.shop.stock import StockMove
from centra_mock.domain.shop.stores import (
    ARCHIVED,
    BASE_CURRENCY,
    CANCELED,
    CONFIRMED,
    RATES,
    RETAIL,
    STORES,
    VAT,
    WHOLESALE,
)
from centra_mock.domain.validate import check_text
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.policy import BOTH
from centra_mock.services.catalogue import Catalogue
from centra_mock.services.shop import buyers, customers
from centra_mock.services.shop.delivery_windows import delivery_window
from centra_mock.services.shop.holding import withdraw
from centra_mock.services.shop.overrides import name_it, override
from centra_mock.services.shop.performing import performs
from centra_mock.services.shop.row_selection import chosen
from centra_mock.services.shop.transaction import ORDER, ShopTransaction
from centra_mock.store.bulk import in_bulk
from centra_mock.wire.tree import BLANKS, Element, own_id, text

NewOrder: TypeAlias = PlaceOrder | PlaceOrders

HIGHEST_RATE = 1_000_000


@performs(PlaceOrders)
def place_orders(shop: ShopTransaction, wanted: PlaceOrders) -> list[str]:
    """Place the same order a number of times, and return the ids."""
    if wanted.count == 1:
        return [place_order(shop, wanted)]
    with in_bulk(shop.unit) as unit:
        bulk = ShopTransaction(unit, shop.settings)
        return [place_order(bulk, wanted) for _ in range(wanted.count)]


@performs(PlaceOrder)
def place_order(shop: ShopTransaction, wanted: NewOrder) -> str:
    """Place an order and return its id. Raises ``Refused`` where something that it needs does not exist."""
    _check(wanted)
    account = buyers.find_account(shop, wanted.account) if wanted.kind == WHOLESALE else None
    catalogue = Catalogue(shop.unit, wanted.kind)
    market = catalogue.market(wanted.market or buyers.referred(shop, account, "market"))
    asked = [structs.replace(line, preorder=line.preorder or wanted.preorder) for line in wanted.lines]
    own_prices = buyers.referred(shop, account, "pricelist") if wanted.currency is None else None
    rows, prices = catalogue.rows_for(asked, wanted.pricelist or own_prices, wanted.currency)
    terms = _terms(shop, wanted, account, market, prices)
    if account is not None:
        terms = replace(
            terms, parties={**terms.parties, "deliverywindow": delivery_window(shop, rows, wanted.delivery_window)}
        )
    order, moves = place(terms, rows, shop.now, shop.new_id)
    name_it(shop, ORDER.name, own_id(order), wanted.fields, wanted.xml, ORDER.field)
    override(shop, ORDER.field, order, wanted.fields, wanted.xml)
    shop.save(ORDER, order, moves)
    return shop.shown(ORDER.name, order)


def _check(wanted: NewOrder) -> None:
    choices: Sequence[tuple[str, str, tuple[str, ...]]] = (
        ("kind", wanted.kind, tuple(STORES)), ("payment", wanted.payment, get_args(Outlook)),
    )  # fmt: skip
    for name, value, known in choices:
        if value not in known:
            raise Refused(
                Code.UNKNOWN_VALUE, f"{value!r} is not known; it can be {', '.join(known[:-1])} or {known[-1]}", name
            )
    if wanted.payment not in OUTLOOKS[wanted.kind]:
        raise Refused(
            Code.PAYMENT_NOT_POSSIBLE,
            "a wholesale order is paid by invoice, which can't fail; it can be authorised or paid",
            "payment",
        )
    if wanted.waiting_for_payment and wanted.payment == "paid":
        raise Refused(Code.PAYMENT_NOT_POSSIBLE, "an order that is paid waits for no payment", "payment")
    for name in ("ship", "gift_certificates"):
        if getattr(wanted, name) and _holds(wanted):
            raise Refused(Code.ORDER_HELD, "an order that is held has no shipment yet; release it first", name)
    if wanted.voucher_code and not wanted.voucher:
        raise Refused(
            Code.MISSING_FIELD,
            f"what voucher {wanted.voucher_code!r} takes off is missing; give an amount above 0",
            "voucher",
        )
    if not all(key.strip(BLANKS) for key in wanted.additionals):
        raise Refused(Code.MISSING_FIELD, "a key is empty; it says which additional is meant", "additionals")
    for where, value in _texts(wanted):
        check_text(value, where)


def _holds(wanted: NewOrder) -> tuple[str, ...]:
    return tuple(name for name in HOLDS if getattr(wanted, name))


def _texts(wanted: NewOrder) -> Iterator[tuple[str, str]]:
    """Yield what stands in the order as it was written."""
    yield "comment", wanted.comment
    yield "voucher_code", wanted.voucher_code
    yield from (("additionals", each) for pair in wanted.additionals.items() for each in pair)
    yield from (("lines: comment", each.comment) for line in wanted.lines for each in (line, *line.parts))


def _terms(
    shop: ShopTransaction, wanted: NewOrder, account: Element | None, market: Element, prices: Element
) -> OrderTerms:
    currency = text(prices, "currency") or BASE_CURRENCY
    rate = Decimal(wanted.rate) if wanted.rate is not None else RATES.get(currency, Decimal(1))
    tax = VAT[wanted.kind] if wanted.tax is None else checked_amount(wanted.tax, "tax")
    if not rate.is_finite() or not 0 < rate < HIGHEST_RATE:
        raise Refused(Code.OUT_OF_RANGE, f"{wanted.rate} is not above 0 and below {HIGHEST_RATE:,}", "rate")
    holds = _holds(wanted)
    is_captured = shop.policy.capture_at_once and not holds and wanted.kind == RETAIL and wanted.payment == "authorised"
    is_direct = shop.policy.direct_to_shipment in (wanted.kind, BOTH) and not holds
    return OrderTerms(
        kind=wanted.kind,
        market=shop.describe("market", own_id(market)),
        pricelist=shop.describe("pricelist", own_id(prices)),
        currency=currency,
        reference=shop.reference(),
        rate=rate,
        shipping=checked_amount(wanted.shipping, "shipping"),
        handling=checked_amount(wanted.handling, "handling"),
        voucher=checked_amount(wanted.voucher, "voucher"),
        voucher_code=wanted.voucher_code,
        tax=tax,
        comment=wanted.comment,
        additionals=wanted.additionals,
        payment="paid" if is_captured else wanted.payment,
        is_confirmed=shop.policy.autoconfirm in (wanted.kind, BOTH),
        holds=holds,
        ship=wanted.ship or is_direct,
        is_delivered=wanted.gift_certificates,
        primary_warehouse=shop.unit.objects.first("warehouse") if shop.policy.primary_warehouse == "first" else None,
        parties=customers.shopper(shop, wanted.customer or {}, bool(holds))
        if account is None
        else buyers.parties(shop, account, wanted.buyer),
    )


@performs(ChangeOrder)
def change_order(shop: ShopTransaction, wanted: ChangeOrder) -> None:
    """Change an order in Centra, as an admin would."""
    tree = shop.load_open_order(wanted.order)
    override(shop, ORDER.field, tree, wanted.fields, wanted.xml)
    shop.save(ORDER, tree)


@performs(ConfirmOrder)
def confirm_order(shop: ShopTransaction, wanted: ConfirmOrder) -> None:
    """Confirm an order. Raises ``Refused`` where its status does not allow it."""
    _move(shop, wanted.order, OrderAction.CONFIRM, CONFIRMED)


@performs(ArchiveOrder)
def archive_order(shop: ShopTransaction, wanted: ArchiveOrder) -> None:
    """Archive an order. Raises ``Refused`` where its status does not allow it."""
    tree = _move(shop, wanted.order, OrderAction.ARCHIVE, ARCHIVED)
    if is_withheld(tree, shop.policy.archived_orders):
        withdraw(shop, tree)


def _move(shop: ShopTransaction, external: str, action: OrderAction, status: str) -> Element:
    """Put an order into another status, if the one that it has allows the action, and return it."""
    tree = shop.load_open_order(external)
    before = text(tree, "status")
    if action not in allowed(before):
        movable = " or ".join(each for each, actions in POSSIBLE.items() if action in actions)
        raise Refused(
            Code.ORDER_STATUS_KEPT, f"it is {before}; only a {movable} order can be {status}", f'order "{external}"'
        )
    lines.set_in(tree, "status", status, lines.ORDER)
    shop.save(ORDER, tree)
    return tree


@performs(CancelOrder)
def cancel_order(shop: ShopTransaction, wanted: CancelOrder) -> None:
    """Cancel quantities of an order by orderitem, or all that has not been shipped."""
    tree = shop.load_open_order(wanted.order)
    if wanted.orderitems is None:
        shipments.drop_waiting(tree)
    moves: list[StockMove] = []
    for item, quantity in chosen(
        shop, f'order "{wanted.order}"', tree, wanted.orderitems, cancellable(tree), "cancel"
    ).items():
        cancel(tree, item, quantity, moves)
    if tree.find("products/product") is None:
        lines.set_in(tree, "status", CANCELED, lines.ORDER)
    if payments.received(tree) > number(tree, "ordertotal"):
        raise Refused(
            Code.ORDER_CAPTURED, "its payment was captured; ship it and make a refund", f'order "{wanted.order}"'
        )
    payments.cover_shipments(tree)
    shipments.settle_status(tree)
    shop.save(ORDER, tree, moves)


def cancellable(order: Element) -> dict[str, Decimal]:
    """Return orderitem -> what is in no shipment."""
    shipped = shipments.shipped_quantities(order)
    left = {
        item: quantity - shipped.get(item, Decimal(0))
        for item, quantity in lines.quantities(order.find("products")).items()
    }
    return {item: quantity for item, quantity in left.items() if quantity > 0}
