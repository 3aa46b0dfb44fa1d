"""What tests of the shop add to the demo shop."""

from __future__ import annotations

from centra_mock import Tenant
from centra_mock.wire.build import Value
from centra_mock.wire.tree import Element


def add_set(shop: Tenant) -> None:
    """A product that is sold as a bundle: it has neither stock nor a price."""
    variation: dict[str, Value] = {
        "id": "set-one", "description": "One", "sku": "-1", "sizetable": {"id": "ONE"},
        "sizes": {"size": [{"id": "ONE"}]},
    }  # fmt: skip
    product: dict[str, Value] = {
        "id": "set",
        "sku": "SET",
        "description": "Set",
        "variations": {"variation": [variation]},
    }
    shop.update("products", [product])


def object_of(shop: Tenant, type: str, id: str) -> Element:
    """An object that has to be there, as the client sees it."""
    found = shop.get(type, id)
    assert found is not None, f"there is no {type} {id}"
    return found
