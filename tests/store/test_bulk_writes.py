"""Bulk work within ``together()`` gives the same data as separate calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from centra_fixtures.scenes import load_demo
from centra_mock import Centra, Line, MockServer, Policy, Refused
from centra_mock.store import bulk, bulk_buffer, bulk_conversions, bulk_objects
from centra_mock.wire.values import Value

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
SWEATER = Line(variation="sweater-blue", size="M", quantity=2)


def orders(centra: Centra) -> None:
    for number in range(6):
        centra.place_order([SWEATER, Line()], customer={"email": f"t{number % 3}@example.com"}, ship=number % 2 == 0)


def life_of_orders(centra: Centra) -> None:
    assert centra.objects.get("order", "12") is None
    orders(centra)
    centra.ship_order("12", capture=True)
    centra.ship_order("2", capture=True)
    centra.change_order("4", {"other": "changed"})
    centra.cancel_order("4")
    centra.place_order([SWEATER], fields={"id": "own"})
    centra.ship_order("own")
    centra.invoice_order("own")


def numbers_as_ids(centra: Centra) -> None:
    """Use external ids that collide with Centra's numbers."""
    orders(centra)
    centra.convert("order", 3, "16")
    centra.convert("customer", 1, "testa")
    centra.update("customers", [{"id": "4", "email": "t1@example.com"}, {"id": "testa", "firstname": "Probo"}])
    orders(centra)
    centra.forget_conversion("order", 3)
    orders(centra)


def another_email(centra: Centra) -> None:
    orders(centra)
    centra.put("customer", "1", {"email": "moved@example.com"})
    centra.place_order(customer={"email": "t0@example.com"})
    centra.place_order(customer={"email": "MOVED@example.com"})


def gone(centra: Centra) -> None:
    orders(centra)
    centra.delete("order", "5")
    assert centra.objects.get("order", "5") is None
    centra.delete("product", "chair")
    with pytest.raises(Refused):
        centra.place_order([Line(product="chair")])
    centra.place_order([SWEATER])
    centra.put("order", "5", {"other": "back"})


def variation(id: str) -> Value:
    return {"id": id, "sizetable": {"id": "ONE"}, "sizes": {"size": [{"id": "ONE"}]}}


def parts(centra: Centra) -> None:
    """Add variations and find them, with other reads in between."""
    for name in ("lamp-red", "lamp-blue", "lamp-red"):
        centra.update("products", [{"id": "lamp", "variations": {"variation": [variation(name)]}}])
        assert centra.objects.counts()["product"] == 3
    centra.place_order([Line(variation="lamp-blue", size="ONE", price=10)])
    orders(centra)


def queue(centra: Centra) -> None:
    orders(centra)
    centra.cancel_event(centra.queue[0].id)
    centra.emit("loyaltycard", count=3)
    assert len(centra.queue) == len(centra.queue)
    centra.resend_event(centra.queue[0].id)
    centra.drain()
    orders(centra)


SCRIPTS = (orders, life_of_orders, numbers_as_ids, another_email, gone, parts, queue)


def state(script: Callable[[Centra], None], together: bool, policy: Policy) -> bytes:
    with MockServer(clock=lambda: NOON, policy=policy) as server:
        centra = server.centra
        load_demo(centra)
        orders(centra)
        if together:
            with centra.together() as view:
                script(view)
        else:
            script(centra)
        return centra.state.save()


@pytest.mark.parametrize("rows", [1, 1000])
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
def test_together_gives_the_same(script: Callable[[Centra], None], rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bulk, bulk_buffer, bulk_conversions, bulk_objects):
        monkeypatch.setattr(module, "FLUSH", rows)
    monkeypatch.setattr(bulk_objects, "REMEMBERED", rows * 3)
    assert state(script, together=True, policy=Policy()) == state(script, together=False, policy=Policy())


@pytest.mark.parametrize("policy", [Policy(coalesce=True), Policy(payload="snapshot"), Policy(echo=True)], ids=str)
def test_together_gives_the_same_under_each_policy(policy: Policy) -> None:
    assert state(life_of_orders, together=True, policy=policy) == state(life_of_orders, together=False, policy=policy)


def test_many_orders_equal_those_placed_one_by_one() -> None:
    def many(centra: Centra) -> None:
        assert centra.place_orders([SWEATER], count=5) == ["7", "8", "9", "10", "11"]

    def one_by_one(centra: Centra) -> None:
        for _ in range(5):
            centra.place_order([SWEATER])

    assert state(many, together=False, policy=Policy()) == state(one_by_one, together=False, policy=Policy())


def _two_orders_of_which_one_fails(shop: Centra) -> None:
    with shop.together() as view:
        view.place_order()
        view.place_order([Line(variation="nosuch")])


def _an_order_and_half_an_account(shop: Centra) -> None:
    with shop.together() as view:
        view.place_order()
        with pytest.raises(Refused):
            view.update("accounts", [{"id": "new", "market": {"id": "nosuch"}}])


def test_all_or_nothing(shop: Centra) -> None:
    before = shop.state.save()
    with pytest.raises(Refused, match="no variation"):
        _two_orders_of_which_one_fails(shop)
    assert shop.state.save() == before
    with pytest.raises(Refused, match="no variation"):
        shop.place_orders([Line(), Line(variation="nosuch")], count=3)
    assert shop.state.save() == before


def test_a_failed_part_undoes_all(shop: Centra) -> None:
    """Bulk work has no savepoints, so nothing may be stored after a failure."""
    before = shop.state.save()
    with pytest.raises(RuntimeError, match="can be kept"):
        _an_order_and_half_an_account(shop)
    assert shop.state.save() == before


def test_a_view_is_an_ordinary_centra_afterwards(shop: Centra) -> None:
    with shop.together() as view, view.together() as inner:
        assert inner.place_order() == "1"
    assert view.place_order() == "2"
    assert shop.objects.get("order", "2") is not None
