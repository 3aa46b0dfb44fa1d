"""Invoices of orders and shipments."""

from __future__ import annotations

from centra_mock.domain.object_input import Fields
from centra_mock.domain.shop import invoices
from centra_mock.services.objects import load_object
from centra_mock.services.shop.fulfilment import find_shipment
from centra_mock.services.shop.overrides import name_it, override
from centra_mock.services.shop.transaction import ORDER, Desk
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element, text

INVOICE = OBJECTS["invoice"]


def invoice_order(desk: Desk, order: str, shipment: str | None, fields: Fields | None) -> str:
    """Make the invoice of an order, or of one of its shipments. Returns the invoice's id."""
    tree = desk.load(ORDER.name, order)
    part = find_shipment(desk, tree, shipment) if shipment is not None else tree
    id = desk.new_id(INVOICE.name)
    made = invoices.invoice(tree, part, id, desk.now.date(), _days(desk, tree))
    name_it(desk, INVOICE.name, id, fields, None, INVOICE.field)
    override(desk, INVOICE.field, made, fields)
    desk.save(INVOICE, made)
    return desk.shown(INVOICE.name, made)


def _days(desk: Desk, order: Element) -> int:
    """The days that an order's payment terms give; none if they don't say."""
    internal = text(order, "paymentterms/id")
    terms = load_object(desk.unit, "paymentterms", int(internal)) if internal else None
    days = text(terms, "duedays").strip() if terms is not None else ""
    return int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0
