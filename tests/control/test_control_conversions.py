"""The conversion table in the control API: edited, paged, searched, and scoped by size table."""

from __future__ import annotations

import pytest

from centra_mock import Centra
from support.control import Control
from support.wire import poll


def test_the_conversion_table_is_edited_and_collisions_are_shown(control: Control, shop: Centra) -> None:
    entries = control.ok("GET", "/conversions?kind=market")["entries"]
    assert [(entry["internal"], entry["external"]) for entry in entries] == [(1, "se"), (2, "ws")]
    control.ok("PUT", "/conversions/market/1", {"external": "sweden"})
    shop.place_order()
    assert poll(shop, "order")[0].findtext("data/order/market/id") == "sweden"
    collision = control.refusal("id_taken", "PUT", "/conversions/market/1", {"external": "ws"}, ['"ws"', "number 2"])
    assert collision["status"] == 409
    assert [entry["external"] for entry in collision["entries"]] == ["ws", "sweden"]
    control.ok("DELETE", "/conversions/market/1")
    assert poll(shop, "order")[0].findtext("data/order/market/id") == "1"
    control.refusal("unknown_object", "PUT", "/conversions/market/99", {"external": "x"}, ["market", "99"])


def test_the_conversion_table_is_paged(control: Control, shop: Centra) -> None:
    shown, after = [], ""
    while after is not None:
        page = control.ok("GET", f"/conversions?limit=7{after and f'&after={after}'}")
        shown += [(entry["kind"], entry["internal"]) for entry in page["entries"]]
        assert len(page["entries"]) <= 7
        after = page["next_after"]
    assert shown == [(entry.kind, entry.internal) for entry in shop.conversions.entries()]
    assert len(shown) > 14
    sizes = control.ok("GET", "/conversions?kind=size&limit=2")
    assert sizes["next_after"] == "size/2"
    rest = control.ok("GET", "/conversions?kind=size&after=size/2")
    assert [entry["external"] for entry in rest["entries"]] == ["L", "ONE"]
    assert rest["next_after"] is None
    control.refusal("invalid_value", "GET", "/conversions?after=7", mentions=["after", "^[a-z]+/"])
    control.refusal("unknown_type", "GET", "/conversions?kind=planet", mentions=["planet", "market"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=SWEATER&kind=variation", ["sweater-blue"]),
        ("search=2&kind=market", ["ws"]),
        ("search=a_l&kind=product", []),
        ("search=%25", []),
        ("search=%00", []),
    ],
)
def test_the_conversion_table_is_searched(control: Control, shop: Centra, query: str, found: list[str]) -> None:
    assert [entry["external"] for entry in control.ok("GET", f"/conversions?{query}")["entries"]] == found


def test_sizes_with_the_same_id_in_two_size_tables_have_different_urls(centra: Centra) -> None:
    control = Control(centra)
    for table in ("one", "two"):
        centra.update("sizes", [{"id": "S", "description": table, "sizetable": {"id": table}}])
    listed = control.ok("GET", "/objects/size")["objects"]
    assert [(size["internal"], size["scope"]) for size in listed] == [(1, 1), (2, 2)]
    first, second = (control.ok("GET", f"/objects/size/S?scope={scope}") for scope in (1, 2))
    assert [first["fields"]["description"], second["fields"]["description"]] == ["one", "two"]
    assert [first["internal"], second["internal"]] == [1, 2]

    for method, path in (("GET", ""), ("GET", "/history"), ("GET", "/referring?type=product"), ("DELETE", "")):
        named = ('size "S"', "scope=1", "scope=2")
        which = control.refusal("ambiguous_id", method, f"/objects/size/S{path}", mentions=named)
        assert which["status"] == 409
        assert [entry["scope"] for entry in which["entries"]] == [1, 2]
    control.refusal("ambiguous_id", "PUT", "/objects/size/S", {"fields": {"ean": "7"}})
    control.ok("PUT", "/objects/size/S?scope=2", {"fields": {"ean": "7"}})
    assert "ean" not in control.ok("GET", "/objects/size/S?scope=1")["fields"]
    assert control.ok("GET", "/objects/size/S?scope=2")["fields"]["ean"] == "7"
    assert len(control.ok("GET", "/objects/size/S/history?scope=2")["changes"]) == 2
    assert control.ok("GET", "/objects/size/S/referring?type=product&scope=2")["objects"] == []

    assert control.ok("PUT", "/conversions/size/2", {"external": "Small"})["scope"] == 2
    assert control.ok("GET", "/objects/size/S")["internal"] == 1
    control.ok("PUT", "/conversions/size/2", {"external": "S"})
    control.ok("DELETE", "/objects/size/S?scope=2")
    assert control.ok("GET", "/objects/size/S")["scope"] == 1
    control.refusal("unknown_object", "GET", "/objects/size/S?scope=2", mentions=['size "S"'])
    control.refusal("unknown_object", "PUT", "/objects/size/S?scope=7", {"fields": {}}, ['size "S"'])


def test_a_scope_without_entry_is_that_of_the_size_table(centra: Centra) -> None:
    control = Control(centra)
    for table in ("one", "two"):
        centra.update("sizes", [{"id": "S", "sizetable": {"id": table}}])
    control.ok("DELETE", "/conversions/size/2")
    assert control.ok("GET", "/objects/size/2?scope=2")["internal"] == 2
    control.refusal("unknown_object", "GET", "/objects/size/2?scope=1", mentions=['size "2"'])
