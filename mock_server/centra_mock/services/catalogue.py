"""What the shop sells: from what an order asks for to products, sizes and prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from msgspec import structs

from centra_mock.activities.orders import Line
from centra_mock.domain.rules.accounts import is_active
from centra_mock.domain.shop.lines import set_in
from centra_mock.domain.shop.money import checked_amount, number, round_to_cents
from centra_mock.domain.shop.stock import NewRow
from centra_mock.domain.shop.stores import STORES
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.services.objects import find_object, load_object, read_shared
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element, from_stored, own_id, text, with_id

MOST = 1_000_000
"""The largest quantity of a line."""

SIZE = OBJECTS["product"].field.find("variations/variation/sizes/size")


class Catalogue:
    """Products, prices and markets of one kind of store."""

    def __init__(self, unit: UnitOfWork, kind: str) -> None:
        self._unit = unit
        self._store = str(STORES[kind])
        self._products: dict[int, Element] = {}

    def market(self, external: str | None) -> Element:
        return self._find_or_default("market", external)

    def pricelist(self, external: str | None, currency: str | None = None) -> Element:
        return self._find_or_default("pricelist", external, currency)

    def rows_for(
        self, lines: Sequence[Line], pricelist: str | None, currency: str | None = None
    ) -> tuple[list[NewRow], Element]:
        """Return the rows of an order for some lines, and the pricelist of their prices. Raises ``Refused``."""
        if not lines:
            raise Refused(Code.NOTHING_TO_ORDER, "an order has at least one", "lines")
        prices = self.pricelist(pricelist, currency)
        return [one for line in lines for one in self._rows(line, prices)], prices

    def _rows(self, line: Line, prices: Element) -> Iterator[NewRow]:
        """Yield the row of a line; for a bundle, the rows of its parts and then its own (documented)."""
        if not line.parts:
            yield self._row(line, prices)
            return
        if line.price is not None or line.discount:
            raise Refused(
                Code.BUNDLE_NOT_PRICED,
                "a bundle costs what its parts cost; give the prices and discounts of its parts",
                "price",
            )
        free = structs.replace(line, price=0)
        head = replace(self._row(free, prices), listed=Decimal(0), is_bundle=True)
        for part in line.parts:
            if part.parts:
                raise Refused(Code.BUNDLE_NESTED, "a part of a bundle has no parts of its own", "parts")
            one = self._row(structs.replace(part, preorder=part.preorder or line.preorder), prices)
            yield replace(one, quantity=one.quantity * line.quantity, bundle=own_id(head.product))
        yield head

    def _row(self, line: Line, prices: Element) -> NewRow:
        if not 0 < line.quantity <= MOST:
            wrong = "not above 0" if line.quantity < 1 else f"more than {MOST}"
            raise Refused(Code.OUT_OF_RANGE, f"{line.quantity} is {wrong}", "quantity")
        product = self._product(line, prices)
        variation = self._active(self._part(product, "variations/variation", "variation", line.variation))
        size = self._part(variation, "sizes/size", "size", line.size)
        listed, before = self._prices(prices, product, variation, line)
        off = checked_amount(line.discount, "discount")
        if off > before:
            raise Refused(Code.AMOUNT_TOO_LARGE, f"{off} is more than the price, {before}", "discount")
        self._describe(size)
        price = before - off
        return NewRow(
            product, variation, size, line.quantity, max(listed, price), price, line.comment, line.preorder
        )  # fmt: skip

    def _describe(self, size: Element) -> None:
        """Copy the description of a size from its object into the part of the product that an order copies."""
        made = read_shared(self._unit, "size", own_id(size))
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
            priced = (own_id(product) for product in prices.iterfind("items/product"))
            known = ((each, read_shared(self._unit, "product", each)) for each in priced)
            id = next((each for each, product in known if product is not None and is_active(product)), None)
            if id is None:
                raise Refused(
                    Code.NOTHING_TO_ORDER,
                    "there is nothing to order: no product has a price; send products and pricelists first",
                )
        return self._load_product(id, line)

    def _load_product(self, id: int | None, line: Line) -> Element:
        if id is not None and id not in self._products:
            found = load_object(self._unit, "product", id)
            if found is not None:
                self._products[id] = found
        if id is None or id not in self._products:
            what = f'product "{line.product}"' if line.product is not None else f'variation "{line.variation}"'
            raise Refused(Code.UNKNOWN_REFERENCE, f"there is no {what}; send it with products_Update first")
        return self._active(self._products[id])

    def _active(self, thing: Element) -> Element:
        """Return a product or a variation. Raises ``Refused`` if it is not active."""
        if not is_active(thing):
            name = self._unit.ids.shown(str(thing.tag), own_id(thing))
            raise Refused(
                Code.PRODUCT_NOT_ACTIVE,
                f"its status is {text(thing, 'status')!r}; only what is active can be ordered",
                f'{thing.tag} "{name}"',
            )
        return thing

    def _part(self, owner: Element, path: str, kind: str, external: str | None) -> Element:
        """Return the variation of a product, or the size of a variation, with the client's id, or the first. Raises
        ``Refused``."""
        there = owner.findall(path)
        chosen = [part for part in there if is_active(part)] or there
        for part in chosen if external is None else there:
            if external is None or self._unit.ids.shown(kind, own_id(part)) == external:
                return part
        name = self._unit.ids.shown(str(owner.tag), own_id(owner))
        known = ", ".join(self._unit.ids.shown(kind, own_id(part)) for part in there)
        what = f'{kind} "{external}"' if external is not None else kind
        raise Refused(Code.UNKNOWN_PART, f'{owner.tag} "{name}" has no {what}; it has {known or "none"}')

    def _prices(self, prices: Element, product: Element, variation: Element, line: Line) -> tuple[Decimal, Decimal]:
        """Return the listed price and the price to pay of a line. A variation's own price has priority over the
        product's."""
        asked = None if line.price is None else checked_amount(line.price, "price")
        found = self.prices(prices, own_id(product), own_id(variation))
        if found is not None:
            listed, altered = found
            return listed, altered if asked is None else asked
        if asked is not None:
            return asked, asked
        shown = self._unit.ids.shown("product", own_id(product))
        name = self._unit.ids.shown("pricelist", own_id(prices))
        raise Refused(
            Code.MISSING_PRICE,
            f'product "{shown}" has no price in pricelist "{name}"; send it with pricelists_Update first',
        )

    def prices(self, prices: Element, product: int, variation: int) -> tuple[Decimal, Decimal] | None:
        """Return the listed and the current price of a variation in a pricelist; ``None`` if it has none."""
        of_product = self._item(prices, product)
        of_variation = with_id(of_product, "variation", variation) if of_product is not None else None
        for item in (of_variation, of_product):
            if item is not None and text(item, "price"):
                listed = round_to_cents(number(item, "price"))
                return listed, round_to_cents(number(item, "alteredprice")) if text(item, "alteredprice") else listed
        return None

    def _item(self, prices: Element, product: int) -> Element | None:
        """Return the item of a product in a pricelist. In bulk work, the items are indexed."""
        key = ("items", own_id(prices))
        seen: tuple[Element, dict[int, Element]] | None = self._unit.cache.get(key)
        if seen is None or seen[0] is not prices:
            items = {own_id(item): item for item in prices.iterfind("items/product")}
            seen = self._unit.cache[key] = prices, items
        return seen[1].get(product)

    def _find_or_default(self, type: str, external: str | None, currency: str | None = None) -> Element:
        """Return the market or pricelist with the client's id.

        Without an id, return the first of this kind of store, else the first of all. Only those in ``currency`` count,
        if it is given. Raises ``Refused``.
        """
        if external is not None:
            id = find_object(self._unit, type, external)
            found = read_shared(self._unit, type, id) if id is not None else None
            if found is None:
                raise Refused(
                    Code.UNKNOWN_REFERENCE, f'there is no {type} "{external}"; send it with {type}s_Update first'
                )
            if currency is not None and text(found, "currency") != currency:
                raise Refused(
                    Code.CURRENCY_MISMATCH,
                    f'{type} "{external}" is in {text(found, "currency")}, not in {currency}',
                    "currency",
                )
            return found
        first = None
        for _, stored in self._unit.objects.all(type):
            tree = from_stored(stored)
            if currency is not None and text(tree, "currency") != currency:
                continue
            if text(tree, "store") == self._store:
                return tree
            first = tree if first is None else first
        if first is None:
            what = f"{type} in {currency}" if currency is not None else type
            raise Refused(Code.MISSING_DATA, f"there is no {what}; send one with {type}s_Update first")
        return first
