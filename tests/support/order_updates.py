"""Send updates of orders as a client, and return the orders."""

from __future__ import annotations

from typing import Any

from centra_mock import Centra
from centra_mock.wire.tree import Element
from support.objects import accepted, line, refused, shown, xml

FREE = "variations/variation[id='sweater-blue']/sizes/size[id='{}']/warehouseitems/warehouse/qty"


def shipment(id: str, quantities: dict[str, int] | None = None, **fields: Any) -> dict[str, Any]:
    """Return a new or changed shipment as a field of an order."""
    products = {"products": line(quantities)} if quantities is not None else {}
    return {"shipments": {"shipment": [{"id": id, **products, **fields}]}}


def refund(shipment_id: str, id: str, quantities: dict[str, int], **fields: Any) -> dict[str, Any]:
    """Return a refund of a shipment as a field of an order."""
    return shipment(shipment_id, refunds={"refund": [{"id": id, "products": line(quantities), **fields}]})


def change(centra: Centra, order: str, *changes: dict[str, Any]) -> Element:
    """Update an order and return it; check that a repeated update changes nothing."""
    for fields in changes:
        accepted(centra, "order", {"id": order, **fields})
        once = xml(centra, "order", order)
        accepted(centra, "order", {"id": order, **fields})
        assert xml(centra, "order", order) == once
    return shown(centra, "order", order)


def errors(centra: Centra, order: str, fields: dict[str, Any]) -> list[str]:
    """Return the errors of an update that must be refused; check that it changes nothing."""
    before = xml(centra, "order", order)
    found = refused(centra, "order", {"id": order, **fields})
    assert xml(centra, "order", order) == before
    return [message.removeprefix(f'order "{order}": ') for message in found]


def values(tree: Element, *names: str) -> list[str | None]:
    """Return the texts of some fields."""
    return [tree.findtext(name) for name in names]


def free(centra: Centra, size: str = "M") -> str | None:
    """Return the free stock of the blue sweater in a size."""
    return shown(centra, "product", "sweater").findtext(FREE.format(size))
