"""A bulk of made-up things: products with prices, accounts, and orders over some time. All chance is from the seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from random import Random

from centra_mock.activities.generate import Generate
from centra_mock.activities.objects import Update
from centra_mock.domain.sample_data.goods import SizeTable, price, product
from centra_mock.domain.sample_data.people import address, company, email, person
from centra_mock.domain.shop.stores import RATES
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.services.sample_data.inventory import StockList
from centra_mock.services.sample_data.orders import Orders
from centra_mock.services.shop.objects import update
from centra_mock.services.shop.performing import performs
from centra_mock.services.shop.transaction import ShopTransaction
from centra_mock.store.bulk import in_bulk
from centra_mock.wire.values import Value

Progress = Callable[[str, int, int], None]
"""Called with the name of the work, the amount done and the total."""

BATCH = 250


def silent(_what: str, _done: int, _all: int) -> None:
    """Show no progress."""


@dataclass
class Generator:
    """Makes sample data in one Centra."""

    shop: ShopTransaction
    random: Random
    progress: Progress = silent
    there: StockList = field(init=False)

    def __post_init__(self) -> None:
        self.there = StockList(self.shop.unit)

    def generate(self, wanted: Generate) -> None:
        """Make what is wanted, out of the markets, pricelists, size tables and warehouses that there are."""
        if wanted.products:
            self._products(wanted.products)
        if wanted.accounts:
            self._accounts(wanted.accounts)
        if wanted.orders:
            self._orders(wanted)

    def _products(self, count: int) -> None:
        tables = self.there.size_tables()
        warehouses = self.there.ids("warehouse") or ["main"]
        pricelists = self.there.pricelists()
        if not tables:
            raise Refused(Code.MISSING_DATA, "there is no size table to make them in; update sizes first", "products")
        first = len(self.there.ids("product")) + 1
        names = [f"p{number:05}" for number in range(first, first + count)]
        for start in range(0, count, BATCH):
            self.progress("products", start, count)
            some = names[start : start + BATCH]
            update(
                self.shop, Update("products", [self._product(name, tables, warehouses) for name in some], quietly=True)
            )
        listed = {name: price(self.random) for name in names}
        for pricelist in pricelists:
            rate = RATES.get(pricelist.currency, Decimal(1))
            share = (Decimal(1) if pricelist.is_retail else Decimal("0.4")) / rate
            items: list[Value] = [{"id": name, **_scaled(listed[name], share)} for name in names]
            update(self.shop, Update("pricelists", [{"id": pricelist.id, "items": {"product": items}}], quietly=True))

    def _product(self, name: str, tables: list[SizeTable], warehouses: list[str]) -> dict[str, Value]:
        return product(self.random, name, self.random.choice(tables), warehouses)

    def _accounts(self, count: int) -> None:
        markets = self.there.markets(retail=False)
        pricelists = [pricelist.id for pricelist in self.there.pricelists() if not pricelist.is_retail]
        if not markets or not pricelists:
            raise Refused(
                Code.MISSING_DATA,
                "there is no wholesale market with a pricelist for them; update these first",
                "accounts",
            )
        first = len(self.there.ids("account")) + 1
        self.progress("accounts", 0, count)
        made = [
            self._account(number, self.random.choice(markets), self.random.choice(pricelists))
            for number in range(first, first + count)
        ]
        update(self.shop, Update("accounts", made, quietly=True))

    def _account(self, number: int, market: str, pricelist: str) -> dict[str, Value]:
        name, buyer = company(self.random, number), person(self.random, number)
        id = f"a{number:04}"
        home: dict[str, Value] = {
            "id": f"{id}-1", "company": name, "attn": f"{buyer['firstname']} {buyer['lastname']}",
            **address(self.random, buyer["country"]), "email": email("office", id, number),
            "telephone": buyer["telephone"],
        }  # fmt: skip
        terms = {kind: {"id": self.random.choice(ids)} for kind in ("paymentterms", "shippingterms", "salesrep")
                 if (ids := self.there.ids(kind))}  # fmt: skip
        return {
            "id": id, "type": "customer", "status": "active", "description": name, "market": {"id": market},
            "pricelist": {"id": pricelist}, **terms, "accountaddress": home,
            "buyers": {"buyer": [{"id": f"{id}-b1", "store": 2, "status": "active", **buyer}]},
        }  # fmt: skip

    def _orders(self, wanted: Generate) -> None:
        orders = Orders(self.shop, self.random, self.there, wanted)
        clock = self.shop.settings.clock
        end = clock()
        with clock.put_back():
            for number in range(wanted.orders):
                if number % BATCH == 0:
                    self.progress("orders", number, wanted.orders)
                left = timedelta(days=wanted.days) * (wanted.orders - number - 1) / wanted.orders
                clock.freeze((end - left).replace(microsecond=0))
                orders.place()


@performs(Generate)
def generate(shop: ShopTransaction, wanted: Generate) -> None:
    """Make sample data."""
    with in_bulk(shop.unit) as unit:
        Generator(ShopTransaction(unit, shop.settings), shop.settings.random).generate(wanted)


def _scaled(prices: dict[str, str], share: Decimal) -> dict[str, str]:
    return {name: f"{Decimal(amount) * share:.2f}" for name, amount in prices.items()}
