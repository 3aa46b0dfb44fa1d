"""Invoices of orders and shipments."""

from __future__ import annotations

from centra_mock.activities.orders import InvoiceOrder
from centra_mock.domain.shop import invoices
from centra_mock.scalars import whole_number
from centra_mock.services.objects import load_object
from centra_mock.services.shop.fulfilment import find_shipment
from centra_mock.services.shop.holding import refuse_held
from centra_mock.services.shop.overrides import name_it, override
from centra_mock.services.shop.performing import performs
from centra_mock.services.shop.transaction import ORDER, ShopTransaction
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element, text

INVOICE = OBJECTS["invoice"]


@performs(InvoiceOrder)
def invoice_order(shop: ShopTransaction, wanted: InvoiceOrder) -> str:
    """Make the invoice of an order, or of one of its shipments. Return the invoice's id."""
    tree = shop.load(ORDER.name, wanted.order)
    refuse_held(tree, wanted.order)
    part = find_shipment(shop, tree, wanted.shipment) if wanted.shipment is not None else tree
    id = shop.new_id(INVOICE.name)
    made = invoices.invoice(tree, part, id, shop.now.date(), _days(shop, tree), _variation_skus(shop, part))
    name_it(shop, INVOICE.name, id, wanted.fields, None, INVOICE.field)
    override(shop, INVOICE.field, made, wanted.fields)
    shop.save(INVOICE, made)
    return shop.shown(INVOICE.name, made)


def _variation_skus(shop: ShopTransaction, part: Element) -> dict[str, str]:
    """Return the variations' parts of the skus, by internal id."""
    named = {text(line, "id") for line in part.iterfind("products/product")} - {""}
    products = (load_object(shop.unit, "product", int(id)) for id in named)
    return {
        text(variation, "id"): text(variation, "sku")
        for product in products
        if product is not None
        for variation in product.iterfind("variations/variation")
    }


def _days(shop: ShopTransaction, order: Element) -> int:
    """Return the days that an order's payment terms give; none if they don't say."""
    internal = text(order, "paymentterms/id")
    terms = load_object(shop.unit, "paymentterms", int(internal)) if internal else None
    days = text(terms, "duedays").strip() if terms is not None else ""
    return whole_number(days, 9999) or 0
