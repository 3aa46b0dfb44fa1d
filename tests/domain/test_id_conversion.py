"""Conversion of ids in requests and answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from centra_fixtures.strategies import full_object, internal_ids, objects
from centra_mock import Centra, Line, Refused
from centra_mock.domain.conversion import (
    InboundConversion,
    InternalKey,
    convert_outbound,
    convert_tree_outbound,
    escaped_ids,
    internal_keys,
)
from centra_mock.wire.grammar import GRAMMAR, OBJECTS, Field
from centra_mock.wire.structures import ScopeHolder
from centra_mock.wire.tree import KIND, Element, converted_ids, from_stored, to_stored
from centra_mock.wire.values import build
from support.objects import accepted, line, refused, shown
from support.profile import steady
from support.wire import poll

FIELDS = [obj.field for obj in OBJECTS.values()]
every_type = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)


@dataclass
class Table:
    """A conversion table in memory; its internal ids differ from all external ids in these tests."""

    entries: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def find(self, kind: str, external: str, scope: int) -> int | None:
        return self.entries.get((kind, external, scope))

    def make(self, kind: str, external: str, scope: int) -> int:
        return self.entries.setdefault((kind, external, scope), 1_000_000 + len(self.entries))

    def exists(self, kind: str, internal: int) -> bool:
        return True

    def scopes(self, kind: str, external: str) -> list[int]:
        return [scope for known, name, scope in self.entries if (known, name) == (kind, external)]

    def scope_in(self, holder: ScopeHolder, internal: int) -> int | None:
        return None

    def shown(self) -> dict[InternalKey, str]:
        return {(kind, internal): external for (kind, external, _), internal in self.entries.items()}


def canonical(tree: Element) -> bytes:
    return etree.tostring(tree, method="c14n")


def inward(tree: Element, field: Field, table: Table) -> None:
    """Convert a tree inbound as if each object were known."""
    InboundConversion(table, strict=False, notices=[]).convert(tree, field)


@every_type
@steady
@given(data=st.data())
def test_converting_in_and_out_is_the_identity(field: Field, data: st.DataObject) -> None:
    tree = build(field, data.draw(objects(field)))
    before, table = canonical(tree), Table()
    inward(tree, field, table)
    stored = to_stored(tree)
    assert canonical(from_stored(stored)) == canonical(tree)
    assert internal_keys(stored) == {(str(leaf.get(KIND)), int(leaf.text or 0)) for leaf in converted_ids(tree)}
    assert canonical(from_stored(convert_outbound(stored, escaped_ids(table.shown().items())))) == before
    convert_tree_outbound(tree, table.shown())
    assert canonical(tree) == before


@every_type
def test_every_id_that_the_grammar_knows_is_converted_at_every_depth(field: Field) -> None:
    tree, table = build(field, full_object(field)), Table()
    inward(tree, field, table)
    assert " of mine" not in etree.tostring(tree, encoding="unicode")
    assert {kind for kind, _ in internal_keys(to_stored(tree))} == {leaf.bears for leaf in field.walk() if leaf.bears}


def test_every_kind_has_an_id_somewhere() -> None:
    shown = {leaf.bears for obj in OBJECTS.values() for leaf in obj.field.walk()}
    assert set(GRAMMAR.kinds) == shown - {None}


@every_type
@steady
@given(data=st.data())
def test_an_object_without_an_entry_shows_its_internal_id(field: Field, data: st.DataObject) -> None:
    tree = build(field, data.draw(objects(field, internal_ids)))
    stored = to_stored(tree)
    for leaf in converted_ids(tree):
        del leaf.attrib[KIND]
    assert canonical(from_stored(convert_outbound(stored, {}))) == canonical(tree)


# Over the wire


def test_an_edit_shows_in_all_later_output(shop: Centra) -> None:
    shop.policy = replace(shop.policy, payload="snapshot")
    order = shop.place_order([Line(variation="chair-oak")])
    edits = {"order": "O 1", "customer": "å <&>", "market": "Sverige", "pricelist": "P", "product": "C",
             "variation": "V", "orderitem": "I", "warehouse": "W", "brand": "B"}  # fmt: skip
    for kind, external in edits.items():
        known = {entry.external: entry.internal for entry in shop.conversions.entries(kind)}
        first = {"market": "se", "pricelist": "retail-sek", "product": "chair", "variation": "chair-oak",
                 "warehouse": "main", "brand": "mockmade"}  # fmt: skip
        shop.convert(kind, known[first[kind]] if kind in first else 1, external)
    customer, event = poll(shop)
    assert (customer.findtext("entry"), event.findtext("entry")) == (edits["customer"], edits["order"])
    assert event.findtext("data/order/id") == edits["order"]
    assert event.findtext("data/order/ordernumber") == order
    for path, kind in {
        "customer": "customer", "market": "market", "pricelist": "pricelist", "products/product": "product",
        "products/product/variation": "variation", "products/product/brand": "brand",
        "products/product/sizes/size/orderitem": "orderitem",
        "products/product/sizes/size/warehouseitems/warehouse": "warehouse",
    }.items():  # fmt: skip
        assert event.findtext(f"data/order/{path}/id") == edits[kind], path
    assert shown(shop, "product", "C").findtext("variations/variation/stockid") == "V"
    assert shown(shop, "pricelist", "P").findtext("items/product/id") == "C"
    accepted(shop, "order", {"id": "O 1", "locked": "yes", "cancelled": line({"I": 1}, product="C", size="ONE")})
    assert shown(shop, "order", "O 1").findtext("cancelled/product/variation/id") == "V"
    assert shop.objects.get("order", order) is None


def test_an_edit_that_collides_is_refused(shop: Centra) -> None:
    with pytest.raises(Refused, match='market "se" is already the id of market number 1'):
        shop.convert("market", 2, "se")
    shop.convert("market", 1, "se")
    shop.convert("market", 2, "1")
    assert [entry.external for entry in shop.conversions.entries("market")] == ["se", "1"]


def test_an_edit_to_the_shown_id_of_another_object_is_refused(shop: Centra) -> None:
    first, second = shop.place_order(), shop.place_order()
    with pytest.raises(Refused, match=f'order "{first}" is already the id of order number {first}'):
        shop.convert("order", int(second), first)
    shop.convert("order", int(first), "mine")
    shop.convert("order", int(second), first)
    assert [event.findtext("entry") for event in poll(shop, "order")] == ["mine", first]
    with pytest.raises(Refused, match=f'order "{first}" is already the id of order number {second}'):
        shop.forget_conversion("order", int(first))
    accepted(shop, "order", {"id": first, "other": "the second"})
    assert shown(shop, "order", first).findtext("ordernumber") == second


def test_a_new_internal_id_differs_from_existing_external_ids(shop: Centra) -> None:
    accepted(shop, "customer", {"id": "3", "firstname": "Drei"}, {"id": "2", "firstname": "Zwei"})
    numbers = [shop.register_customer({"email": f"testa{count}@example.com"}) for count in range(2)]
    assert len({"2", "3", *numbers}) == 4
    assert shown(shop, "customer", "3").findtext("firstname") == "Drei"
    accepted(shop, "customer", {"id": numbers[0], "firstname": "Anna"})
    assert shown(shop, "customer", numbers[0]).findtext("email") == "testa0@example.com"


def test_an_id_may_be_long_and_have_any_characters(centra: Centra) -> None:
    for id in ("x" * 255, "ü\u00a0 <b>&amp;", "0", "007", "18446744073709551616", "-1"):
        accepted(centra, "market", {"id": id})
        assert shown(centra, "market", id).findtext("id") == id
    assert refused(centra, "market", {"id": "x" * 256}) == [
        f'market "{"x" * 57}…": id: an id of 256 characters is too long; at most 255 are allowed'
    ]


def test_a_size_is_selected_by_its_size_table(centra: Centra) -> None:
    for table in ("one", "two"):
        accepted(centra, "size", {"id": "S", "description": table, "sizetable": {"id": table}})
        variation = {"id": f"v-{table}", "sizetable": {"id": table}, "sizes": {"size": [{"id": "S"}]}}
        accepted(centra, "product", {"id": f"p-{table}", "variations": {"variation": [variation]}})

    def invoice(item: dict[str, object]) -> dict[str, object]:
        return {"id": "i", "items": {"invoiceitem": [{"itemid": "1", "size": {"id": "S"}, **item}]}}

    assert refused(centra, "invoice", invoice({})) == [
        'invoice "i": items/invoiceitem/size "S": size "S" is in 2 sizetables; name the variation it belongs to'
    ]
    accepted(centra, "invoice", invoice({"variation": {"id": "v-two"}}))
    second = next(entry for entry in centra.conversions.entries("size") if entry.scope == 2)
    centra.convert("size", second.internal, "Second")
    assert shown(centra, "invoice", "i").findtext("items/invoiceitem/size/id") == "Second"
    accepted(centra, "product", {"id": "p-two", "variations": {"variation": [
        {"id": "v-two", "sizes": {"size": [{"id": "Second", "ean": "7"}]}},
    ]}})  # fmt: skip
    assert len(shown(centra, "product", "p-two").findall(".//sizes/size")) == 1


def test_a_size_without_an_entry_is_still_of_its_size_table(centra: Centra) -> None:
    table = {"id": "SML"}
    accepted(centra, "size", *({"id": id, "sizetable": table} for id in "SM"))
    before = centra.conversions.entries("size")
    centra.forget_conversion("size", 2)
    centra.convert("size", 2, "M")
    assert centra.conversions.entries("size") == before
    variation = {"id": "v", "sizetable": table, "sizes": {"size": [{"id": "M"}]}}
    accepted(centra, "product", {"id": "p", "variations": {"variation": [variation]}})


@pytest.mark.parametrize("id", ["", "  ", "\ufffe", "\x01", "x" * 256])
def test_an_admin_cannot_set_an_id_that_clients_may_not_send(shop: Centra, id: str) -> None:
    with pytest.raises(Refused, match="an id of"):
        shop.convert("market", 1, id)


def test_the_shop_cannot_set_an_id_that_clients_may_not_send(shop: Centra) -> None:
    with pytest.raises(Refused, match="an id of nothing but white space"):
        shop.place_order(fields={"id": "  "})


def test_only_existing_objects_get_entries(shop: Centra) -> None:
    accepted(shop, "customer", {"id": "2"})
    shop.register_customer({"email": "testa@example.com"})
    assert [customer.internal for customer in shop.objects.of_type("customer")] == [1, 3]
    for kind, number in (("customer", 2), ("market", 77), ("brand", 77), ("brand", 0)):
        with pytest.raises(Refused, match=f"there is no {kind} number {number}"):
            shop.convert(kind, number, "x")
    shop.convert("brand", 1, "x")
