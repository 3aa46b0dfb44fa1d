"""Updates of sizes and size tables, over the wire."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from centra_mock import Centra
from support.objects import accepted, refused, shown
from support.sizes import ADDED, SMALL, TABLE, sized


def test_a_new_size_gives_one_notice(centra: Centra) -> None:
    medium = {"id": "M", "description": "Medium", "sizetable": TABLE}
    assert accepted(centra, "size", SMALL, medium).notices == [ADDED, ADDED.replace("S: Small to", "M: Medium to")]
    assert accepted(centra, "size", SMALL, medium).notices == []


def test_a_size_table_cannot_be_changed(centra: Centra) -> None:
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


def test_a_size_must_belong_to_its_table(centra: Centra) -> None:
    accepted(centra, "size", SMALL)
    assert refused(centra, "size", {**SMALL, "description": "Smaller"}) == [
        'size "S": description: size table "SML" can\'t be changed once it is made '
        "(it is 'Small', 'Smaller' was sent)"
    ]
    accepted(centra, "size", {**SMALL, "sku": "-S", "ean": "7", "comment": "new"})


@pytest.mark.parametrize("policy", ["error", "notice"])
def test_the_sizes_of_a_new_table_must_describe_it_equally(centra: Centra, policy: Any) -> None:
    centra.policy = replace(centra.policy, unknown_reference=policy)
    brief = {"id": "M", "description": "Medium", "sizetable": {"id": "SML"}}
    other = {"id": "L", "description": "Large", "sizetable": {"id": "SML", "description": "Other"}}
    assert refused(centra, "size", SMALL, brief, other) == [
        'size "L": sizetable/description: size table "SML" can\'t be changed once it is made '
        "(it is 'Small Medium Large', 'Other' was sent)"
    ]
    assert shown(centra, "size", "M").findtext("sizetable/description") == "Small Medium Large"
    assert centra.objects.get("size", "L") is None


def test_a_size_table_can_be_made_after_a_reference_to_it(centra: Centra) -> None:
    centra.policy = replace(centra.policy, unknown_reference="notice")
    accepted(centra, "product", sized("p", "v"))
    medium = {"id": "M", "description": "Medium", "sizetable": TABLE}
    assert len(accepted(centra, "size", SMALL, medium).notices) == 2
    assert len(refused(centra, "size", {**medium, "id": "L"})) == 1


def test_a_policy_lets_size_tables_grow(centra: Centra) -> None:
    centra.policy = replace(centra.policy, grow_size_tables=True)
    accepted(centra, "size", SMALL)
    assert len(accepted(centra, "size", {**SMALL, "id": "XL"}).notices) == 1


def test_the_same_size_id_in_two_size_tables_is_two_sizes(centra: Centra) -> None:
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
