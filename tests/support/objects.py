"""Send objects as plain values over the wire, and return them as the client sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from centra_mock import Centra
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element
from centra_mock.wire.values import build
from support.wire import Reply, call


def update(centra: Centra, type: str, *objects: Mapping[str, Any] | Element, endpoint: str = "soap") -> Reply:
    """Call the update of a type. Fields that are left out are absent, and ``""`` is an empty element."""
    obj = OBJECTS[type]
    trees = [values if isinstance(values, Element) else build(obj.field, values) for values in objects]
    inner = "".join(etree.tostring(tree, encoding="unicode") for tree in trees)
    return call(centra, f"{obj.plural}_Update", f"<{obj.plural}>{inner}</{obj.plural}>", endpoint)


def accepted(centra: Centra, type: str, *objects: Mapping[str, Any] | Element) -> Reply:
    """Send an update that must succeed."""
    reply = update(centra, type, *objects)
    assert reply.success, reply.fault or reply.errors
    return reply


def refused(centra: Centra, type: str, *objects: Mapping[str, Any] | Element) -> list[str]:
    """Send an update that must fail; return its errors."""
    reply = update(centra, type, *objects)
    assert reply.fault is None, reply.fault
    assert not reply.success
    return reply.errors


def shown(centra: Centra, type: str, id: str) -> Element:
    """Return an object as the client sees it."""
    found = centra.objects.get(type, id)
    assert found is not None, f"there is no {type} {id}"
    return found


def xml(centra: Centra, type: str, id: str) -> str:
    return etree.tostring(shown(centra, type, id), encoding="unicode")


def rows(tree: Element, path: str) -> dict[str, str]:
    """Return order item -> quantity for all rows below a path such as ``products``."""
    return {
        str(row.findtext("orderitem/id")): str(row.findtext("qty"))
        for row in tree.iterfind(f"{path}/product/sizes/size")
    }


def line(quantities: Mapping[str, int], product: str = "sweater", size: str = "M") -> dict[str, Any]:
    """Return a line that names rows by order item, as clients ship, cancel and refund."""
    sizes = [{"id": size, "qty": quantity, "orderitem": {"id": item}} for item, quantity in quantities.items()]
    return {"product": [{"id": product, "sizes": {"size": sizes}}]}
