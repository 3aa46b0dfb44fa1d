"""Which row, and which shipment, an update or an activity means: by orderitem or by goods, by id or by appendix."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centra_mock import Centra, Line, MockServer, Refused
from centra_mock.error_codes import Code
from centra_mock.wire.tree import Element
from support.objects import accepted, refused, rows, shown, update, xml
from support.profile import few
from support.shop import clear, items, seen

S, M = Line(variation="sweater-blue", size="S", quantity=2), Line(variation="sweater-blue", size="M", quantity=3)
OAK = Line(variation="chair-oak")
REFUND = "shipments/shipment/refunds/refund"


def goods(qty: int, product: str = "sweater", variation: str | None = "sweater-blue", size: str | None = "S") -> Any:
    """A line that names its row by what it is, and no orderitem."""
    row: dict[str, Any] = {"qty": qty} if size is None else {"id": size, "qty": qty}
    named = {"id": product} if variation is None else {"id": product, "variation": {"id": variation}}
    return {"product": [{**named, "sizes": {"size": [row]}}]}


def shipment(id: str, **fields: Any) -> dict[str, Any]:
    return {"shipments": {"shipment": [{"id": id, **fields}]}}


def refund(named: str, id: str, products: Any, **fields: Any) -> dict[str, Any]:
    return shipment(named, refunds={"refund": [{"id": id, "products": products}]}, **fields)


def shipped(shop: Centra, *lines: Line) -> str:
    """An order, all of which is shipped and captured."""
    order = shop.place_order(list(lines))
    shop.ship_order(order, capture=True)
    return order


def twice(shop: Centra, order: str, fields: dict[str, Any]) -> None:
    """Send an update two times: the second one changes nothing."""
    accepted(shop, "order", {"id": order, **fields})
    once = xml(shop, "order", order)
    assert accepted(shop, "order", {"id": order, **fields}).notices == []
    assert xml(shop, "order", order) == once


def test_the_published_return(shop: Centra) -> None:
    order = shipped(shop, S, OAK)
    back = {"id": "12", "status": "confirmed", "products": goods(1)}
    twice(
        shop,
        order,
        {"type": "retail", "store": 1, **shipment(f"{order}-1", appendix="1", refunds={"refund": [back]})},
    )
    tree = shown(shop, "order", order)
    assert rows(tree, f"{REFUND}/products") == {"1": "1"}
    assert [tree.findtext(f"{REFUND}/{name}") for name in ("id", "status", "products/product/subtotal")] == [
        "12", "confirmed", "599",
    ]  # fmt: skip
    assert len(tree.findall("shipments/shipment")) == 1


def test_a_shipment_is_named_by_its_own_id_its_order_or_its_appendix_alone(shop: Centra) -> None:
    order = shipped(shop, M)
    shop.rename_order(order, "WEB-1")
    own = str(shown(shop, "order", "WEB-1").findtext("shipments/shipment/id"))
    for number, name in enumerate((own, "WEB-1-1", f"{order}-1"), 1):
        twice(shop, "WEB-1", refund(name, f"r{number}", goods(1, size="M")))
    tree = shown(shop, "order", "WEB-1")
    assert [each.findtext("id") for each in tree.iterfind(REFUND)] == ["r1", "r2", "r3"]
    twice(shop, "WEB-1", {"shipments": {"shipment": [{"appendix": "1", "goodtogo": "no"}]}})
    assert shown(shop, "order", "WEB-1").findtext("shipments/shipment/goodtogo") == "no"


def test_a_shipment_of_its_own_id_goes_before_one_of_this_appendix(shop: Centra) -> None:
    order = shop.place_order([M])
    accepted(shop, "order", {"id": order, **shipment("a", products=goods(1, size="M"))})
    shop.ship_order(order, fields={"id": f"{order}-1"})
    accepted(shop, "order", {"id": order, **shipment(f"{order}-1", carrierinformation={"tracking": "T"})})
    tracked = [
        each.findtext("carrierinformation/tracking") for each in shown(shop, "order", order).iterfind("shipments/*")
    ]
    assert tracked[1] == "T"
    assert tracked[0] != "T"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (refund("1-2", "r", goods(1)), ('shipment "1-2"', "no such shipment", '"1" (1-1)')),
        (refund("1-1", "r", goods(1), appendix="2"), ('shipment "1-1"/appendix', "1, not '2'")),
        (refund("1-1", "r", goods(3)), ('refund "r"', 'orderitem "1"', "2 are left", "not 3")),
        (
            refund("1-1", "r", goods(1, size="L")),
            ('refund "r"', 'size "L"', '"1" (sweater, sweater-blue, S)', '"2" (sweater,'),
        ),
        (refund("1-1", "r", goods(1, product="stool", variation=None)), ('product "stool"', '"3" (chair, chair-oak')),
        (refund("1-1", "r", goods(1, size=None)), ("2 rows", '"1" (sweater, sweater-blue, S)', '"2" (sweater,')),
        ({"cancelled": goods(1, size="L")}, ('size "L"', '"3" (chair, chair-oak')),
        ({"cancelled": goods(1)}, ("cancelled", 'orderitem "1"', "0 are left")),
        (shipment("x", products=goods(1, size=None)), ("2 rows", "orderitem")),
    ],
)
def test_what_fits_nothing_or_too_much_is_refused_with_what_there_is(
    shop: Centra, fields: dict[str, Any], words: tuple[str, ...]
) -> None:
    order = shipped(shop, S, M, OAK)
    before = shop.state.save()
    (message,) = refused(shop, "order", {"id": order, **fields})
    for word in words:
        assert word in message
    assert shop.state.save() == before


def test_the_order_item_decides_and_other_fields_are_ignored(shop: Centra) -> None:
    order = shipped(shop, S, M)
    products = goods(1, size="S")
    products["product"][0]["sizes"]["size"][0]["orderitem"] = {"id": "2"}
    twice(shop, order, refund(f"{order}-1", "r", products))
    assert rows(shown(shop, "order", order), f"{REFUND}/products") == {"2": "1"}


def test_of_the_same_goods_in_several_rows_the_first_that_has_some_left_is_meant(shop: Centra) -> None:
    order = shop.place_order([OAK, OAK, OAK])
    oak = goods(1, "chair", "chair-oak", "ONE")
    twice(shop, order, {"cancelled": oak})
    assert rows(shown(shop, "order", order), "cancelled") == {"1": "1"}
    for id in ("a", "b"):
        twice(shop, order, shipment(id, products=oak, shipped="yes"))
    assert rows(shown(shop, "order", order), "shipments/shipment/products") == {"2": "1", "3": "1"}
    for id in ("a", "b"):
        twice(shop, order, refund(id, f"of {id}", oak))
    assert rows(shown(shop, "order", order), f"{REFUND}/products") == {"2": "1", "3": "1"}


def test_two_rows_of_one_update_are_two_rows_of_the_order(shop: Centra) -> None:
    order = shop.place_order([OAK, OAK])
    both = goods(1, "chair", "chair-oak", "ONE")
    both["product"][0]["sizes"]["size"] *= 2
    twice(shop, order, shipment("a", products=both))
    assert rows(shown(shop, "order", order), "shipments/shipment/products") == {"1": "1", "2": "1"}


def test_the_shop_names_rows_and_shipments_so_too(shop: Centra) -> None:
    order = shop.place_order([S, M, OAK])
    clear(shop)
    shop.ship_order(order, {"sweater-blue/S": 2, "2": 1, "chair:chair-oak": 1})
    assert rows(seen(shop), "shipments/shipment/products") == {"1": "2", "2": "1", "3": "1"}
    shop.cancel_order(order, {"sweater:sweater-blue/M": 1})
    shop.refund(order, f"{order}-1", {"chair-oak": 1})
    tree = shown(shop, "order", order)
    assert (rows(tree, "cancelled"), rows(tree, f"{REFUND}/products")) == ({"2": "1"}, {"3": "1"})
    for named, code in (("sweater-blue", Code.AMBIGUOUS_ROW), ("sweater-blue/L", Code.QUANTITY_TOO_LARGE)):
        with pytest.raises(Refused) as refusal:
            shop.ship_order(order, {named: 1})
        assert refusal.value.code == code
        assert '"2"' in str(refusal.value)


def standing(order: Element) -> list[Any]:
    """Where each piece of an order is, and what all of it comes to."""
    places = ("products", "cancelled", "shipments/shipment/products", f"{REFUND}/products")
    return [order.findtext("ordertotal"), *(rows(order, place) for place in places)]


# Both ways of naming a row agree, where both are unambiguous

VARIATIONS = (("sweater", "sweater-blue", "S"), ("sweater", "sweater-blue", "M"), ("chair", "chair-oak", "ONE"),
              ("chair", "chair-black", "ONE"))  # fmt: skip
_numbers = count(1)


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[MockServer, bytes]]:
    with MockServer(scene="demo") as server:
        yield server, server.centra.state.save()


@few
@given(
    bought=st.dictionaries(st.sampled_from(VARIATIONS), st.integers(1, 3), min_size=1),
    changes=st.lists(
        st.tuples(st.sampled_from(("ship", "refund", "cancel")), st.integers(0, 3), st.integers(0, 3)),
        min_size=1,
        max_size=6,
    ),
)
def test_orderitem_and_goods_agree(stage: tuple[MockServer, bytes], bought: Any, changes: Any) -> None:
    seen: list[list[Any]] = []
    for by_orderitem in (True, False):
        shop = stage[0].tenant(f"rows{next(_numbers)}")
        shop.state.load(stage[1])
        order = shop.place_order(
            [Line(product, variation, size, quantity) for (product, variation, size), quantity in bought.items()]
        )
        named = dict(zip(items(shown(shop, "order", order)), bought, strict=True))
        answers: list[Any] = []
        for number, (verb, chosen, qty) in enumerate(changes):
            item = list(named)[chosen % len(named)]
            products = goods(qty, *named[item])
            if by_orderitem:
                products["product"][0]["sizes"]["size"][0] = {"qty": qty, "orderitem": {"id": item}}
            fields = {
                "ship": shipment(f"s{number}", products=products, shipped="yes"),
                "refund": refund(f"{order}-1", f"r{number}", products),
                "cancel": {"cancelled": products},
            }[verb]
            reply = update(shop, "order", {"id": order, **fields})
            answers.append((reply.success, reply.notices, standing(shown(shop, "order", order))))
        seen.append(answers)
    assert seen[0] == seen[1]
