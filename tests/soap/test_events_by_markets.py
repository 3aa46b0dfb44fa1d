"""``events_GetByMarkets``: how markets are named, and the fault for a request without markets."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from centra_mock import Centra
from support.wire import call

RIGHT = "the id of each market stands in markets/market/id"


def events(centra: Centra, markets: str) -> list[str | None]:
    reply = call(centra, "events_GetByMarkets", f"<type>all</type><markets>{markets}</markets>")
    assert reply.fault is None, reply.fault
    return [event.findtext("type") for event in reply.body.iterfind("events/event")]


@pytest.mark.parametrize(
    ("markets", "message"),
    [
        ("", "no market is named"),
        ("<markets/>", "no market is named"),
        ("<markets><market/></markets>", "no market is named"),
        ("<markets><market><id/></market></markets>", "no market is named"),
        ("<markets><market>se</market></markets>", "no market is named"),
        ("<market>se</market>", "the element market is not expected here"),
        ("<market><id>se</id></market>", "the element market is not expected here"),
        ("<markets><id>se</id></markets>", "the element id is not expected here"),
        ("<markets>se</markets>", "the text 'se' is not expected here"),
        ("<markets><market><id>se</id></market><id>ws</id></markets>", "the element id is not expected here"),
    ],
)
def test_a_request_without_markets_is_a_fault_that_explains_how(shop: Centra, markets: str, message: str) -> None:
    shop.place_order(market="se")
    reply = call(shop, "events_GetByMarkets", f"<type>all</type>{markets}")
    assert reply.fault == f"{message}; {RIGHT}"


def test_a_market_may_have_a_description_and_unknown_ones_have_no_events(shop: Centra) -> None:
    shop.place_order(market="se")
    assert events(shop, "<market><id>se</id><description>Sweden</description></market>") == ["order"]
    assert events(shop, "<market><id>nowhere</id></market>") == []
    assert events(shop, "<market><id>nowhere</id></market><market><id>se</id></market>") == ["order"]
    assert events(shop, "<market><id>1</id></market>") == []
    shop.forget_conversion("market", 1)
    assert events(shop, "<market><id>1</id></market>") == ["order"]
    assert events(shop, "<market><id>se</id></market>") == []


def test_many_markets_are_looked_up_together(shop: Centra) -> None:
    counted: list[str] = []

    def count(_: object, __: object, statement: str, *___: object) -> None:
        counted.append(statement)

    engine = shop._transactions._store._engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        for number in (1, 1000):
            events(shop, "".join(f"<market><id>m{each}</id></market>" for each in range(number)))
            counted.append("")
    finally:
        event.remove(engine, "before_cursor_execute", count)
    one = counted.index("")
    assert len(counted) - one < one + 10
