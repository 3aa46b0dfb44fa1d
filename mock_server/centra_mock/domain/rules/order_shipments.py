"""Shipments and refunds of an order: what of it goes out, is paid, and comes back.

A client names rows; here they become complete lines, and their quantities are checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeAlias

from centra_mock.clock import iso_date
from centra_mock.domain.merge import insert, would_change
from centra_mock.domain.rules.base import Upsert
from centra_mock.domain.rules.order_rows import choose, listed
from centra_mock.domain.shop import costs, lines, payments, refunds
from centra_mock.domain.shop.money import number
from centra_mock.domain.shop.shipments import SHIPMENT, needs_confirmation, new_shipment, next_appendix, set_total
from centra_mock.domain.shop.stores import PENDING, WHOLESALE
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.scalars import NO, YES
from centra_mock.wire.grammar import Field
from centra_mock.wire.tree import Element, element, own_id, text, with_id
from centra_mock.wire.values import build

Rows: TypeAlias = dict[str, Decimal]
"""Orderitem -> quantity."""

CENTRAS_OWN = ("shipmenttotal", "paidtotal", *lines.CURRENCY)
PAID = "paid"
"""Centra's own where a card pays; of a wholesale shipment, the client says that its invoice was paid (assumed)."""
LASTING = (PAID, "shipped")
"""Once yes, it stays so (assumed): a client that sends its first request again undoes nothing."""


def prepare(upsert: Upsert) -> None:
    """Complete the shipments that were sent, so that they merge into the order."""
    for holder in upsert.sent.findall("shipments"):
        if len(holder) == 0:
            upsert.sent.remove(holder)  # nothing to do: what was shipped stays shipped
        for sent in holder.iterfind("shipment"):
            old = _find(upsert.tree.find("shipments"), sent)
            before = old if old is not None else _new(upsert)
            _leave_settled(upsert, sent, before)
            if old is None:
                _is_confirmed(upsert, sent)
                _lives_here(upsert, sent, "shipment")
                _fill_in(sent, before, SHIPMENT)
            _complete_lines(upsert, sent, old)
            _complete_refunds(upsert, sent, old)


def _is_confirmed(upsert: Upsert, sent: Element) -> None:
    """Refuse a new shipment of an order that is pending still, and is not confirmed by the same update."""
    if needs_confirmation(upsert.tree, upsert.policy.autoconfirm) and text(upsert.sent, "status") in ("", PENDING):
        raise Refused(
            Code.ORDER_NOT_CONFIRMED,
            "the order is pending, and only a confirmed one has shipments; send status confirmed first",
            f'shipment "{upsert.shown("shipment", sent)}"',
        )


def sent_rows(upsert: Upsert, holder: Element, where: str) -> Rows:
    """Return orderitem -> quantity, as the client sent them below ``products`` or ``cancelled``."""
    found: Rows = {}
    for _, row in lines.rows(holder):
        if not text(row, "qty"):
            raise Refused(
                Code.MISSING_FIELD, f'orderitem "{upsert.shown("orderitem", row, "orderitem/id")}" has no qty', where
            )
        if number(row, "qty") < 0:
            raise Refused(Code.OUT_OF_RANGE, f"a quantity of {text(row, 'qty')} is below 0", where)
        found[lines.orderitem(row)] = found.get(lines.orderitem(row), Decimal(0)) + number(row, "qty")
    return found


def settle(upsert: Upsert) -> None:
    """Set the totals after the merge, and pay the shipments that ask for it."""
    date = iso_date(upsert.now)
    _refunds_are_unique(upsert)
    there = upsert.tree.findall("shipments/shipment")
    for shipment in there:
        set_total(upsert.tree, shipment)
    for sent in upsert.sent.iterfind("shipments/shipment"):
        made = with_id(upsert.tree, "shipments/shipment", own_id(sent))
        assert made is not None
        costs.check_costs(made, f'shipment "{upsert.shown("shipment", made)}"')
    payments.cover_shipments(upsert.tree)
    said_paid = {text(sent, "id") for sent in upsert.sent.iterfind("shipments/shipment[paid='yes']")}
    for shipment in there:
        if text(shipment, "id") in said_paid:
            payments.pay_shipment(upsert.tree, shipment, date)
        if text(shipment, "capture") == YES and text(shipment, "paid") != YES:
            _capture(upsert, shipment, date)
        for asked in shipment.findall("capture"):
            shipment.remove(asked)  # it is asked for, and never shown (documented)
    payments.pay_back(upsert.tree, date)


def _capture(upsert: Upsert, shipment: Element, date: str) -> None:
    """Capture if that can be; else there is no effect (documented), and the client hears of it.

    What a card refuses to pay is not shipped by the same update (documented).
    """
    if payments.capture_shipment(upsert.tree, shipment, date):
        return
    sent = with_id(upsert.sent, "shipments/shipment", own_id(shipment))
    stays = payments.is_card(upsert.tree) and sent is not None and text(sent, "shipped") == YES
    if stays:
        lines.set_in(shipment, "shipped", NO, SHIPMENT)
    where = f'shipment "{upsert.shown("shipment", shipment)}"'
    if stays and shipment.find("refunds/refund") is not None:
        raise Refused(Code.PAYMENT_REFUSED, "the payment refuses it, so that nothing goes out or comes back", where)
    why = "the payment refuses it, and it is not shipped" if stays else "the payment refuses it"
    upsert.notice(Code.PAYMENT_REFUSED, f"{where}/capture: {why}")


def _find(holder: Element | None, sent: Element) -> Element | None:
    siblings = holder if holder is not None else ()
    return next((old for old in siblings if old.tag == sent.tag and text(old, "id") == text(sent, "id")), None)


def _leave_settled(upsert: Upsert, sent: Element, before: Element) -> None:
    """Take out what the client can't upsert."""
    own = CENTRAS_OWN if text(upsert.tree, "type") == WHOLESALE else (*CENTRAS_OWN, PAID)
    why = dict.fromkeys(own, "only Centra changes it; left as it is")
    why |= {name: "it stays yes" for name in LASTING if name not in own and text(before, name) == YES}
    if text(before, PAID) == YES:
        why |= dict.fromkeys(lines.COSTS, "it is paid; left as it is")
    for name, reason in why.items():
        for sub in sent.findall(name):
            sent.remove(sub)
            if would_change(before, sub, SHIPMENT):
                upsert.notice(Code.READ_ONLY_FIELD, f'shipment "{upsert.shown("shipment", sent)}"/{name}: {reason}')


def _new(upsert: Upsert) -> Element:
    """Return a new shipment, with what the client need not send. It costs what the client says (documented)."""
    appendix = next_appendix(upsert.tree, upsert.sent)
    return build(SHIPMENT, {**new_shipment(upsert.tree, upsert.now), "appendix": appendix, **costs.no_costs()})


def _fill_in(sent: Element, given: Element, field: Field) -> None:
    """Give a new shipment or refund what was not sent."""
    for sub in list(given):
        if sent.find(str(sub.tag)) is None:
            insert(sent, sub, field)


def _lives_here(upsert: Upsert, sent: Element, kind: str) -> None:
    for type, other in upsert.facts.owners(kind, own_id(sent)) - {(upsert.obj.name, own_id(upsert.tree))}:
        raise Refused(
            Code.ID_TAKEN,
            f'{kind} "{upsert.shown(kind, sent)}" belongs to {type} "{upsert.facts.shown(type, other)}"; '
            f"use an id that no {kind} has",
        )


def _complete_lines(upsert: Upsert, sent: Element, old: Element | None) -> None:
    where = f'shipment "{upsert.shown("shipment", sent)}"'
    if (holder := sent.find("products")) is not None:
        left = _left(upsert.tree, _elsewhere(upsert.tree, upsert.sent, "shipments/shipment", sent))
        choose(holder, left, lines.quantities(old.find("products") if old is not None else None))
        wanted = sent_rows(upsert, holder, where)
        _check_left(upsert, wanted, left, upsert.tree, where, "ship")
        _place(_products_after(wanted, old, upsert.tree), sent, old, SHIPMENT)
    if old is None and sent.find("refunds/refund") is not None and sent.find("products") is None:
        raise Refused(Code.UNKNOWN_PART, f"there is no such shipment; there are {_known_shipments(upsert)}", where)
    if old is None and not any(lines.rows(sent.find("products"))):
        raise Refused(Code.MISSING_ORDERITEMS, "products are missing; name what it holds by orderitem and qty", where)
    if old is not None and text(old, "shipped") == YES and sent.find("products") is not None:
        raise Refused(Code.SHIPMENT_IS_SHIPPED, "it is shipped, and what it holds can't be changed", where)


def _known_shipments(upsert: Upsert) -> str:
    """Return the shipments that the order had before, each by its id and by order and appendix."""
    order = upsert.shown("order", upsert.tree)
    there = upsert.tree.iterfind("shipments/shipment")
    return (
        ", ".join(f'"{upsert.shown("shipment", each)}" ({order}-{text(each, "appendix")})' for each in there) or "none"
    )


def _complete_refunds(upsert: Upsert, sent: Element, old: Element | None) -> None:
    shipment = old if old is not None and sent.find("products") is None else sent
    for holder in sent.findall("refunds"):
        if len(holder) == 0 and old is not None:
            sent.remove(holder)  # nothing to do: what came back stays so
    is_out = any(text(each, "shipped") == YES for each in (sent, old) if each is not None)
    for refund in sent.iterfind("refunds/refund"):
        _lives_here(upsert, refund, "refund")
        before = _find(old.find("refunds") if old is not None else None, refund)
        where = f'refund "{upsert.shown("refund", refund)}"'
        if before is None:
            if not is_out:
                raise Refused(
                    Code.SHIPMENT_NOT_SHIPPED, "its shipment is not shipped, so that nothing of it can come back", where
                )
            _fill_in(refund, build(refunds.REFUND, refunds.new_refund(is_return=False)), refunds.REFUND)
        if (products := refund.find("products")) is not None:
            left = _left(shipment, _elsewhere(old, sent, "refunds/refund", refund))
            choose(products, left, lines.quantities(before.find("products") if before is not None else None))
            wanted = sent_rows(upsert, products, where)
            _check_left(upsert, wanted, left, shipment, where, "refund")
            _place(_products_after(wanted, before, shipment), refund, before, refunds.REFUND)


def _products_after(wanted: Rows, old: Element | None, source: Element) -> Element | None:
    """Complete lines for the rows that are wanted and those that are there; none where that changes nothing."""
    before = lines.quantities(old.find("products")) if old is not None else {}
    now = {item: quantity for item, quantity in {**before, **wanted}.items() if quantity}
    if now == before:
        return None
    holder = source.find("products")
    return element("products", None, *(lines.excerpt(holder, now) if holder is not None else ()))


def _place(products: Element | None, sent: Element, old: Element | None, field: Field) -> None:
    """Let complete products stand for those that were sent, and for the old ones, with which they must not merge."""
    for holder in sent.findall("products"):
        sent.remove(holder)
    if products is not None:
        insert(sent, products, field)
        for stale in old.findall("products") if old is not None else ():
            old.remove(stale)  # type: ignore[union-attr]


def _elsewhere(old: Element | None, sent: Element, path: str, but: Element) -> Rows:
    """Return orderitem -> quantity in all siblings but one, as they will be after this update."""
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


def _refunds_are_unique(upsert: Upsert) -> None:
    seen = set()
    for refund in upsert.tree.iterfind("shipments/shipment/refunds/refund"):
        if own_id(refund) in seen:
            raise Refused(
                Code.ID_TAKEN,
                "another shipment of this order has it; refund ids are unique over all orders",
                f'refund "{upsert.shown("refund", refund)}"',
            )
        seen.add(own_id(refund))


def _left(tree: Element, used: Rows) -> Rows:
    there = lines.quantities(tree.find("products"))
    return {item: quantity - used.get(item, Decimal(0)) for item, quantity in there.items()}


def _check_left(upsert: Upsert, wanted: Rows, left: Rows, source: Element, where: str, verb: str) -> None:
    for item, quantity in wanted.items():
        shown = upsert.facts.shown("orderitem", int(item))
        if item not in left:
            there = listed(lines.rows(source.find("products")), upsert.facts)
            raise Refused(
                Code.UNKNOWN_ORDERITEM, f'there is no orderitem "{shown}" to {verb}; there are {there}', where
            )
        if quantity > left[item]:
            raise Refused(
                Code.QUANTITY_TOO_LARGE,
                f'of orderitem "{shown}", {left[item]} are left to {verb}, not {quantity}',
                where,
            )
