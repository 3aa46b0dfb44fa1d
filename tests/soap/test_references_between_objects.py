"""References to existing, unknown and deleted objects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import requests

from centra_mock import Centra
from centra_mock.web.reference import PATHS
from support.objects import accepted, refused, shown

ACCOUNT = {"id": "nordic-mock", "market": {"id": "ws"}}
MESSAGE = 'market "ws": there is no market "ws"; send it with markets_Update first'


def test_a_reference_to_a_deleted_object_is_refused(shop: Centra) -> None:
    accepted(shop, "account", ACCOUNT)
    shop.delete("market", "ws")
    assert refused(shop, "account", ACCOUNT) == [f'account "nordic-mock": {MESSAGE}']
    accepted(shop, "market", {"id": "ws", "description": "Back"})
    accepted(shop, "account", ACCOUNT)


def test_a_policy_keeps_an_unknown_reference_with_a_notice(shop: Centra) -> None:
    shop.policy = replace(shop.policy, unknown_reference="notice")
    before = shop.objects.internal_id("market", "ws")
    shop.delete("market", "ws")
    assert accepted(shop, "account", ACCOUNT).notices == [MESSAGE]
    accepted(shop, "market", {"id": "ws"})
    assert accepted(shop, "account", ACCOUNT).notices == []
    assert shop.objects.internal_id("market", "ws") == before


@pytest.mark.parametrize(
    ("type", "id", "by", "fields"),
    [
        ("product", "chair", "pricelist", {"id": "retail-sek", "items": {"product": [{"id": "chair"}]}}),
        ("pricelist", "retail-sek", "account", {"id": "nordic-mock", "pricelist": {"id": "retail-sek"}}),
    ],
)
def test_references_of_every_type_are_checked(
    shop: Centra, type: str, id: str, by: str, fields: dict[str, Any]
) -> None:
    accepted(shop, by, fields)
    shop.delete(type, id)
    (error,) = refused(shop, by, fields)
    assert f'there is no {type} "{id}"' in error


def test_a_deleted_size_cannot_be_in_a_variation(shop: Centra) -> None:
    sizes = {"size": [{"id": "ONE"}]}
    product = {"id": "chair", "variations": {"variation": [{"id": "chair-oak", "sizes": sizes}]}}
    accepted(shop, "product", product)
    shop.delete("size", "ONE")
    (error,) = refused(shop, "product", product)
    assert 'there is no size "ONE"; send it with sizes_Update first' in error


def test_a_deleted_warehouse_is_made_on_sight_again(shop: Centra) -> None:
    before = shop.objects.internal_id("warehouse", "main")
    shop.delete("warehouse", "main")
    stock = {"id": "ONE", "warehouseitems": {"warehouse": [{"id": "main", "qty": "7"}]}}
    variation = {"id": "chair-oak", "sizes": {"size": [stock]}}
    accepted(shop, "product", {"id": "chair", "variations": {"variation": [variation]}})
    assert shown(shop, "warehouse", "main").findtext("id") == "main"
    assert shop.objects.internal_id("warehouse", "main") == before


def test_a_refused_object_makes_no_warehouse(shop: Centra) -> None:
    """The warehouse that the refused product makes on sight is undone, and the second product makes it again."""
    stock = {"id": "ONE", "warehouseitems": {"warehouse": [{"id": "new", "qty": "7"}]}}
    product = {"id": "chair", "variations": {"variation": [{"id": "chair-oak", "sizes": {"size": [stock]}}]}}
    accepted(shop, "product", product)
    bad = {**product, "status": "odd"}
    shop.delete("warehouse", "new")
    assert len(refused(shop, "product", bad, product)) == 1
    assert shown(shop, "warehouse", "new").findtext("id") == "new"


def test_a_variation_may_leave_its_size_table_out_as_the_reference_page_says(shop: Centra) -> None:
    page = requests.get(f"{shop.server_url}{PATHS['soap']}?op=products_Update", timeout=30).text
    assert "A variation may leave its size table out" in page
    variation = {"id": "lamp-red", "sizes": {"size": [{"id": "S"}]}}
    accepted(shop, "product", {"id": "lamp", "variations": {"variation": [variation, {"id": "lamp-blue"}]}})
    accepted(shop, "size", {"id": "S", "sizetable": {"id": "SHOES"}})
    (error,) = refused(shop, "product", {"id": "desk", "variations": {"variation": [{**variation, "id": "desk-red"}]}})
    assert "sizetable" in error
