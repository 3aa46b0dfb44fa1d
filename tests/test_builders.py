"""Builders: objects of a shop out of nothing, that Centra takes, and an order that is what Centra sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from inspect import signature
from random import Random
from typing import Any

import pytest

from centra_fixtures import builders
from centra_fixtures.builders import (
    account,
    customer,
    market,
    order,
    paymentterms,
    pricelist,
    product,
    salesrep,
    shippingterms,
    size_table,
    tree,
    warehouse,
)  # fmt: skip
from centra_mock import Line, Tenant
from centra_mock.domain.validate import validate
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import KIND, Element, text

Builder = Callable[..., dict[str, Any]]
BUILDERS: dict[str, Builder] = {
    name: getattr(builders, name)
    for name in (
        "account", "customer", "market", "order", "paymentterms", "pricelist", "product", "salesrep",
        "shippingterms", "warehouse",
    )
}  # fmt: skip
every_builder = pytest.mark.parametrize("type", BUILDERS)


@every_builder
def test_the_same_seed_gives_the_same(type: str) -> None:
    build = BUILDERS[type]
    assert build(seed=4) == build(seed=4)
    assert build(seed=4) != build(seed=5)
    assert build(seed=Random(4)) == build(seed=Random(4))


@every_builder
def test_ids_are_unique_unless_given(type: str) -> None:
    build, random = BUILDERS[type], Random(1)
    assert len({build()["id"] for _ in range(200)} | {build(seed=random)["id"] for _ in range(200)}) == 400
    assert build(id="mine")["id"] == "mine"


@every_builder
def test_every_field_is_one_that_the_grammar_has(type: str) -> None:
    field = OBJECTS[type].field
    validate(tree(type, BUILDERS[type]()), field)
    assert set(BUILDERS[type]()) <= set(field.by_name)


@every_builder
def test_every_field_can_be_given(type: str) -> None:
    own = signature(BUILDERS[type]).parameters
    for name in OBJECTS[type].field.by_name.keys() - own.keys():
        assert BUILDERS[type](**{name: "given"})[name] == "given"
        assert name not in BUILDERS[type](**{name: None})


def test_fields_are_given_however_deep() -> None:
    variation = {"sku": "X", "sizes": {"size": {1: {"ean": "1"}}}}
    made = product(id="p", weight={"unit": "g"}, variations={"variation": {0: variation}})
    first = made["variations"]["variation"][0]
    assert made["weight"]["unit"] == "g"
    assert made["weight"]["value"]
    assert first["sku"] == "X"
    assert [size.get("ean") for size in first["sizes"]["size"]] == [None, "1", None]
    assert first["id"].startswith("p-")


def test_centra_takes_them_all(centra: Tenant) -> None:
    house, retail, wholesale = warehouse(), market(), market(kind="wholesale")
    sizes = size_table({"38": "38", "40": "40"})
    goods = [product(sizes, warehouses=[house["id"]]) for _ in range(3)] + [product(sizes, colours=3)]
    prices, net = pricelist(goods), pricelist(goods, kind="wholesale", currency="EUR")
    terms, delivery, rep = paymentterms(), shippingterms(), salesrep()
    client = account(wholesale, net, buyers=2, salesrep={"id": rep["id"]}, paymentterms={"id": terms["id"]})
    for plural, objects in {
        "warehouses": [house], "markets": [retail, wholesale], "sizes": sizes, "products": goods,
        "pricelists": [prices, net], "paymentterms": [terms], "shippingterms": [delivery], "salesreps": [rep],
        "accounts": [client], "customers": [customer()],
    }.items():  # fmt: skip
        centra.update(plural, objects)
    placed = centra.place_order([Line(product=one["id"]) for one in goods], market=retail["id"])
    sold = centra.place_order(kind="wholesale", account=client["id"])
    assert len(_order(centra, placed).findall("products/product")) == 4
    assert text(_order(centra, sold), "currency") == "EUR"


def _order(centra: Tenant, id: str) -> Element:
    found = centra.get("order", id)
    assert found is not None
    return found


def _paths(node: Element, path: str = "") -> Iterator[str]:
    for sub in node:
        yield f"{path}/{sub.tag}"
        yield from _paths(sub, f"{path}/{sub.tag}")


@pytest.mark.parametrize("ship", [False, True])
def test_a_retail_order_has_all_that_centra_sends(shop: Tenant, ship: bool) -> None:
    sent = _order(shop, shop.place_order([Line(variation="sweater-blue")], ship=ship))
    assert set(_paths(tree("order", order(ship=ship)))) == set(_paths(sent))


def test_a_wholesale_order_has_what_centra_sends(shop: Tenant) -> None:
    sent = _order(shop, shop.place_order([Line(variation="sweater-blue")], kind="wholesale"))
    made = set(_paths(tree("order", order(kind="wholesale"))))
    # The demo's account has a salesrep, and no second line in its address.
    differ = {path for path in set(_paths(sent)) ^ made if not path.startswith("/salesrep/")}
    assert {path.rpartition("/")[2] for path in differ} == {"address2", "state"}


@pytest.mark.parametrize("seed", range(20))
def test_amounts_of_an_order_add_up(seed: int) -> None:
    made = tree("order", order(lines=3, shipping=49, voucher=10, seed=seed))
    lines = made.findall("products/product")
    assert len(lines) == 3
    for line in lines:
        assert Decimal(text(line, "subtotal")) == Decimal(text(line, "price")) * Decimal(text(line, "qty"))
    subtotals = sum(Decimal(text(line, "subtotal")) for line in lines)
    assert Decimal(text(made, "ordertotal")) == subtotals + 49 - 10
    items = [row.findtext("orderitem/id") for row in made.iterfind("products/product/sizes/size")]
    assert len(set(items)) == 3


def test_an_order_of_given_products_market_and_currency() -> None:
    one = product(id="chair", description="Chair", colours=1)
    made = order([one], market="no", currency="NOK", status="processing")
    (line,) = made["products"]["product"]
    assert (line["id"], line["description"]) == ("chair", "Chair")
    assert line["variation"]["id"] == one["variations"]["variation"][0]["id"]
    assert line["sizes"]["size"][0]["description"] in ("Small", "Medium", "Large")
    assert (made["market"]["id"], made["currency"], made["status"]) == ("no", "NOK", "processing")


def test_an_order_shows_no_marks_of_the_inside() -> None:
    for kind in ("retail", "wholesale"):
        made = tree("order", order(kind=kind))
        assert not [leaf for leaf in made.iter() if leaf.get(KIND)]


def test_everybody_is_made_up() -> None:
    for made in (customer(), account()["accountaddress"], salesrep(), order()["shippingaddress"]):
        assert made["email"].endswith("@example.com")
        assert made["email"].isascii()
