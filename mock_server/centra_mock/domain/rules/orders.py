"""Orders: made in Centra; a client locks, changes the status, cancels, ships, captures and refunds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from centra_mock.domain.merge import would_change
from centra_mock.domain.rules import order_rows, order_shipments
from centra_mock.domain.rules.base import Facts, TypeRule, Upsert, one_of
from centra_mock.domain.shop import lines, payments
from centra_mock.domain.shop.cancellation import cancel, cancel_all
from centra_mock.domain.shop.holds import reason
from centra_mock.domain.shop.shipments import settle_status, shipped_quantities
from centra_mock.domain.shop.stores import ARCHIVED, CANCELED, COMPLETED, STATUSES
from centra_mock.error_codes import Code
from centra_mock.errors import Message, Refused
from centra_mock.wire.tree import Element, text

CENTRAS_OWN = (
    "ordernumber", "type", "store", "ordertotal", "created", "payments", "products", *lines.CURRENCY, *lines.COSTS,
)  # fmt: skip
"""What only Centra changes; assumed from what the documentation lets a client change."""


def _name_parts(sent: Element, _: list[Message], facts: Facts) -> None:
    order = order_rows.find_order(sent, facts)
    if order is not None:
        order_rows.name_shipments(sent, order, facts)
        order_rows.name_rows(sent, order, facts)


def _before(upsert: Upsert) -> None:
    if upsert.is_new:
        raise Refused(
            Code.ORDER_NOT_CREATABLE,
            "there is no such order; orders are made in Centra, and a client changes those it was shown",
        )
    if why := reason(upsert.tree):
        raise Refused(Code.ORDER_HELD, f"the order {why}, so that only Centra changes it before it is released")
    _check_status(upsert)
    _leave_centras_own(upsert)
    _take_out(upsert.sent, "cancelled", lambda cancelled: _cancel_rows(upsert, cancelled))
    order_shipments.prepare(upsert)


def _leave_centras_own(upsert: Upsert) -> None:
    for name in CENTRAS_OWN:
        for sub in upsert.sent.findall(name):
            upsert.sent.remove(sub)
            if would_change(upsert.tree, sub, lines.ORDER):
                upsert.notice(Code.READ_ONLY_FIELD, f"{name}: only Centra changes it; left as it is")


def _take_out(sent: Element, name: str, handle: Callable[[Element], None]) -> None:
    """Handle a part that does not simply merge."""
    for part in sent.findall(name):
        sent.remove(part)
        handle(part)


def _cancel_rows(upsert: Upsert, cancelled: Element) -> None:
    ordered = lines.quantities(upsert.tree.find("products"))
    so_far = lines.quantities(upsert.tree.find("cancelled"))
    shipped = shipped_quantities(upsert.tree)
    free = {item: quantity - shipped.get(item, Decimal(0)) for item, quantity in ordered.items()}
    order_rows.choose(cancelled, free, so_far if upsert.policy.cancel_quantity == "total" else {})
    for item, quantity in order_shipments.sent_rows(upsert, cancelled, "cancelled").items():
        before = so_far.get(item, Decimal(0))
        more = quantity - before if upsert.policy.cancel_quantity == "total" else quantity
        left = free.get(item, Decimal(0))
        shown = upsert.facts.shown("orderitem", int(item))
        if item not in ordered and item not in so_far:
            there = order_rows.listed(lines.rows(upsert.tree.find("products")), upsert.facts)
            raise Refused(Code.UNKNOWN_ORDERITEM, f'there is no orderitem "{shown}"; there are {there}', "cancelled")
        if more < 0:
            raise Refused(
                Code.CANCELLATION_IS_FINAL,
                f'of orderitem "{shown}", {before} are cancelled already; they can\'t be brought back',
                "cancelled",
            )
        if more > left:
            raise Refused(
                Code.QUANTITY_TOO_LARGE, f'of orderitem "{shown}", {left} are left to cancel, not {more}', "cancelled"
            )
        if more:
            cancel(upsert.tree, item, more, upsert.stock)


def _check_status(upsert: Upsert) -> None:
    """Refuse a status that an order can't get, and leave one that it has passed, or that only follows from others."""
    one_of(upsert.sent, "status", STATUSES)
    now, wanted = text(upsert.tree, "status"), text(upsert.sent, "status")
    if now == CANCELED and upsert.sent.findtext("status", CANCELED) not in (CANCELED, ARCHIVED):
        raise Refused(Code.ORDER_CANCELED, "a canceled order stays canceled", "status")
    if wanted == CANCELED != now and payments.received(upsert.tree):
        raise Refused(
            Code.ORDER_CAPTURED, "its payment was captured, so that a refund has to be made instead", "status"
        )
    passed = wanted in STATUSES and now in STATUSES and STATUSES.index(wanted) < STATUSES.index(now)
    if passed or wanted == COMPLETED:
        for leaf in upsert.sent.findall("status"):
            upsert.sent.remove(leaf)
    if passed:
        upsert.notice(Code.ORDER_STATUS_KEPT, f"status: it stays {now}, which comes after {wanted}")
    upsert.is_asked_to_complete = wanted == COMPLETED and not passed


def _after(upsert: Upsert) -> None:
    if text(upsert.sent, "status") == CANCELED:
        cancel_all(upsert.tree, upsert.stock)
    order_shipments.settle(upsert)
    settle_status(upsert.tree)
    if upsert.is_asked_to_complete and text(upsert.tree, "status") not in (COMPLETED, ARCHIVED):
        upsert.notice(
            Code.ORDER_STATUS_KEPT,
            f"status: it stays {text(upsert.tree, 'status')}, as not all is shipped and captured or paid",
        )


RULE = TypeRule(before_conversion=_name_parts, before_merge=_before, after_merge=_after)
