"""The invoice of an order, or of one of its shipments: the same lines, costs and totals."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

from centra_mock.domain.shop import lines, money, payments
from centra_mock.domain.shop.addresses import full_name
from centra_mock.domain.shop.stores import WHOLESALE
from centra_mock.scalars import NO
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element, own_id, text
from centra_mock.wire.values import Value, build

INVOICE = OBJECTS["invoice"].field
COPIED = (
    "store", "type", "currency", "currencyrate", "basecurrency", "internalinformation", "ponumber",
    "billingaddress", "shippingaddress", "account",
)  # fmt: skip
"""What an invoice has in common with its order; what does not apply to the order is absent in both."""
TERMS = ("paymentterms", "shippingterms")
OPEN, PAID = "open", "paid"


def invoice(order: Element, part: Element, id: int, today: date, days: int, skus: Mapping[str, str]) -> Element:
    """Return an invoice of ``part``, which is the order or one of its shipments; due in a number of days.

    ``skus`` are the variations' parts of the skus, by id, which lines do not have.
    """
    kind = text(order, "type")
    total = lines.total(part, kind)
    paid = min(total, payments.received(order) if part is order else money.number(part, "paidtotal"))
    return build(INVOICE, {
        **{name: deepcopy(order.find(name)) for name in COPIED},
        **{name: text(order, f"{name}/description") for name in TERMS if order.find(name) is not None},
        "id": id, "serialno": id, "status": PAID if paid >= total else OPEN, "documenttype": "invoice",
        "total": money.amount(total), "vat": money.amount(vat(part, kind)), "totalpaid": money.amount(paid),
        "invoicedate": today.isoformat(), "orderdate": text(order, "created").partition("T")[0],
        "duedate": (today + timedelta(days=days)).isoformat(),
        "buyer": _buyer(order), "order": {"id": own_id(order)},
        "shipment": {"id": own_id(part)} if part is not order else None,
        "items": {"invoiceitem": _items(part, skus), "additional": _costs(part)}, "locked": NO,
    })  # fmt: skip


def vat(part: Element, kind: str) -> Decimal:
    """Return the tax on the lines: on top of them for wholesale, within them for retail."""
    found = Decimal(0)
    for line in part.iterfind("products/product"):
        rate = money.number(line, "tax")
        if kind == WHOLESALE:
            found += lines.tax_on_top(line)
        else:
            found += money.round_to_cents(money.number(line, "subtotal") * rate / (100 + rate))
    return found


def _items(part: Element, skus: Mapping[str, str]) -> list[Value]:
    return [_item(line, row, skus) for line, row in lines.rows(part.find("products"))]


def _item(line: Element, row: Element, skus: Mapping[str, str]) -> dict[str, Value]:
    subtotal = money.number(row, "qty") * money.number(line, "price")
    return {
        "itemid": lines.orderitem(row), "subtotal": money.short_amount(subtotal),
        **{name: text(line, name) for name in ("price", "tax", "description", "discount")}, "qty": text(row, "qty"),
        "product": _reference(line), "variation": _reference(line.find("variation")), "size": _reference(row),
        "sku": text(line, "sku") + skus.get(text(line, "variation/id"), "") + text(row, "sku"),
    }  # fmt: skip


def _buyer(order: Element) -> Value:
    if order.find("buyer/id") is None:
        return None
    return {"id": int(text(order, "buyer/id")), "description": full_name(order, "buyer")}


def _reference(thing: Element | None) -> Value:
    if thing is None or not text(thing, "id"):
        return None
    return {"id": own_id(thing), "description": text(thing, "description")}


def _costs(part: Element) -> list[Value]:
    """Return the costs that come to something."""
    found: list[Value] = []
    for name in lines.COSTS:
        if money.number(part, f"{name}/subtotal"):
            found.append(build(INVOICE.find("items/additional"), {
                "subtotal": text(part, f"{name}/subtotal"), "description": name.capitalize(), "key": name,
            }))  # fmt: skip
    return found
