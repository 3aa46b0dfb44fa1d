"""Helpers for tests of the shop."""

from __future__ import annotations

from centra_mock import Centra
from centra_mock.wire.tree import Element
from centra_mock.wire.values import Value
from support import order_sums
from support.wire import done
from support.zeep_view import newest


def add_set(shop: Centra) -> None:
    """Add a product that is sold as a bundle, without stock and price."""
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


def object_of(shop: Centra, type: str, id: str) -> Element:
    """Return an existing object as the client sees it."""
    found = shop.objects.get(type, id)
    assert found is not None, f"there is no {type} {id}"
    return found


def texts(tree: Element, *names: str) -> dict[str, str | None]:
    return {name: tree.findtext(name) for name in names}


def clear(shop: Centra) -> None:
    """Mark all events done."""
    done(shop, *(event.id for event in shop.queue))


def seen(shop: Centra, *types: str) -> Element:
    """Return the order in the newest event after checking its sums; check that only these events are queued."""
    assert [event.type for event in shop.queue] == list(types or ("order",))
    order = newest(shop, "order")
    order_sums.check_order(order)
    order_sums.check_ids(shop, order, order_sums.ORDER)
    return order


def items(order: Element, path: str = "products") -> list[str]:
    return list(order_sums.rows(order, path))
