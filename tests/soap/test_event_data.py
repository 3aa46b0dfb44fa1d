"""Event data as Centra publishes it: which elements stand in it, in which order, and how their values are written.

A table for each kind of event is in ``event_data``: a path and the format of its values on each line. ``order-retail``
and ``order-wholesale`` are derived from published events; the others from the published structures, with all fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from centra_mock import Centra, Line, Policy, Refused
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.operations import EVENT_TYPES
from centra_mock.wire.samples import sample_object
from centra_mock.wire.tree import Element
from support.objects import accepted
from support.shop import add_set, object_of
from support.wire import poll

TABLES = Path(__file__).with_name("event_data")

FORMATS = {
    "empty": "",
    "text": r".+",
    "text?": r".*",
    "number": r"[1-9][0-9]*",
    "transaction": r"[0-9]{10}",
    "amount": r"-?[0-9]+\.[0-9]{2}",
    "short": r"-?(0|[1-9][0-9]*)(\.[0-9]?[1-9])?",
    "tax": r"[0-9]+\.[0-9]{3}",
    "rate": r"[0-9]+\.[0-9]{5}",
    "currency": r"[A-Z]{3}",
    "key": r"[a-z]{3}",
    "country": r"[A-Z]{2}",
    "flag": "yes|no",
    "boolean": "true|false",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "event-date": r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}",
    "moment": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+0[12]:00",
}
"""Regular expressions of the formats that tables name; a text after ``=`` is the value itself."""


def table(name: str) -> dict[str, str]:
    """Return path -> format, in the order of the elements."""
    lines = (line.split() for line in (TABLES / f"{name}.txt").read_text("utf-8").splitlines())
    return {line[0]: line[1] for line in lines}


def leaves(tree: Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each element without elements, in their order."""
    for sub in tree:
        here = f"{path}/{sub.tag}" if path else str(sub.tag)
        if len(sub):
            yield from leaves(sub, here)
        else:
            yield here, sub.text or ""


def check(tree: Element, name: str) -> None:
    """Check that a tree has the elements of a table and no others, in its order, with values of its formats."""
    wanted, found = table(name), list(leaves(tree))
    assert list(dict.fromkeys(path for path, _ in found)) == list(wanted)
    assert [(path, text) for path, text in found if not fits(text, wanted[path])] == []


def fits(text: str, format: str) -> bool:
    return text == format[1:] if format.startswith("=") else re.fullmatch(FORMATS[format], text) is not None


def retail(shop: Centra) -> None:
    lines = [Line(variation="chair-oak"), Line(variation="chair-black", quantity=2)]
    shop.place_order(lines, ship=True, shipping=12)


def wholesale(shop: Centra) -> None:
    shop.put("account", "nordic-mock", {"salesrep": ""})
    shop.place_order([Line("chair", quantity=2)], kind="wholesale", shipping=123)


def invoice(shop: Centra) -> None:
    order = shop.place_order([Line("chair", quantity=2)], kind="wholesale", shipping=10)
    shop.invoice_order(order, shipment=shop.ship_order(order))


def whole(type: str) -> Callable[[Centra], None]:
    """Return what makes the event of an object with all fields."""

    def send(shop: Centra) -> None:
        shop.policy = replace(shop.policy, echo=True, unknown_reference="notice")
        needed = ("size", "product") if type == "pricelist" else ()
        for obj in (*(OBJECTS[name] for name in needed), EVENT_TYPES[type]):
            accepted(shop, obj.name, sample_object(obj))

    return send


ORDERS = {"order-retail": retail, "order-wholesale": wholesale}
OTHERS = {type: whole(type) for type in EVENT_TYPES if type not in ("order", "customer", "invoice")}
MADE: dict[str, Callable[[Centra], None]] = {**ORDERS, **OTHERS, "customer": retail, "invoice": invoice}


@pytest.mark.parametrize("name", MADE)
def test_event_data_has_the_published_elements_in_their_order_with_their_formats(shop: Centra, name: str) -> None:
    MADE[name](shop)
    type = name.partition("-")[0]
    *_, event = poll(shop, type)
    assert [sub.tag for sub in event] == ["id", "type", "entry", "mission", "date", "data"]
    assert re.fullmatch(FORMATS["event-date"], event.findtext("date", ""))
    (tree,) = event.iterfind("data/*")
    assert tree.tag == type
    check(tree, name)


def test_every_kind_of_event_has_a_table() -> None:
    assert {file.stem for file in TABLES.glob("*.txt")} == MADE.keys()
    assert {name.partition("-")[0] for name in MADE} == set(EVENT_TYPES)


@pytest.mark.parametrize("name", MADE)
def test_the_tables_name_fields_of_the_grammar_in_its_order(name: str) -> None:
    type = name.partition("-")[0]
    field = EVENT_TYPES[type].field
    places = []
    for path in table(name):
        place, within = [], field
        for step in path.split("/"):
            place.append(list(within.by_name).index(step))
            within = within.by_name[step]
        places.append(place)
    assert places == sorted(places)


def test_terms_are_called_by_their_name_and_a_collection_is_that_of_all_lines(shop: Centra) -> None:
    accepted(shop, "paymentterms", {"id": "net60", "name": "60 days", "description": "A longer text"})
    accepted(shop, "shippingterms", {"id": "dap60", "name": "At place", "description": "A longer text"})
    terms = {"paymentterms": {"id": "net60"}, "shippingterms": {"id": "dap60"}}
    accepted(shop, "account", {"id": "nordic-mock", **terms})
    shop.place_order([Line("chair")], kind="wholesale")
    shop.place_order([Line("chair"), Line("sweater")], kind="wholesale")
    one, two = (event.find("data/order") for event in poll(shop, "order"))
    assert one is not None
    assert two is not None
    assert [one.findtext(f"{each}/description") for each in terms] == ["60 days", "At place"]
    assert one.findtext("collection/id") == "classics"
    assert ("collection", "") in set(leaves(two))


def test_the_parts_of_a_bundle_stand_before_their_head_with_lower_numbers(shop: Centra) -> None:
    add_set(shop)
    parts = (Line(variation="chair-oak"), Line(variation="sweater-blue", size="S"))
    shop.place_order([Line(variation="set-one", parts=parts)])
    (event,) = poll(shop, "order")
    lines = event.findall("data/order/products/product")
    assert [line.findtext("bundleinfo/isbundle") for line in lines] == ["false", "false", "true"]
    assert [line.findtext("sizes/size/orderitem/id") for line in lines] == ["1", "2", "3"]


def test_a_wholesale_order_has_the_delivery_window_that_holds_its_variations(shop: Centra) -> None:
    for id, held in (("part", ["chair-oak"]), ("all", ["chair-oak", "sweater-blue"])):
        variations = [{"id": each, "type": "preorder"} for each in held]
        dates = {"startdate": "2026-02-01", "stopdate": "2026-02-28", "atonce": True}
        accepted(
            shop, "deliverywindow", {"id": id, "description": id, **dates, "variations": {"variation": variations}}
        )
    for names in (("chair-oak", "sweater-blue"), ("chair-oak", "chair-black")):
        shop.place_order([Line(variation=name) for name in names], kind="wholesale")
    shop.place_order([Line(variation="chair-oak")])
    one, two, three = (event.find("data/order") for event in poll(shop, "order"))
    assert one is not None
    window = one.find("deliverywindow")
    assert window is not None
    assert list(leaves(window)) == [
        ("id", "all"), ("description", "all"), ("type", "preorder"), ("atonce", "true"),
        ("start", "2026-02-01"), ("stop", "2026-02-28"),
    ]  # fmt: skip
    assert [order is not None and order.find("deliverywindow") is None for order in (two, three)] == [True, True]


def test_a_delivery_window_is_chosen_when_a_wholesale_order_is_placed(shop: Centra) -> None:
    for id, status in (("first", "active"), ("second", "active"), ("closed", "inactive")):
        held = {"variation": [{"id": "chair-oak", "type": "preorder"}]}
        accepted(shop, "deliverywindow", {"id": id, "description": id, "status": status, "variations": held})
    oak, black = [Line(variation="chair-oak")], [Line(variation="chair-black")]
    for chosen, shown in ((None, "first"), ("second", "second")):
        order = shop.place_order(oak, kind="wholesale", delivery_window=chosen)
        assert object_of(shop, "order", order).findtext("deliverywindow/description") == shown
    for lines, chosen, code in ((oak, "closed", "delivery_window_not_possible"), (oak, "none", "unknown_object"),
                                (black, "second", "delivery_window_not_possible")):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            shop.place_order(lines, kind="wholesale", delivery_window=chosen)
        assert refusal.value.code == code


@pytest.mark.parametrize(("policy", "warehouse"), [("first", "main"), ("allocated", "outlet")])
def test_the_primary_warehouse_is_a_policy(shop: Centra, policy: str, warehouse: str) -> None:
    shop.policy = Policy().changed({"primary_warehouse": policy})
    size = {"id": "S", "warehouseitems": {"warehouse": [{"id": "main", "qty": "0"}, {"id": "outlet", "qty": "9"}]}}
    variation = {"id": "sweater-blue", "sizes": {"size": [size]}}
    accepted(shop, "product", {"id": "sweater", "variations": {"variation": [variation]}})
    shop.place_orders([Line("sweater", size="S", quantity=2)], count=2)
    found = [event.findtext("data/order/primary_warehouse/warehouse/id") for event in poll(shop, "order")]
    assert found == [warehouse, warehouse]


@pytest.mark.parametrize(("code", "name"), [("SE", "Sweden"), ("fr", "France"), ("XX", ""), ("", "")])
def test_shipping_is_described_by_the_country(shop: Centra, code: str, name: str) -> None:
    shop.place_order(customer={"email": "abroad@example.com", "country": code})
    (event,) = poll(shop, "order")
    assert event.findtext("data/order/shipping/description") == name
