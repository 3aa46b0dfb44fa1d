"""Moving stock in and out of what is free to allocate."""

from __future__ import annotations

from collections.abc import Iterable

from centra_mock.domain.shop.lines import set_in
from centra_mock.domain.shop.money import number, short_amount
from centra_mock.domain.shop.stock import StockMove
from centra_mock.services.objects import load_object
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element, to_stored, with_id

PRODUCT = OBJECTS["product"]
STOCK = PRODUCT.field.find("variations/variation/sizes/size/warehouseitems/warehouse")


def move_stock(unit: UnitOfWork, moves: Iterable[StockMove]) -> None:
    """Apply stock moves; a place that is gone meanwhile takes nothing."""
    by_product: dict[int, list[StockMove]] = {}
    for move in moves:
        by_product.setdefault(move.product, []).append(move)
    for product, its in by_product.items():
        tree = load_object(unit, PRODUCT.name, product)
        if tree is not None:
            for move in its:
                _apply(tree, move)
            # Nothing but quantities changed: what lives in the product is what lived in it.
            unit.objects.put(PRODUCT.name, product, to_stored(tree))


def _apply(product: Element, move: StockMove) -> None:
    place: Element | None = product
    for path, id in (
        ("variations/variation", move.variation),
        ("sizes/size", move.size),
        ("warehouseitems/warehouse", move.warehouse),
    ):
        place = with_id(place, path, id) if place is not None else None
    if place is not None:
        set_in(place, "qty", short_amount(number(place, "qty") + move.quantity), STOCK)
