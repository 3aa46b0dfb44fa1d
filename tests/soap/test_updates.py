"""The update operations over the wire: what each type of object takes, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from centra_mock import Centra
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import element
from support.objects import accepted, refused, shown, update, xml
from support.wire import call, poll

TABLE = {"id": "SML", "description": "Small Medium Large"}
SMALL = {"id": "S", "description": "Small", "sizetable": TABLE}
ADDED = "Added new size: S: Small to: Small Medium Large!"
STOCK = "variations/variation/sizes/size/warehouseitems/warehouse"

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


def test_every_type_that_a_client_makes_is_here() -> None:
    assert PARTIAL.keys() == OBJECTS.keys() - {"order"}


@pytest.mark.parametrize("type", PARTIAL)
def test_an_object_is_made_and_then_changed_in_part(centra: Centra, type: str) -> None:
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


def test_an_empty_element_blanks_a_part_of_a_part(centra: Centra) -> None:
    first, second, _ = PARTIAL["account"]
    accepted(centra, "account", {"id": "a", **first})
    accepted(centra, "account", {"id": "a", **second})
    (buyer,) = shown(centra, "account", "a").iterfind("buyers/buyer")
    assert [(leaf.tag, leaf.text) for leaf in buyer] == [("id", "b"), ("firstname", "Buya"), ("city", None)]


def test_an_object_without_an_id_is_refused_by_its_place(centra: Centra) -> None:
    errors = refused(centra, "market", {"id": "ok"}, {"description": "no id"})
    assert errors == ["market number 2 of the request: market: id is missing; it says which market is meant"]


# Sizes


def test_a_new_size_is_told_once(centra: Centra) -> None:
    medium = {"id": "M", "description": "Medium", "sizetable": TABLE}
    assert accepted(centra, "size", SMALL, medium).notices == [ADDED, ADDED.replace("S: Small to", "M: Medium to")]
    assert accepted(centra, "size", SMALL, medium).notices == []


def test_a_size_table_stays_as_it_was_made(centra: Centra) -> None:
    accepted(centra, "size", SMALL)
    assert refused(centra, "size", {**SMALL, "id": "XL"}) == [
        'size "XL": size table "SML" can\'t be changed once it is made; use a new size table'
    ]
    assert refused(centra, "size", {**SMALL, "sizetable": {"id": "SML", "description": "Other"}}) == [
        'size "S": sizetable/description: size table "SML" can\'t be changed once it is made '
        "(it is 'Small Medium Large', 'Other' was sent)"
    ]
    assert refused(centra, "size", {"id": "S"}) == [
        'size "S": sizetable/id is missing; a size is known by its id and its size table'
    ]


def test_a_size_is_what_its_table_was_made_of(centra: Centra) -> None:
    accepted(centra, "size", SMALL)
    assert refused(centra, "size", {**SMALL, "description": "Smaller"}) == [
        'size "S": description: size table "SML" can\'t be changed once it is made '
        "(it is 'Small', 'Smaller' was sent)"
    ]
    accepted(centra, "size", {**SMALL, "sku": "-S", "ean": "7", "comment": "new"})


@pytest.mark.parametrize("policy", ["error", "notice"])
def test_the_sizes_of_a_new_table_say_the_same_of_it(centra: Centra, policy: Any) -> None:
    centra.policy = replace(centra.policy, unknown_reference=policy)
    brief = {"id": "M", "description": "Medium", "sizetable": {"id": "SML"}}
    other = {"id": "L", "description": "Large", "sizetable": {"id": "SML", "description": "Other"}}
    assert refused(centra, "size", SMALL, brief, other) == [
        'size "L": sizetable/description: size table "SML" can\'t be changed once it is made '
        "(it is 'Small Medium Large', 'Other' was sent)"
    ]
    assert shown(centra, "size", "M").findtext("sizetable/description") == "Small Medium Large"
    assert centra.objects.get("size", "L") is None


def test_a_table_that_a_reference_named_first_can_still_be_made(centra: Centra) -> None:
    centra.policy = replace(centra.policy, unknown_reference="notice")
    accepted(centra, "product", sized("p", "v"))
    medium = {"id": "M", "description": "Medium", "sizetable": TABLE}
    assert len(accepted(centra, "size", SMALL, medium).notices) == 2
    assert len(refused(centra, "size", {**medium, "id": "L"})) == 1


def test_a_size_table_may_grow_if_the_policy_says_so(centra: Centra) -> None:
    centra.policy = replace(centra.policy, grow_size_tables=True)
    accepted(centra, "size", SMALL)
    assert len(accepted(centra, "size", {**SMALL, "id": "XL"}).notices) == 1


def test_the_same_size_id_in_two_size_tables_means_two_sizes(centra: Centra) -> None:
    other = {"id": "S", "description": "Short", "sizetable": {"id": "LEN", "description": "Lengths"}}
    assert len(accepted(centra, "size", SMALL, other).notices) == 2
    assert len([entry for entry in centra.conversions.entries("size") if entry.external == "S"]) == 2
    for table in ("SML", "LEN"):
        accepted(centra, "product", sized(f"p-{table}", f"v-{table}", table))
    internal = {entry.scope: entry.internal for entry in centra.conversions.entries("size")}
    scopes = {entry.external: entry.internal for entry in centra.conversions.entries("sizetable")}
    centra.convert("size", internal[scopes["LEN"]], "Short")
    assert shown(centra, "product", "p-SML").findtext(".//sizes/size/id") == "S"
    assert shown(centra, "product", "p-LEN").findtext(".//sizes/size/id") == "Short"


# Products


def sized(product: str, variation: str, table: str = "SML", **more: Any) -> dict[str, Any]:
    sizes = {"size": [{"id": "S", **more}]}
    return {
        "id": product,
        "variations": {"variation": [{"id": variation, "sizetable": {"id": table}, "sizes": sizes}]},
    }


@pytest.mark.parametrize("table", [{"id": "LEN"}, ""])
def test_a_variation_with_sizes_keeps_its_size_table(centra: Centra, table: Any) -> None:
    accepted(centra, "size", SMALL, {**SMALL, "sizetable": {"id": "LEN"}})
    accepted(centra, "product", sized("p", "v"))
    accepted(centra, "product", sized("p", "v"))
    assert refused(centra, "product", {"id": "p", "variations": {"variation": [{"id": "v", "sizetable": table}]}}) == [
        'product "p": variation "v"/sizetable: it has sizes of size table "SML", and can\'t change to another; '
        "use a new variation"
    ]
    accepted(centra, "product", {"id": "q", "variations": {"variation": [{"id": "w", "sizetable": {"id": "SML"}}]}})
    accepted(centra, "product", sized("q", "w", "LEN"))


def test_a_product_needs_its_size_table_and_sizes_first(centra: Centra) -> None:
    assert refused(centra, "product", sized("p", "v")) == [
        'product "p": variations/variation "v"/sizetable: there is no sizetable "SML"; send it with sizes_Update first'
    ]
    accepted(centra, "size", {**SMALL, "id": "M"})
    assert refused(centra, "product", sized("p", "v")) == [
        'product "p": variations/variation "v"/sizes/size "S": there is no size "S"; send it with sizes_Update first'
    ]
    assert centra.objects.get("product", "p") is None


def test_unknown_statuses_are_refused(centra: Centra) -> None:
    for status in ("active", "inactive", "canceled", ""):
        accepted(centra, "product", {"id": "p", "status": status})
    message = "status: 'gone' is not known; it can be active, inactive or canceled"
    assert refused(centra, "product", {"id": "p", "status": "gone"}) == [f'product "p": {message}']
    variation = {"variations": {"variation": [{"id": "v", "status": "gone"}]}}
    assert refused(centra, "product", {"id": "p", **variation}) == [f'product "p": variation "v"/{message}']


def test_a_variation_belongs_to_one_product(centra: Centra) -> None:
    accepted(centra, "product", {"id": "p", "variations": {"variation": [{"id": "v"}]}})
    assert refused(centra, "product", {"id": "q", "variations": {"variation": [{"id": "v"}]}}) == [
        'product "q": variation "v" belongs to product "p"; variation ids are unique over all products'
    ]


def test_variation_names_are_unique_within_a_product(centra: Centra) -> None:
    accepted(centra, "product", {"id": "p", "variations": {"variation": [{"id": "v", "description": "Blue"}]}})
    assert refused(
        centra, "product", {"id": "p", "variations": {"variation": [{"id": "w", "description": "Blue"}]}}
    ) == [
        'product "p": variation "w"/description: \'Blue\' is already the name of variation "v" of this product; '
        "names are unique within a product"
    ]
    accepted(centra, "product", {"id": "q", "variations": {"variation": [{"id": "w", "description": "Blue"}]}})


def test_the_stock_id_is_the_variations_id(centra: Centra) -> None:
    accepted(centra, "product", {"id": "p", "variations": {"variation": [{"id": "v", "stockid": "mine"}]}})
    assert shown(centra, "product", "p").findtext("variations/variation/stockid") == "v"
    (entry,) = centra.conversions.entries("variation")
    centra.convert("variation", entry.internal, "w")
    assert shown(centra, "product", "p").findtext("variations/variation/stockid") == "w"


def test_stock_is_set_and_an_unknown_warehouse_is_made(centra: Centra) -> None:
    accepted(centra, "size", SMALL)
    accepted(centra, "product", sized("p", "v", warehouseitems={"warehouse": [{"id": "w1", "qty": 5}]}))
    accepted(centra, "product", sized("p", "v", warehouseitems={"warehouse": [{"id": "w2", "qty": 7}]}))
    accepted(centra, "product", sized("p", "v", warehouseitems={"warehouse": [{"id": "w1", "qty": 4}]}))
    stock = {each.findtext("id"): each.findtext("qty") for each in shown(centra, "product", "p").iterfind(STOCK)}
    assert stock == {"w1": "4", "w2": "7"}
    assert shown(centra, "warehouse", "w2").findtext("id") == "w2"
    accepted(centra, "warehouse", {"id": "w2", "description": "Outlet"})
    assert [entry.external for entry in centra.conversions.entries("warehouse")] == ["w1", "w2"]


def test_categories_and_markets_are_removed_by_lists_of_their_own(centra: Centra) -> None:
    def display(**fields: Any) -> dict[str, Any]:
        return {
            "id": "p",
            "variations": {"variation": [{"id": "v", "displays": {"display": [{"store": "1", **fields}]}}]},
        }

    path = "variations/variation/displays/display"
    accepted(centra, "market", {"id": "se"}, {"id": "no"})
    accepted(centra, "product", display(markets={"market": [{"id": "se"}, {"id": "no"}]}))
    accepted(centra, "product", display(marketsremove={"market": [{"id": "no"}]}))
    product = shown(centra, "product", "p")
    assert [each.findtext("id") for each in product.iterfind(f"{path}/markets/market")] == ["se"]
    assert product.find(f"{path}/marketsremove") is None


# Pricelists, accounts


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


def test_an_account_has_a_buyer_and_what_it_refers_to(centra: Centra) -> None:
    message = 'account "a": buyers: an account has at least one buyer; send buyers/buyer with an id'
    assert refused(centra, "account", {"id": "a"}) == [message]
    buyers = {"buyers": {"buyer": [{"id": "b"}]}}
    assert refused(centra, "account", {"id": "a", **buyers, "market": {"id": "m"}, "pricelist": {"id": "p"}}) == [
        'account "a": market "m": there is no market "m"; send it with markets_Update first'
    ]
    accepted(centra, "account", {"id": "a", **buyers})
    assert refused(centra, "account", {"id": "a", "buyers": ""}) == [message]
    assert shown(centra, "account", "a").findtext("buyers/buyer/id") == "b"


def test_a_reference_to_another_thing_drops_what_was_known_of_the_former(centra: Centra) -> None:
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


# The request as a whole


@pytest.mark.parametrize("failed_object", ["report", "refuse_request"])
def test_one_failing_object_and_the_others(centra: Centra, failed_object: Any) -> None:
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
