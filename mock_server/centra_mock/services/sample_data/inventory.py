"""What a Centra has that made-up things can be made from. Looked up once: it is a bulk that is made."""

from __future__ import annotations

from dataclasses import dataclass

from centra_mock.domain.sample_data.goods import SizeTable
from centra_mock.domain.shop.stores import RETAIL, STORES
from centra_mock.services.objects import FoundObject, found_objects
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.tree import text

ALL = 10_000_000


@dataclass(frozen=True)
class Pricelist:
    """A pricelist, with the products that it has prices for."""

    id: str
    currency: str
    is_retail: bool
    products: frozenset[str]


@dataclass(frozen=True)
class Row:
    """Something that can be ordered."""

    product: str
    variation: str
    sizes: tuple[str, ...]


class StockList:
    """What there is, by the client's ids."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def found(self, type: str) -> list[FoundObject]:
        return found_objects(self._unit, type, self._unit.objects.page(type, 0, ALL))

    def ids(self, type: str) -> list[str]:
        return [one.id for one in self.found(type)]

    def markets(self, retail: bool) -> list[str]:
        return [one.id for one in self.found("market") if _is_retail(one) == retail]

    def size_tables(self) -> list[SizeTable]:
        tables: dict[str, list[str]] = {}
        for size in self.found("size"):
            tables.setdefault(text(size.tree, "sizetable/id"), []).append(size.id)
        return [SizeTable(id, tuple(sizes)) for id, sizes in tables.items()]

    def pricelists(self) -> list[Pricelist]:
        return [
            Pricelist(
                one.id,
                text(one.tree, "currency"),
                _is_retail(one),
                frozenset(text(item, "id") for item in one.tree.iterfind("items/product")),
            )
            for one in self.found("pricelist")
        ]

    def rows(self) -> list[Row]:
        return [
            Row(one.id, text(variation, "id"), tuple(text(size, "id") for size in variation.iterfind("sizes/size")))
            for one in self.found("product")
            for variation in one.tree.iterfind("variations/variation")
            if variation.find("sizes/size") is not None
        ]


def _is_retail(one: FoundObject) -> bool:
    return text(one.tree, "store") == str(STORES[RETAIL])
