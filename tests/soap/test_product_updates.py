"""Updates of products, variations and stock, over the wire."""

from __future__ import annotations

from typing import Any

import pytest

from centra_mock import Centra
from support.objects import accepted, refused, shown
from support.sizes import SMALL, sized

STOCK = "variations/variation/sizes/size/warehouseitems/warehouse"


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


def test_stock_has_the_id_of_its_variation(centra: Centra) -> None:
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
