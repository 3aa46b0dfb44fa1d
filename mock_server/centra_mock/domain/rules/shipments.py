"""Shipments and refunds of an order: what of it goes out, is paid, and comes back.

A client names rows by ``orderitem``; here they become complete lines, and their quantities are checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from decimal import Decimal
from typing import TypeAlias

from centra_mock.clock import iso_date
from centra_mock.domain.merge import insert
from centra_mock.domain.rules.base import Change
from centra_mock.domain.shop import costs, lines, payments
from centra_mock.domain.shop.money import number
from centra_mock.domain.shop.shipments import SHIPMENT, new_shipment, set_total
from centra_mock.errors import Refused
from centra_mock.wire.build import build
from centra_mock.wire.tree import Element, element, own_id, text

Rows: TypeAlias = dict[str, Decimal]
"""Orderitem -> quantity."""

CENTRAS_OWN = ("shipmenttotal", "paidtotal")
LASTING = ("paid", "shipped")
"""Once yes, it stays so (assumed): a client that sends its first request again undoes nothing."""


def prepare(change: Change) -> None:
    """Complete the shipments that were sent, so that they merge into the order."""
    for holder in change.sent.findall("shipments"):
        if len(holder) == 0:
            change.sent.remove(holder)  # nothing to do: what was shipped stays shipped
        for sent in holder.iterfind("shipment"):
            old = _find(change.tree.find("shipments"), sent)
            _leave_settled(change, sent, old)
            if old is None:
                _begin(change, sent)
            _complete_lines(change, sent, old)
            _complete_refunds(change, sent, old)


def sent_rows(change: Change, holder: Element, where: str) -> Rows:
    """Orderitem -> quantity, as the client sent them below ``products`` or ``cancelled``."""
    found: Rows = {}
    for _, row in lines.rows(holder):
        if not text(row, "qty"):
            raise Refused(f'{where}: orderitem "{change.shown("orderitem", row, "orderitem/id")}" has no qty')
        if number(row, "qty") < 0:
            raise Refused(f"{where}: a quantity of {text(row, 'qty')} is below 0")
        found[lines.orderitem(row)] = found.get(lines.orderitem(row), Decimal(0)) + number(row, "qty")
    return found


def settle(change: Change) -> None:
    """After the merge: costs, totals, and payment for the shipments that ask for it."""
    date = iso_date(change.now)
    _refunds_are_unique(change)
    for shipment in change.tree.iterfind("shipments/shipment"):
        costs.share(change.tree, shipment)
        set_total(change.tree, shipment)
        if text(shipment, "capture") == "yes" and text(shipment, "paid") != "yes":
            payments.capture_shipment(change.tree, shipment, date)
        if text(shipment, "paid") == "yes" and not number(shipment, "paidtotal"):
            lines.set_in(shipment, "paidtotal", text(shipment, "shipmenttotal"), SHIPMENT)
    payments.cover_shipments(change.tree)
    payments.pay_back(change.tree, date)


def _find(holder: Element | None, sent: Element) -> Element | None:
    siblings = holder if holder is not None else ()
    return next((old for old in siblings if old.tag == sent.tag and text(old, "id") == text(sent, "id")), None)


def _leave_settled(change: Change, sent: Element, old: Element | None) -> None:
    """Take out what the client can't change."""
    for name in (*CENTRAS_OWN, *LASTING):
        before = text(old, name) if old is not None else None
        if name in LASTING and before != "yes":
            continue
        for sub in sent.findall(name):
            sent.remove(sub)
            if before is not None and (sub.text or "") != before:
                why = f"it stays {before}" if name in LASTING else "only Centra changes it; left as it is"
                change.notices.append(f'shipment "{change.shown("shipment", sent)}"/{name}: {why}')


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
    elsewhere = _elsewhere(change.tree, change.sent, "shipments/shipment", sent)
    _complete(change, sent, old, change.tree, elsewhere, where, "ship")
    if old is None and not any(lines.rows(sent.find("products"))):
        raise Refused(f"{where}: products are missing; name what it holds by orderitem and qty")
    if old is not None and text(old, "shipped") == "yes" and sent.find("products") is not None:
        raise Refused(f"{where}: it is shipped, and what it holds can't be changed")


def _complete_refunds(change: Change, sent: Element, old: Element | None) -> None:
    shipment = old if old is not None and sent.find("products") is None else sent
    for refund in sent.iterfind("refunds/refund"):
        _lives_here(change, refund, "refund")
        before = _find(old.find("refunds") if old is not None else None, refund)
        elsewhere = _elsewhere(old, sent, "refunds/refund", refund)
        where = f'refund "{change.shown("refund", refund)}"'
        _complete(change, refund, before, shipment, elsewhere, where, "refund")


def _complete(
    change: Change, sent: Element, old: Element | None, source: Element, elsewhere: Rows, where: str, verb: str
) -> None:
    """Make the rows that were sent, with those that are there already, complete lines, so that their sums are right.

    No ``products`` are left in ``sent`` where they would change nothing.
    """
    holder = sent.find("products")
    if holder is None:
        return
    wanted = sent_rows(change, holder, where)
    _check_left(change, wanted, lines.quantities(source.find("products")), elsewhere, where, verb)
    before = lines.quantities(old.find("products")) if old is not None else {}
    now = {item: quantity for item, quantity in {**before, **wanted}.items() if quantity}
    if now == before:
        sent.remove(holder)
        return
    for stale in old.findall("products") if old is not None else ():
        old.remove(stale)  # type: ignore[union-attr]
    complete = lines.excerpt(_products(source), now)
    sent.replace(holder, element("products", None, *complete))


def _elsewhere(old: Element | None, sent: Element, path: str, but: Element) -> Rows:
    """Orderitem -> quantity in all siblings but one, as they will be after this update."""
    siblings: dict[str, Rows] = {}
    for tree in (old, sent):
        for each in tree.iterfind(path) if tree is not None else ():
            siblings.setdefault(text(each, "id"), {}).update(lines.quantities(each.find("products")))
    siblings.pop(text(but, "id"))
    return _sum(siblings.values())


def _sum(all_rows: Iterable[Rows]) -> Rows:
    found: Rows = {}
    for rows in all_rows:
        for item, quantity in rows.items():
            found[item] = found.get(item, Decimal(0)) + quantity
    return found


def _refunds_are_unique(change: Change) -> None:
    seen = set()
    for refund in change.tree.iterfind("shipments/shipment/refunds/refund"):
        if own_id(refund) in seen:
            raise Refused(
                f'refund "{change.shown("refund", refund)}": another shipment of this order has it; '
                "refund ids are unique over all orders"
            )
        seen.add(own_id(refund))


def _check_left(change: Change, wanted: Rows, there: Rows, used: Rows, where: str, verb: str) -> None:
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
