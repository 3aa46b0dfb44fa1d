"""Made-up orders: who orders, what, where, and what becomes of it."""

from __future__ import annotations

from random import Random

from centra_mock.activities.generate import Generate
from centra_mock.activities.orders import CancelOrder, Line, PlaceOrder
from centra_mock.activities.shipments import ShipOrder
from centra_mock.domain.sample_data.people import person
from centra_mock.domain.shop.stores import RETAIL, WHOLESALE
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.services.sample_data.inventory import Row, StockList
from centra_mock.services.shop.fulfilment import ship_order
from centra_mock.services.shop.orders import cancel_order, place_order
from centra_mock.services.shop.transaction import ShopTransaction

LINES = (1, 1, 1, 2, 2, 3, 4)
PIECES = {RETAIL: (1, 1, 1, 1, 2, 3), WHOLESALE: (5, 10, 12, 20)}


class Orders:
    """Places made-up orders one after another."""

    def __init__(self, shop: ShopTransaction, random: Random, there: StockList, wanted: Generate) -> None:
        self._shop = shop
        self._random = random
        self._wanted = wanted
        self._markets = there.markets(retail=True)
        self._pricelists = [one for one in there.pricelists() if one.is_retail]
        self._accounts = _accounts(there)
        self._rows = _rows(there)
        self._people = self._make_people(wanted.customers or max(wanted.orders // 5, 1))
        self._known: set[str] = set()
        retail = self._markets and any(self._rows.get(one.id) for one in self._pricelists)
        if not retail and not self._accounts:
            raise Refused(
                Code.NOTHING_TO_ORDER,
                "there is nothing to order, or no customer or account; products need prices, orders need a market",
                "orders",
            )
        self._share = 100 if not retail else wanted.wholesale if self._accounts else 0

    def place(self) -> str:
        """Return one order, and what becomes of it."""
        random, shop = self._random, self._shop
        fate = random.random() * 100
        shipped = fate < self._wanted.shipped
        cancelled = not shipped and fate >= 100 - self._wanted.cancelled
        # What is in a shipment can't be cancelled any more.
        ship = not cancelled and (shipped or random.random() < 0.5)
        order = self._wholesale() if random.random() * 100 < self._share else self._retail(ship)
        if shipped:
            ship_order(shop, ShipOrder(order, capture=True))
        elif cancelled:
            cancel_order(shop, CancelOrder(order))
        return order

    def _retail(self, ship: bool) -> str:
        random = self._random
        market = random.randrange(len(self._markets))
        pricelist = self._pricelists[market % len(self._pricelists)].id
        wanted = PlaceOrder(
            self._lines(pricelist, RETAIL),
            market=self._markets[market],
            pricelist=pricelist,
            customer=self._somebody(),
            shipping=random.choice((0, 49, 99)),
            ship=ship,
        )
        return place_order(self._shop, wanted)

    def _wholesale(self) -> str:
        account, market, pricelist = self._random.choice(self._accounts)
        lines = self._lines(pricelist, WHOLESALE)
        wanted = PlaceOrder(lines, kind="wholesale", account=account, market=market, pricelist=pricelist)
        return place_order(self._shop, wanted)

    def _lines(self, pricelist: str, kind: str) -> list[Line]:
        random = self._random
        lines = []
        for row in random.choices(self._rows[pricelist], k=random.choice(LINES)):
            size, quantity = random.choice(row.sizes), random.choice(PIECES[kind])
            lines.append(Line(product=row.product, variation=row.variation, size=size, quantity=quantity))
        return lines

    def _somebody(self) -> dict[str, str]:
        """Return a customer. One that has ordered before is known by e-mail, and is not compared."""
        one = self._random.choice(self._people)
        if one["email"] in self._known:
            return {"email": one["email"]}
        self._known.add(one["email"])
        return one

    def _make_people(self, count: int) -> list[dict[str, str]]:
        countries: list[str | None] = [market.upper() for market in self._markets if len(market) == 2]
        return [
            person(self._random, number, self._random.choice(countries or [None])) for number in range(1, count + 1)
        ]


def _rows(there: StockList) -> dict[str, list[Row]]:
    """Return pricelist -> what it has prices for."""
    rows = there.rows()
    found = {one.id: [row for row in rows if row.product in one.products] for one in there.pricelists()}
    return {id: priced for id, priced in found.items() if priced}


def _accounts(there: StockList) -> list[tuple[str, str, str]]:
    """Return the accounts that can order, each with its market and pricelist."""
    rows = _rows(there)
    found = []
    for one in there.found("account"):
        market, pricelist = one.tree.findtext("market/id"), one.tree.findtext("pricelist/id")
        if market and pricelist in rows and one.tree.find("buyers/buyer") is not None:
            found.append((one.id, market, pricelist))
    return found
