"""The read model of the pages *Shop*: the catalogue, customers and buyers, and the orders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import NamedTuple

from centra_mock.domain.sample_data import people
from centra_mock.domain.shop.stores import ARCHIVED, STORES, WHOLESALE
from centra_mock.errors import Refused
from centra_mock.services.catalogue import Catalogue
from centra_mock.services.objects import find_object
from centra_mock.services.shop import buyers
from centra_mock.services.shop.order_summary import OrderSummary, summarise
from centra_mock.services.shop.product_search import products
from centra_mock.services.shop.skus import Sku, SkuKey, find_sku, skus_of
from centra_mock.services.shop.transaction import ORDER, ShopTransaction
from centra_mock.services.transactions import Transactions
from centra_mock.wire.endpoints import BODY_PREFIX
from centra_mock.wire.tree import Element, from_stored, text


class SelectOption(NamedTuple):
    """Something that a form offers, by the client's id."""

    id: str
    name: str


@dataclass(frozen=True)
class CatalogueQuery:
    """What an order form shows of the catalogue."""

    kind: str
    pricelist: str | None = None
    account: str | None = None
    words: str = ""
    """Words of the names of products; empty for all products."""
    after: int = 0
    limit: int = 10
    """Products on a page."""
    chosen: tuple[SkuKey, ...] = ()
    """What was added to the order already."""


class CataloguePage(NamedTuple):
    """A page of the catalogue, with the prices of a pricelist."""

    goods: list[Sku]
    next: int | None
    """The ``after`` of the next page; ``None`` for the last one."""
    chosen: dict[SkuKey, Sku]
    currency: str


class ShopQueries:
    """What is shown of the shop."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def catalogue(self, query: CatalogueQuery) -> CataloguePage:
        """Return what a query finds, and what was chosen before; things that are gone are left out.

        Raises ``Refused`` for a pricelist or an account that does not exist.
        """
        with self._shop() as shop:
            catalogue = Catalogue(shop.unit, query.kind)
            prices = _prices(shop, catalogue, query)
            words, limit = query.words, query.limit
            found = list(islice(products(shop.unit, words, query.after), limit + 1))
            of_products = [list(skus_of(shop.unit, from_stored(each), catalogue, prices)) for _, each in found[:limit]]
            return CataloguePage(
                # A product all of which is called so, as by its EAN, is shown with all that it comes in.
                [sku for skus in of_products for sku in ([each for each in skus if each.is_meant(words)] or skus)],
                found[limit - 1][0] if len(found) > limit else None,
                {each.key: each for each in _known(shop, query.chosen, catalogue, prices)},
                text(prices, "currency") if prices is not None else "",
            )

    def sku(self, key: SkuKey) -> Sku:
        """Return a thing of the catalogue by its key. Raises ``Refused`` if it is gone."""
        with self._shop() as shop:
            return find_sku(shop.unit, key, Catalogue(shop.unit, next(iter(STORES))), None)

    def of_store(self, type: str, kind: str) -> list[SelectOption]:
        """Return the markets or pricelists of a kind of store, ``retail`` or ``wholesale``."""
        with self._shop() as shop:
            return [
                SelectOption(shop.unit.ids.shown(type, id), _own(stored, "description"))
                for id, stored in shop.unit.objects.all(type)
                if _own(stored, "store") == str(STORES[kind])
            ]

    def buyers(self, account: str) -> list[SelectOption]:
        """Return the buyers of an account; none if there is no such account."""
        with self._shop() as shop:
            if find_object(shop.unit, "account", account) is None:
                return []
            people = shop.load("account", account).iterfind("buyers/buyer")
            return [
                SelectOption(shop.shown("buyer", each), f"{text(each, 'firstname')} {text(each, 'lastname')}".strip())
                for each in people
            ]

    def emails(self, part: str, limit: int) -> list[str]:
        """Return e-mails of customers that contain ``part``, newest first."""
        with self._shop() as shop:
            return shop.unit.objects.handles("customer", part, limit)

    def sample_customer(self) -> dict[str, str]:
        """Return the fields of a made-up customer that has not ordered yet."""
        with self._shop() as shop:
            return people.person(shop.settings.random, shop.unit.ids.counters.last("customer") + 1)

    def orders(self, before: int, limit: int, *, with_archived: bool = False) -> list[tuple[int, OrderSummary]]:
        """Return the orders with internal ids below ``before``, newest first, with these ids.

        Archived orders are left out, unless they are asked for.
        """
        left_out = None if with_archived else ARCHIVED
        with self._shop() as shop:
            found: list[tuple[int, bytes]] = []
            while len(found) < limit and (some := shop.unit.objects.newest(ORDER.name, before, limit, left_out)):
                before = some[-1][0]
                # What an earlier version stored has no handle, and is looked at.
                found += [(id, stored) for id, stored in some if _own(stored, "status") != left_out]
            return [(id, _summary(shop, from_stored(stored))) for id, stored in found[:limit]]

    def order(self, order: str) -> OrderSummary:
        """Return an order. Raises ``NotFound``."""
        with self._shop() as shop:
            return _summary(shop, shop.load(ORDER.name, order))

    @contextmanager
    def _shop(self) -> Iterator[ShopTransaction]:
        with self._transactions.read() as unit:
            yield ShopTransaction(unit, self._transactions.settings)


def _summary(shop: ShopTransaction, order: Element) -> OrderSummary:
    return summarise(shop.unit, order, shop.policy.autoconfirm)


def _own(stored: bytes, name: str) -> str:
    """Return a field of a stored object that stands before all nested ones: pricelists are too long to be parsed."""
    opening = f"<{BODY_PREFIX}:{name}>".encode()
    start = stored.find(opening) + len(opening)
    return unescape(stored[start : stored.find(b"<", start)].decode()) if start >= len(opening) else ""


def _prices(shop: ShopTransaction, catalogue: Catalogue, query: CatalogueQuery) -> Element | None:
    """Return the pricelist that an order would have; ``None`` if there is none at all."""
    pricelist, account = query.pricelist, query.account
    if query.kind == WHOLESALE and pricelist is None and (account is not None or _has(shop, "account")):
        pricelist = buyers.referred(shop, buyers.find_account(shop, account), "pricelist")
    if pricelist is None and not _has(shop, "pricelist"):
        return None
    return catalogue.pricelist(pricelist)


def _has(shop: ShopTransaction, type: str) -> bool:
    return bool(shop.unit.objects.page(type, 0, 1))


def _known(shop: ShopTransaction, keys: tuple[SkuKey, ...], catalogue: Catalogue, prices: Element | None) -> list[Sku]:
    found = []
    for key in keys:
        try:
            found.append(find_sku(shop.unit, key, catalogue, prices))
        except Refused:
            continue
    return found
