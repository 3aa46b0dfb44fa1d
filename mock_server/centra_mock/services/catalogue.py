"""What the shop sells: from what an order asks for to products, sizes and prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from centra_mock.domain.shop.lines import set_in
from centra_mock.domain.shop.money import number
from centra_mock.domain.shop.orders import Wanted
from centra_mock.domain.shop.stores import STORES
from centra_mock.errors import Refused
from centra_mock.services.objects import find_object, load_object
from centra_mock.store.unit import Unit
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element, load, own_id, text, with_id

SIZE = OBJECTS["product"].field.find("variations/variation/sizes/size")


@dataclass(frozen=True)
class Line:
    """What somebody orders, by the client's ids. What is left out is chosen: the first that there is."""

    product: str | None = None
    variation: str | None = None
    size: str | None = None
    quantity: int = 1
    price: Decimal | None = None
    """What is paid for one, if not what the pricelist says."""
    comment: str = ""


class Catalogue:
    """Products, prices and markets of one kind of store."""

    def __init__(self, unit: Unit, kind: str) -> None:
        self._unit = unit
        self._store = str(STORES[kind])
        self._products: dict[int, Element] = {}

    def market(self, external: str | None) -> Element:
        return self._chosen("market", external)

    def wanted(self, lines: Sequence[Line], pricelist: str | None) -> tuple[list[Wanted], Element]:
        """What the lines ask for, and the pricelist that gives the prices."""
        if not lines:
            raise Refused("lines: an order has at least one")
        prices = self._chosen("pricelist", pricelist)
        return [self._wanted(line, prices) for line in lines], prices

    def _wanted(self, line: Line, prices: Element) -> Wanted:
        if line.quantity < 1:
            raise Refused(f"quantity: {line.quantity} is not above 0")
        product = self._product(line, prices)
        variation = self._part(product, "variations/variation", "variation", line.variation)
        size = self._part(variation, "sizes/size", "size", line.size)
        listed, price = self._prices(prices, product, variation, line)
        self._describe(size)
        return Wanted(product, variation, size, line.quantity, listed, price, line.comment)

    def _describe(self, size: Element) -> None:
        """Orders say what a size is called, which is written where the size was made."""
        made = load_object(self._unit, "size", own_id(size))
        if made is not None and not text(size, "description"):
            set_in(size, "description", text(made, "description"), SIZE)

    def _product(self, line: Line, prices: Element) -> Element:
        if line.product is not None:
            id = find_object(self._unit, "product", line.product)
        elif line.variation is not None:
            variation = self._unit.ids.find("variation", line.variation, 0)
            owners = self._unit.objects.owners("variation", variation) if variation is not None else set()
            id = next((owner for _, owner in owners), None)
        else:
            id = next((own_id(product) for product in prices.iterfind("items/product")), None)
            if id is None:
                raise Refused("there is nothing to order: no product has a price; send products and pricelists first")
        return self._load_product(id, line)

    def _load_product(self, id: int | None, line: Line) -> Element:
        if id is not None and id not in self._products:
            found = load_object(self._unit, "product", id)
            if found is not None:
                self._products[id] = found
        if id is None or id not in self._products:
            what = f'product "{line.product}"' if line.product is not None else f'variation "{line.variation}"'
            raise Refused(f"there is no {what}; send it with products_Update first")
        return self._products[id]

    def _part(self, owner: Element, path: str, kind: str, external: str | None) -> Element:
        """The variation of a product, or the size of a variation, that the client's id names; or the first."""
        there = owner.findall(path)
        for part in there:
            if external is None or self._unit.ids.shown(kind, own_id(part)) == external:
                return part
        name = self._unit.ids.shown(str(owner.tag), own_id(owner))
        known = ", ".join(self._unit.ids.shown(kind, own_id(part)) for part in there)
        what = f'{kind} "{external}"' if external is not None else kind
        raise Refused(f'{owner.tag} "{name}" has no {what}; it has {known or "none"}')

    def _prices(self, prices: Element, product: Element, variation: Element, line: Line) -> tuple[Decimal, Decimal]:
        """The price in the list and the price to pay: a variation's own goes before the product's."""
        of_product = with_id(prices, "items/product", own_id(product))
        of_variation = with_id(of_product, "variation", own_id(variation)) if of_product is not None else None
        for item in (of_variation, of_product):
            if item is not None and text(item, "price"):
                listed = number(item, "price")
                altered = number(item, "alteredprice") if text(item, "alteredprice") else listed
                return listed, altered if line.price is None else line.price
        if line.price is not None:
            return line.price, line.price
        shown = self._unit.ids.shown("product", own_id(product))
        name = self._unit.ids.shown("pricelist", own_id(prices))
        raise Refused(f'product "{shown}" has no price in pricelist "{name}"; send it with pricelists_Update first')

    def _chosen(self, type: str, external: str | None) -> Element:
        """The market or pricelist of that name, or the first of this kind of store, or the first of all."""
        if external is not None:
            id = find_object(self._unit, type, external)
            found = load_object(self._unit, type, id) if id is not None else None
            if found is None:
                raise Refused(f'there is no {type} "{external}"; send it with {type}s_Update first')
            return found
        first = None
        for _, stored in self._unit.objects.all(type):
            tree = load(stored)
            if text(tree, "store") == self._store:
                return tree
            first = tree if first is None else first
        if first is None:
            raise Refused(f"there is no {type}; send one with {type}s_Update first")
        return first
