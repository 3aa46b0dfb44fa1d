"""The history of objects that several clients and admins change concurrently."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from random import Random

import pytest

from centra_mock import Centra, Line, Refused
from centra_mock.errors import NotFound
from support.histories import Objects, check_histories, histories_of, objects_of
from support.objects import update
from support.tenants import tenant_of
from support.wire import NAMESPACES

THREADS = 4
ACTS = 16

MARKETS = ("A", "B", "C")
ORDERED = [
    Line(variation="sweater-blue", size="M", quantity=2),
    Line(variation="chair-oak"),
    Line(variation="chair-black"),
]


@dataclass
class Actor:
    """A client of one endpoint that also acts as an admin."""

    shop: Centra
    first: Objects
    number: int
    named: list[tuple[str, str]] = field(default_factory=list)
    """The names that it gave to markets, and the request ids; ``None`` for activities."""

    def act(self) -> None:
        chance = Random(self.number)
        acts: tuple[Callable[[Random, str], None], ...] = (self.send, self.send, self.put, self.delete, self.order)
        for number in range(ACTS):
            chance.choice(acts)(chance, f"{self.number}.{number}")
            if number % (ACTS // 2) == self.number:
                with tenant_of(self.shop).snapshot() as now:
                    check_histories(now.centra, self.first)

    def send(self, chance: Random, name: str) -> None:
        """Set the name of a market twice in one request, with a refused object in between."""
        market, endpoint = chance.choice(MARKETS), sorted(NAMESPACES)[self.number % len(NAMESPACES)]
        named = {market: "for a moment"}, {"": "never"}, {market: name}
        changes = [{"id": id, "description": each} for some in named for id, each in some.items()]
        reply = update(self.shop, "market", *changes, endpoint=endpoint)
        assert len(reply.errors) == 1
        self.named.append((name, reply.http.headers["X-Centra-Request-ID"]))

    def put(self, chance: Random, name: str) -> None:
        self.shop.put("market", chance.choice(MARKETS), {"description": name})
        self.named.append((name, ""))

    def delete(self, chance: Random, _name: str) -> None:
        with suppress(NotFound):
            self.shop.delete("market", chance.choice(MARKETS))

    def order(self, chance: Random, _name: str) -> None:
        """Place an order, and change existing ones."""
        newest = int(self.shop.place_order(ORDERED))
        for act in (self.shop.ship_order, self.shop.pay_order, self.shop.cancel_order):
            with suppress(Refused):
                act(str(chance.randint(1, newest)))


@pytest.mark.every_database
def test_histories_are_right_under_concurrency(shop: Centra) -> None:
    shop.state.load(shop.state.save())  # and drop the history of the demo shop
    first = objects_of(shop)
    actors = [Actor(shop, first, number) for number in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as threads:
        for acting in [threads.submit(actor.act) for actor in actors]:
            acting.result()
    check_histories(shop, first)

    for change in chain.from_iterable(histories_of(shop, first).values()):
        request_id = shop.journal.exchange(change.exchange).request_id if change.exchange is not None else ""
        assert request_id == change.request_id
    changes = [change for id in MARKETS for change in shop.objects.history("market", id, limit=1000)]
    named = [(now, each.request_id) for each in changes for path, _, now in each.differences if path == "description"]
    assert sorted(each for each in named if each[0]) == sorted(chain.from_iterable(actor.named for actor in actors))
