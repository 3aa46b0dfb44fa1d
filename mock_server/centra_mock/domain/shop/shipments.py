"""What a new shipment says before anything has happened to it."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime

from centra_mock.clock import iso_date
from centra_mock.domain.shop import lines
from centra_mock.domain.shop.money import amount
from centra_mock.wire.build import Value, build
from centra_mock.wire.tree import Element, text

SHIPMENT = lines.ORDER.find("shipments/shipment")


def new_shipment(order: Element, now: datetime) -> dict[str, Value]:
    """The fields of an order's next shipment, but for its id and what it holds."""
    return {
        "paid": "no", "shipped": "no", "goodtogo": "no", "capture": "no",
        "appendix": len(order.findall("shipments/shipment")) + 1,
        "shipmenttotal": "0.00", "paidtotal": "0.00", "created": iso_date(now), "refunds": "",
        **{name: text(order, name) for name in ("currency", "currencyrate", "basecurrency")},
        "shippingaddress": deepcopy(order.find("shippingaddress")),
    }  # fmt: skip


def ship_all(order: Element, id: int, now: datetime) -> None:
    """Put a whole order into a first shipment, good to go, as retail shops often do (documented)."""
    products, shipments = order.find("products"), order.find("shipments")
    assert products is not None
    assert shipments is not None
    made = build(SHIPMENT, {
        **new_shipment(order, now), "id": id, "goodtogo": "yes",
        "products": {"product": lines.excerpt(products, lines.quantities(products))},
        "shipping": deepcopy(order.find("shipping")),
    })  # fmt: skip
    lines.set_in(made, "shipmenttotal", amount(lines.total(made, text(order, "type"))), SHIPMENT)
    shipments.append(made)
