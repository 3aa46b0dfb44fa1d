"""Updates of orders as a client sends them, and what becomes of the order."""

from __future__ import annotations

from typing import Any

from centra_mock import Centra
from centra_mock.wire.tree import Element
from support.objects import accepted, line, refused, shown, xml

FREE = "variations/variation[id='sweater-blue']/sizes/size[id='{}']/warehouseitems/warehouse/qty"


def shipment(id: str, quantities: dict[str, int] | None = None, **fields: Any) -> dict[str, Any]:
    """A shipment, new or changed, as a field of an order."""
    products = {"products": line(quantities)} if quantities is not None else {}
    return {"shipments": {"shipment": [{"id": id, **products, **fields}]}}


def refund(shipment_id: str, id: str, quantities: dict[str, int], **fields: Any) -> dict[str, Any]:
    """A refund of a shipment, as a field of an order."""
    return shipment(shipment_id, refunds={"refund": [{"id": id, "products": line(quantities), **fields}]})


def change(centra: Centra, order: str, *changes: dict[str, Any]) -> Element:
    """Update an order and see it; the same update again changes nothing."""
    for fields in changes:
        accepted(centra, "order", {"id": order, **fields})
        once = xml(centra, "order", order)
        accepted(centra, "order", {"id": order, **fields})
        assert xml(centra, "order", order) == once
    return shown(centra, "order", order)


def errors(centra: Centra, order: str, fields: dict[str, Any]) -> list[str]:
    """What an update is refused for. It leaves the order as it was."""
    before = xml(centra, "order", order)
    found = refused(centra, "order", {"id": order, **fields})
    assert xml(centra, "order", order) == before
    return [message.removeprefix(f'order "{order}": ') for message in found]


def values(tree: Element, *names: str) -> list[str | None]:
    """The texts of some fields."""
    return [tree.findtext(name) for name in names]


def free(centra: Centra, size: str = "M") -> str | None:
    """The free stock of the blue sweater in a size."""
    return shown(centra, "product", "sweater").findtext(FREE.format(size))
