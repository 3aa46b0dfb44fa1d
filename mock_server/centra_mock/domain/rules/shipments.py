"""Shipments and refunds of an order: what of it goes out, is paid, and comes back.

A client names rows by ``orderitem``; here they become complete lines, and their quantities are checked.
"""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal

from centra_mock.clock import iso_date
from centra_mock.domain.merge import insert
from centra_mock.domain.rules.base import Change
from centra_mock.domain.shop import lines
from centra_mock.domain.shop.money import amount, number
from centra_mock.domain.shop.payments import capture
from centra_mock.domain.shop.shipments import SHIPMENT, new_shipment
from centra_mock.errors import Refused
from centra_mock.wire.build import build
from centra_mock.wire.tree import Element, element, own_id, text


def prepare(change: Change) -> None:
    """Complete the shipments that were sent, so that they merge into the order."""
    for holder in change.sent.findall("shipments"):
        if len(holder) == 0:
            change.sent.remove(holder)  # nothing to do: what was shipped stays shipped
        for sent in holder.iterfind("shipment"):
            old = _find(change.tree.find("shipments"), sent)
            if old is None:
                _begin(change, sent)
            _complete_lines(change, sent, old)
            _complete_refunds(change, sent, old)


def sent_rows(change: Change, holder: Element, where: str) -> dict[str, Decimal]:
    """Orderitem -> quantity, as the client sent them below ``products`` or ``cancelled``."""
    found: dict[str, Decimal] = {}
    for _, row in lines.rows(holder):
        if not text(row, "qty"):
            raise Refused(f'{where}: orderitem "{change.shown("orderitem", row, "orderitem/id")}" has no qty')
        if number(row, "qty") < 0:
            raise Refused(f"{where}: a quantity of {text(row, 'qty')} is below 0")
        found[lines.orderitem(row)] = found.get(lines.orderitem(row), Decimal(0)) + number(row, "qty")
    return found


def shipped_quantities(order: Element, but: Element | None = None) -> dict[str, Decimal]:
    """Orderitem -> quantity over all shipments, but for one."""
    found: dict[str, Decimal] = {}
    for shipment in order.iterfind("shipments/shipment"):
        if shipment is not but:
            for item, quantity in lines.quantities(shipment.find("products")).items():
                found[item] = found.get(item, Decimal(0)) + quantity
    return found


def settle(change: Change) -> None:
    """After the merge: totals, and payment for the shipments that ask for it."""
    kind = text(change.tree, "type")
    for shipment in change.tree.iterfind("shipments/shipment"):
        lines.set_in(shipment, "shipmenttotal", amount(lines.total(shipment, kind)), SHIPMENT)
        if text(shipment, "capture") == "yes" and text(shipment, "paid") != "yes":
            value = lines.total(shipment, kind)
            if capture(change.tree, value, iso_date(change.now)):
                lines.set_in(shipment, "paid", "yes", SHIPMENT)
                lines.set_in(shipment, "paidtotal", amount(value), SHIPMENT)


def is_complete(order: Element, needs_payment: bool) -> bool:
    """Whether all that is left of an order has been shipped and, if need be, paid."""
    ordered = lines.quantities(order.find("products"))
    sent: dict[str, Decimal] = {}
    for shipment in order.iterfind("shipments/shipment"):
        if text(shipment, "shipped") != "yes" or (needs_payment and text(shipment, "paid") != "yes"):
            continue
        for item, quantity in lines.quantities(shipment.find("products")).items():
            sent[item] = sent.get(item, Decimal(0)) + quantity
    return bool(ordered) and all(sent.get(item, 0) >= quantity for item, quantity in ordered.items())


def _find(holder: Element | None, sent: Element) -> Element | None:
    siblings = holder if holder is not None else ()
    return next((old for old in siblings if old.tag == sent.tag and text(old, "id") == text(sent, "id")), None)


def _begin(change: Change, sent: Element) -> None:
    """Give a new shipment what the client need not send."""
    _lives_here(change, sent, "shipment")
    given = build(SHIPMENT, new_shipment(change.tree, change.now))
    for field in given:
        if sent.find(str(field.tag)) is None:
            insert(sent, deepcopy(field), SHIPMENT)


def _lives_here(change: Change, sent: Element, kind: str) -> None:
    for type, other in change.facts.owners(kind, own_id(sent)) - {(change.obj.name, own_id(change.tree))}:
        raise Refused(
            f'{kind} "{change.shown(kind, sent)}" belongs to {type} "{change.facts.shown(type, other)}"; '
            f"use an id that no {kind} has"
        )


def _complete_lines(change: Change, sent: Element, old: Element | None) -> None:
    where = f'shipment "{change.shown("shipment", sent)}"'
    holder = sent.find("products")
    if holder is None or len(holder) == 0:
        if old is None:
            raise Refused(f"{where}: products are missing; name what it holds by orderitem and qty")
        if holder is not None:
            sent.remove(holder)
        return
    wanted = sent_rows(change, holder, where)
    elsewhere = shipped_quantities(change.tree, but=old)
    _check_left(change, wanted, lines.quantities(change.tree.find("products")), elsewhere, where, "ship")
    if old is not None and text(old, "shipped") == "yes":
        before = lines.quantities(old.find("products"))
        if any(before.get(item) != quantity for item, quantity in wanted.items()):
            raise Refused(f"{where}: it is shipped, and what it holds can't be changed")
    _replace(sent, holder, lines.excerpt(_products(change.tree), wanted))


def _complete_refunds(change: Change, sent: Element, old: Element | None) -> None:
    shipment = old if old is not None and sent.find("products") is None else sent
    for refund in sent.iterfind("refunds/refund"):
        where = f'refund "{change.shown("refund", refund)}"'
        _lives_here(change, refund, "refund")
        before = _find(old.find("refunds") if old is not None else None, refund)
        if before is None and _refund_elsewhere(change.tree, refund):
            raise Refused(f"{where}: another shipment of this order has it; refund ids are unique over all orders")
        holder = refund.find("products")
        if holder is None or len(holder) == 0:
            continue
        wanted = sent_rows(change, holder, where)
        others: dict[str, Decimal] = {}
        for other in (old if old is not None else sent).iterfind("refunds/refund"):
            if text(other, "id") != text(refund, "id"):
                for item, quantity in lines.quantities(other.find("products")).items():
                    others[item] = others.get(item, Decimal(0)) + quantity
        _check_left(change, wanted, lines.quantities(shipment.find("products")), others, where, "refund")
        _replace(refund, holder, lines.excerpt(_products(shipment), wanted))


def _refund_elsewhere(order: Element, refund: Element) -> bool:
    known = (text(other, "id") for other in order.iterfind("shipments/shipment/refunds/refund"))
    return text(refund, "id") in known


def _check_left(
    change: Change,
    wanted: dict[str, Decimal],
    there: dict[str, Decimal],
    used: dict[str, Decimal],
    where: str,
    verb: str,
) -> None:
    for item, quantity in wanted.items():
        shown = change.facts.shown("orderitem", int(item))
        if item not in there:
            raise Refused(f'{where}: there is no orderitem "{shown}" to {verb}')
        left = there[item] - used.get(item, Decimal(0))
        if quantity > left:
            raise Refused(f'{where}: of orderitem "{shown}", {left} are left to {verb}, not {quantity}')


def _products(tree: Element) -> Element:
    found = tree.find("products")
    return found if found is not None else element("products")


def _replace(parent: Element, holder: Element, complete: list[Element]) -> None:
    made = element("products", None, *complete)
    parent.replace(holder, made)
