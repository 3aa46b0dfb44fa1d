"""What there is to order: each size of each variation, with its stock and what it costs in a pricelist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from centra_mock.domain.shop.money import number
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.services.catalogue import Catalogue
from centra_mock.services.objects import load_object, read_shared
from centra_mock.services.shop.product_search import sku
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.tree import Element, own_id, text

_KEY = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,17})\.([1-9][0-9]{0,17})")


class SkuKey(NamedTuple):
    """A size of a variation of a product, by internal ids. As a text: ``12.34.5``."""

    product: int
    variation: int
    size: int

    @classmethod
    def read(cls, text: str) -> SkuKey:
        found = _KEY.fullmatch(text)
        if found is None:
            raise Refused(
                Code.INVALID_VALUE,
                f"{text[:60]!r} names nothing that could be ordered; choose it from the catalogue",
                "line",
            )
        return cls(*(int(each) for each in found.groups()))

    def __str__(self) -> str:
        return ".".join(map(str, self))


class Sku(NamedTuple):
    """Something that can be ordered."""

    key: SkuKey
    product: str
    variation: str
    size: str
    """What the client calls them."""
    name: str
    """What people call it: product, variation and size."""
    sku: str
    stock: Decimal
    price: Decimal | None
    """``None`` where the pricelist has none."""

    def is_meant(self, words: str) -> bool:
        """Return whether every word stands somewhere in what it is called."""
        called = f"{self.name} {self.sku} {self.product} {self.variation}".casefold()
        return all(word in called for word in words.casefold().split())


def skus_of(unit: UnitOfWork, product: Element, catalogue: Catalogue, prices: Element | None) -> Iterator[Sku]:
    """Yield everything that a product comes in."""
    for variation in product.iterfind("variations/variation"):
        found = catalogue.prices(prices, own_id(product), own_id(variation)) if prices is not None else None
        for size in variation.iterfind("sizes/size"):
            key = SkuKey(own_id(product), own_id(variation), own_id(size))
            there = (number(each, "qty") for each in size.iterfind("warehouseitems/warehouse"))
            names = (text(product, "description"), text(variation, "description"), _size_name(unit, key.size))
            yield Sku(
                key=key,
                product=unit.ids.shown("product", key.product),
                variation=unit.ids.shown("variation", key.variation),
                size=unit.ids.shown("size", key.size),
                name=" ".join(filter(None, names)),
                sku=sku(product, variation, size),
                stock=sum((max(quantity, Decimal(0)) for quantity in there), Decimal(0)),
                price=found[1] if found is not None else None,
            )


def find_sku(unit: UnitOfWork, key: SkuKey, catalogue: Catalogue, prices: Element | None) -> Sku:
    """Raise ``Refused`` where it is gone."""
    product = load_object(unit, "product", key.product)
    found = skus_of(unit, product, catalogue, prices) if product is not None else iter(())
    for each in found:
        if each.key == key:
            return each
    raise Refused(
        Code.UNKNOWN_OBJECT,
        f"what was chosen as {key} is not in the catalogue any more; take it out of the order",
        "line",
    )


def _size_name(unit: UnitOfWork, id: int) -> str:
    made = read_shared(unit, "size", id)
    return text(made, "description") if made is not None else ""
