"""Accounts and products as a client sends them, and which of them can order and be ordered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml.etree import Element, SubElement

from centra_mock import Centra, Line, Refused
from centra_mock.domain.validate import validate
from centra_mock.error_codes import Code
from centra_mock.wire.grammar import OBJECTS, Field
from support.objects import accepted, refused, shown, xml

BUYER = {"buyers": {"buyer": [{"id": "b"}]}}


def code_of(centra: Centra, **order: Any) -> Code:
    """The code that an order is refused with."""
    before = centra.state.save()
    with pytest.raises(Refused) as refusal:
        centra.place_order(**order)
    assert centra.state.save() == before
    return refusal.value.code


@pytest.mark.parametrize(
    ("sent", "stored"), [("inactive", "inactive"), ("canceled", "canceled"), ("cancelled", "canceled")]
)
def test_only_active_accounts_order(shop: Centra, sent: str, stored: str) -> None:
    accepted(shop, "account", {"id": "nordic-mock", "status": sent})
    assert shown(shop, "account", "nordic-mock").findtext("status") == stored
    for named in ({"account": "nordic-mock"}, {}):
        assert code_of(shop, kind="wholesale", **named) == Code.ACCOUNT_NOT_ACTIVE
    accepted(shop, "account", {"id": "nordic-mock", "status": "active"})
    shop.place_order(kind="wholesale", account="nordic-mock")


def test_an_unknown_status_is_refused_with_those_that_there_are(shop: Centra) -> None:
    before = xml(shop, "account", "nordic-mock")
    (message,) = refused(shop, "account", {"id": "nordic-mock", "status": "asleep"})
    for word in ("nordic-mock", "status", "asleep", "active", "inactive", "canceled"):
        assert word in message
    assert xml(shop, "account", "nordic-mock") == before


def test_an_account_without_buyers_is_stored_and_cannot_order(shop: Centra) -> None:
    accepted(shop, "account", {"id": "bare", "status": "active"})
    assert code_of(shop, kind="wholesale", account="bare") == Code.ACCOUNT_NOT_ACTIVE
    accepted(shop, "account", {"id": "bare", **BUYER})
    shop.place_order(kind="wholesale", account="bare")


def test_a_blank_buyer_needs_no_id_and_is_the_same_the_next_time(shop: Centra) -> None:
    blank = {"id": "", "firstname": "", "lastname": "", "email": ""}
    other = {"firstname": "Nya", "email": "nya@example.com"}
    for _ in range(2):
        accepted(shop, "account", {"id": "bare", "buyers": {"buyer": [blank, other]}})
        there = [each.findtext("email") for each in shown(shop, "account", "bare").iterfind("buyers/buyer")]
        assert there == ["", "nya@example.com"]
    shop.place_order(kind="wholesale", account="bare")


@pytest.mark.parametrize("status", ["inactive", "canceled", "cancelled"])
def test_only_what_is_active_is_ordered(shop: Centra, status: str) -> None:
    variation = {"id": "chair-oak", "status": status}
    accepted(shop, "product", {"id": "chair", "variations": {"variation": [variation]}})
    assert code_of(shop, lines=[Line(variation="chair-oak")]) == Code.PRODUCT_NOT_ACTIVE
    first = shop.place_order([Line(product="chair")])
    assert shown(shop, "order", first).findtext("products/product/variation/id") == "chair-black"
    accepted(shop, "product", {"id": "chair", "status": status})
    assert code_of(shop, lines=[Line(product="chair")]) == Code.PRODUCT_NOT_ACTIVE
    assert shown(shop, "order", shop.place_order()).findtext("products/product/id") == "sweater"


def test_cancelled_is_canceled_for_an_order_too(shop: Centra) -> None:
    order = shop.place_order()
    accepted(shop, "order", {"id": order, "status": "cancelled"})
    assert shown(shop, "order", order).findtext("status") == "canceled"


def statuses(field: Field, path: str = "") -> Iterator[str]:
    """Yield the path of each status below a field."""
    for each in field.fields:
        if each.name == "status":
            yield f"{path}status"
        yield from statuses(each, f"{path}{each.name}/")


@pytest.mark.parametrize(
    ("type", "path"), [(name, path) for name, obj in OBJECTS.items() for path in statuses(obj.field)]
)
def test_cancelled_is_canceled_in_every_status_of_every_type(type: str, path: str) -> None:
    change = top = Element(type)
    for name in path.split("/"):
        SubElement(change, "id").text = "1"
        change = SubElement(change, name)
    change.text = "cancelled"
    validate(top, OBJECTS[type].field)
    assert change.text == "canceled"


def entries(centra: Centra) -> dict[str, int]:
    return {entry.external: entry.internal for entry in centra.conversions.entries("account")}


def test_a_numeric_account_id_is_centras_own_number(shop: Centra) -> None:
    for id in ("12345", "0777"):
        accepted(shop, "account", {"id": id, **({"buyers": {"buyer": [{"id": f"of {id}"}]}})})
    assert entries(shop) == {"nordic-mock": 1, "12345": 12345, "0777": 2}
    before = shop.state.save()
    (message,) = refused(shop, "account", {"id": "1", "description": "Other"})
    for word in ('"1"', "number 1", "nordic-mock"):
        assert word in message
    assert shop.state.save() == before


def test_under_the_other_policy_it_is_an_id_like_any_other(shop: Centra) -> None:
    shop.policy = replace(shop.policy, numeric_account_ids="external")
    accepted(shop, "account", {"id": "12345"}, {"id": "1"})
    assert entries(shop) == {"nordic-mock": 1, "12345": 2, "1": 3}
