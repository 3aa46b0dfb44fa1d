"""The update operations over the wire: partial objects, references, and requests with failing objects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from centra_mock import Centra
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import element
from support.objects import accepted, refused, shown, update, xml
from support.sizes import ADDED, SMALL, TABLE
from support.wire import call, poll

PARTIAL: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "account": (
        {"description": "Old", "other": "stays", "buyers": {"buyer": [{"id": "b", "firstname": "Buya", "city": "X"}]}},
        {"description": "New", "buyers": {"buyer": [{"id": "b", "city": ""}]}},
        "other",
    ),
    "customer": ({"firstname": "Testa", "city": "stays"}, {"firstname": "Anna"}, "city"),
    "deliverywindow": ({"description": "Old", "startdate": "stays"}, {"description": "New"}, "startdate"),
    "invoice": ({"status": "open", "currency": "stays"}, {"status": "closed"}, "currency"),
    "market": ({"description": "Old", "type": "stays"}, {"description": "New"}, "type"),
    "paymentterms": ({"name": "Old", "description": "stays"}, {"name": "New"}, "description"),
    "pricealterationdate": ({"name": "Old", "startdate": "stays"}, {"name": "New"}, "startdate"),
    "pricelist": ({"description": "Old", "currency": "stays"}, {"description": "New"}, "currency"),
    "product": ({"description": "Old", "sku": "stays"}, {"description": "New"}, "sku"),
    "salesrep": ({"name": "Old", "email": "stays"}, {"name": "New"}, "email"),
    "shippingterms": ({"name": "Old", "description": "stays"}, {"name": "New"}, "description"),
    "size": ({"sizetable": TABLE, "sku": "Old", "ean": "stays"}, {"sizetable": {"id": "SML"}, "sku": "New"}, "ean"),
    "warehouse": ({"description": "Old", "place": "stays"}, {"description": "New"}, "place"),
}


def test_every_type_with_an_update_is_tested() -> None:
    assert PARTIAL.keys() == OBJECTS.keys() - {"order"}


@pytest.mark.parametrize("type", PARTIAL)
def test_an_object_is_made_and_then_partially_changed(centra: Centra, type: str) -> None:
    first, second, kept = PARTIAL[type]
    accepted(centra, type, {"id": "mine", **first})
    accepted(centra, type, {"id": "mine", **second})
    after = shown(centra, type, "mine")
    assert after.findtext("id") == "mine"
    assert after.findtext(kept) == "stays"
    for name, value in second.items():
        if isinstance(value, str):
            assert after.findtext(name) == value
    before = xml(centra, type, "mine")
    accepted(centra, type, {"id": "mine", **second})
    accepted(centra, type, {"id": "mine", **({"sizetable": {"id": "SML"}} if type == "size" else {})})
    assert xml(centra, type, "mine") == before


def test_an_empty_element_empties_a_nested_part(centra: Centra) -> None:
    first, second, _ = PARTIAL["account"]
    accepted(centra, "account", {"id": "a", **first})
    accepted(centra, "account", {"id": "a", **second})
    (buyer,) = shown(centra, "account", "a").iterfind("buyers/buyer")
    assert [(leaf.tag, leaf.text) for leaf in buyer] == [("id", "b"), ("firstname", "Buya"), ("city", None)]


def test_an_object_without_an_id_is_refused_with_its_position(centra: Centra) -> None:
    errors = refused(centra, "market", {"id": "ok"}, {"description": "no id"})
    assert errors == ["market number 2 of the request: market: id is missing; it says which market is meant"]


def test_a_price_needs_its_product(shop: Centra) -> None:
    def priced(**product: Any) -> dict[str, Any]:
        return {"id": "prices", "items": {"product": [product]}}

    assert refused(shop, "pricelist", priced(id="nothing", price="1")) == [
        'pricelist "prices": items/product "nothing": there is no product "nothing"; send it with products_Update first'
    ]
    assert refused(shop, "pricelist", priced(id="chair", variation=[{"id": "sweater-blue", "price": "1"}])) == [
        'pricelist "prices": items/product "chair": it has no variation "sweater-blue"'
    ]
    sizes = element("sizes", None, element("size", None, element("id", "S"), element("price", "1")))
    assert refused(shop, "pricelist", priced(id="sweater", sizes=sizes)) == [
        'pricelist "prices": items/product "sweater": a price can stand on a product or a variation, not on a size'
    ]
    fields = {"price": "10", "priceb": "9", "alteredprice": "8", "alteredpriceb": "7"}
    accepted(shop, "pricelist", priced(id="chair", **fields, variation=[{"id": "chair-oak", **fields}]))
    product = shown(shop, "pricelist", "prices").find("items/product")
    assert product is not None
    assert {name: product.findtext(f"variation/{name}") for name in fields} == fields


def test_an_account_has_what_it_refers_to(centra: Centra) -> None:
    buyers = {"buyers": {"buyer": [{"id": "b"}]}}
    assert refused(centra, "account", {"id": "a", **buyers, "market": {"id": "m"}, "pricelist": {"id": "p"}}) == [
        'account "a": market "m": there is no market "m"; send it with markets_Update first'
    ]
    accepted(centra, "account", {"id": "a", **buyers})
    assert shown(centra, "account", "a").findtext("buyers/buyer/id") == "b"


def test_a_reference_to_another_object_removes_the_former_description(centra: Centra) -> None:
    accepted(centra, "market", {"id": "m"}, {"id": "n"})
    accepted(
        centra, "account", {"id": "a", "buyers": {"buyer": [{"id": "b"}]}, "market": {"id": "m", "description": "M"}}
    )
    accepted(centra, "account", {"id": "a", "market": {"id": "m"}})
    assert shown(centra, "account", "a").findtext("market/description") == "M"
    accepted(centra, "account", {"id": "a", "market": {"id": "n"}})
    assert shown(centra, "account", "a").find("market/description") is None


def test_an_event_belongs_to_the_market_that_its_object_refers_to(centra: Centra) -> None:
    centra.policy = replace(centra.policy, echo=True)
    accepted(centra, "market", {"id": "m"}, {"id": "n"})
    accepted(centra, "account", {"id": "a", "buyers": {"buyer": [{"id": "b"}]}, "market": {"id": "n"}})
    accepted(centra, "customer", {"id": "c"})
    for market, entries in {"m": ["m"], "n": ["n", "a"], "nowhere": []}.items():
        inner = f"<type>all</type><markets><market><id>{market}</id></market></markets>"
        events = call(centra, "events_GetByMarkets", inner).body.iterfind("events/event")
        assert [event.findtext("entry") for event in events] == entries


@pytest.mark.parametrize("failed_object", ["report", "refuse_request"])
def test_one_failing_object_does_not_stop_the_others(centra: Centra, failed_object: Any) -> None:
    centra.policy = replace(centra.policy, failed_object=failed_object, echo=True)
    reply = update(centra, "size", SMALL, {"id": "M"}, {"id": "L", "description": "Large", "sizetable": TABLE})
    assert reply.errors == ['size "M": sizetable/id is missing; a size is known by its id and its size table']
    through = failed_object == "report"
    assert [centra.objects.get("size", id) is not None for id in ("S", "M", "L")] == [through, False, through]
    assert len(poll(centra)) == (2 if through else 0)
    assert ADDED in reply.notices if through else reply.notices == ["Nothing of this request was stored."]


def test_a_failing_object_leaves_nothing_behind(centra: Centra) -> None:
    bad = {"id": "p", "status": "gone", "variations": {"variation": [{"id": "v", "description": "Blue"}]}}
    refused(centra, "product", bad)
    assert list(centra.conversions.entries()) == []
    accepted(centra, "product", {"id": "q", "variations": {"variation": [{"id": "v"}]}})
    assert [entry.internal for entry in centra.conversions.entries("product")] == [1]


def test_an_unknown_reference_is_an_error_or_a_notice(centra: Centra) -> None:
    account = {"id": "a", "buyers": {"buyer": [{"id": "b"}]}, "pricelist": {"id": "p"}}
    message = 'pricelist "p": there is no pricelist "p"; send it with pricelists_Update first'
    assert refused(centra, "account", account) == [f'account "a": {message}']
    centra.policy = replace(centra.policy, unknown_reference="notice")
    assert accepted(centra, "account", account).notices == [message]
    assert shown(centra, "account", "a").findtext("pricelist/id") == "p"
    assert accepted(centra, "account", account).notices == [message]
    accepted(centra, "pricelist", {"id": "p"})
    assert accepted(centra, "account", account).notices == []
    accepted(centra, "pricelist", {"id": "p", "currency": "SEK"})
    assert len(list(centra.conversions.entries("pricelist"))) == 1


def test_unknown_fields_are_kept_and_shown_again(centra: Centra) -> None:
    centra.policy = replace(centra.policy, echo=True)
    unknown = '<colour>red</colour><x:y xmlns:x="urn:example"><x:z of="market">1</x:z></x:y>'
    inner = f"<markets><market><id>m</id>{unknown}<description>M</description></market></markets>"
    assert call(centra, "markets_Update", inner).success
    accepted(centra, "market", {"id": "m", "type": "retail"})
    for event in poll(centra, "market"):
        market = event.find("data/market")
        assert market is not None
        assert [leaf.tag for leaf in market] == ["id", "type", "description", "colour", "{urn:example}y"]
        assert market.findtext("{urn:example}y/{urn:example}z") == "1"
