"""Scenes: what the named ones hold, one's own files, and that a scene that fails changes nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from centra_mock import MockServer, Refused, Tenant, Unavailable
from centra_mock.scenes import load_scene, scene_names
from centra_mock.wire.tree import Element, text
from support.command import Serving, run
from support.wire import done, poll

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
SMALL = "season?products=30&accounts=5&orders=80"


def order(centra: Tenant, id: str) -> Element:
    found = centra.get("order", id)
    assert found is not None, id
    return found


def test_the_demo_is_the_documented_chair_and_sweater(centra: Tenant) -> None:
    load_scene("demo", centra)
    assert [product.id for product in centra.objects("product")] == ["chair", "sweater"]
    assert {market.id: text(market.tree, "type") for market in centra.objects("market")} == {
        "se": "retail",
        "ws": "wholesale",
    }
    assert centra.queue == []


def test_the_empty_scene_is_empty(centra: Tenant) -> None:
    load_scene("empty", centra)
    assert centra.is_new


def test_starved_starves(centra: Tenant) -> None:
    load_scene("starved", centra)
    server = MockServer()
    with server:
        load_scene("starved", server)
        first = poll(server)
        assert [text(event, "type") for event in first] == ["loyaltycard"] * 100
        assert [text(event, "id") for event in poll(server)] == [text(event, "id") for event in first]
        assert poll(server, "order") != []
        done(server, *(text(event, "id") for event in first))
        orders = poll(server)
        assert {text(event, "type") for event in orders} == {"order"}
        done(server, *(text(event, "id") for event in orders))
        assert len(poll(server)) == 34
    assert centra.queue_length == 234


def test_bundles_hold_heads_and_parts(centra: Tenant) -> None:
    load_scene("bundles", centra)
    lines = order(centra, "1").findall("products/product")
    assert [text(line, "bundleinfo/isbundle") for line in lines] == ["true", "false", "false"]
    assert {text(line, "bundleinfo/partof/product/id") for line in lines[1:]} == {"breakfast"}
    assert text(order(centra, "1"), "ordertotal") == "4300.00"
    assert order(centra, "2").find("shipments/shipment") is not None


@pytest.fixture(scope="module")
def season() -> bytes:
    with MockServer(scene=SMALL, seed=7, clock=lambda: NOON) as centra:
        return centra.export_state()


def test_a_season_holds_what_was_asked_for(centra: Tenant, season: bytes) -> None:
    centra.import_state(season)
    counts = centra.object_counts()
    assert (counts["product"], counts["account"], counts["order"]) == (30, 5, 80)
    assert centra.queue_stats().by_type["order"] >= 80


def test_a_season_varies(centra: Tenant, season: bytes) -> None:
    centra.import_state(season)
    orders = [found.tree for found in centra.objects("order")]
    assert {text(one, "type") for one in orders} == {"retail", "wholesale"}
    assert {text(one, "market/id") for one in orders} == {"se", "no", "de", "ws"}
    assert {text(one, "currency") for one in orders} == {"SEK", "NOK", "EUR"}
    for path in ("customer/id", "products/product/sizes/size/id", "products/product/qty", "created"):
        assert len({text(one, path) for one in orders}) > 3, path
    assert {text(one, "shipments/shipment/shipped") for one in orders} == {"", "no", "yes"}
    assert text(orders[-1], "created") == "2026-02-03T12:00:00+00:00"
    assert [text(one, "created") for one in orders] == sorted(text(one, "created") for one in orders)


def test_a_season_is_made_from_the_seed(season: bytes) -> None:
    with MockServer(scene=SMALL, seed=7, clock=lambda: NOON) as again:
        assert again.export_state() == season
    with MockServer(scene=SMALL, seed=8, clock=lambda: NOON) as other:
        assert other.export_state() != season


def test_people_are_made_up(centra: Tenant, season: bytes) -> None:
    centra.import_state(season)
    emails = {text(found.tree, "email") for found in centra.objects("customer")}
    assert len(emails) > 5
    assert all(email.endswith("@example.com") for email in emails)


def test_more_can_be_made_of_what_is_there(centra: Tenant, tmp_path: Path) -> None:
    path = tmp_path / "busy.yaml"
    path.write_text("title: Busy\ndescription: The demo with orders.\nbased_on: demo\nsteps: [generate: {orders: 9}]\n")
    load_scene(str(path), centra)
    assert centra.object_counts()["order"] == 9
    assert centra.object_counts()["product"] == 2


# One's own file

OWN = """
title: Mine
description: What my client trips over.
based_on: demo
seed: 4
parameters: {pieces: 2}
steps:
  - policy: {echo: true}
  - clock: {at: 2026-01-31T08:00:00+01:00, frozen: true}
  - customer: {firstname: Testa, email: testa@example.com}
  - drain
  - update:
      markets: [{id: no, store: 1, type: retail, description: Norway}]
  - policy: {echo: false}
  - order:
      id: first
      market: no
      customer: {email: testa@example.com, country: NO}
      lines: [{variation: sweater-blue, size: M, quantity: $pieces}]
      shipping: 49.50
  - ship: {capture: true}
  - clock: {advance: 60}
  - orders: {count: 3, customer: {email: testa@example.com}}
  - change: {fields: {other: $$pieces, locked: true}}
  - change: {order: first, fields: {internalinformation: "007"}}
  - order: {kind: wholesale}
  - cancel:
  - emit: {type: loyaltycard, data: <loyaltycard/>, entry: 9, count: 2}
  - put: {type: product, id: chair, fields: {comment: 12.50}}
  - delete: {type: salesrep, id: rep}
  - convert: {kind: order, internal: 2, external: second}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(OWN, "utf-8")
    return path


def test_every_kind_of_step(own: Path) -> None:
    with MockServer(scene=str(own)) as centra:
        first = order(centra, "first")
        assert text(first, "market/id") == "no"
        assert text(first, "shippingaddress/country") == "NO"
        assert text(first, "shipping/subtotal") == "49.5"
        assert text(first, "products/product/qty") == "2"
        assert text(first, "shipments/shipment/shipped") == "yes"
        assert text(first, "internalinformation") == "007"
        assert text(first, "created") == "2026-01-31T08:00:00+01:00"
        assert text(order(centra, "second"), "created") == "2026-01-31T08:01:00+01:00"
        assert text(order(centra, "4"), "other") == "$pieces"
        assert text(order(centra, "4"), "locked") == "yes"
        assert text(order(centra, "5"), "status") == "canceled"
        assert centra.get("salesrep", "rep") is None
        product = centra.get("product", "chair")
        assert product is not None
        assert text(product, "comment") == "12.50"
        assert centra.settings.clock.is_frozen
        assert centra.settings.seed == 4
        kinds = [event.type for event in centra.queue]
        assert kinds[0] == "market"
        assert kinds.count("loyaltycard") == 2


def test_parameters_come_with_the_name(own: Path) -> None:
    with MockServer(scene=f"{own}?pieces=5") as centra:
        assert text(order(centra, "first"), "products/product/qty") == "5"


def test_json_does_too(own: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    scene = {
        "$schema": "scene.schema.json",
        "title": "T",
        "description": "D",
        "based_on": own.name,
        "steps": [{"put": {"type": "market", "id": 10.50, "fields": {"description": 7}}}],
    }
    path.write_text(json.dumps(scene), "utf-8")
    with MockServer(scene=str(path)) as centra:
        market = centra.get("market", "10.5")
        assert market is not None
        assert text(market, "description") == "7"
        assert order(centra, "first") is not None


def test_serve_takes_a_file(own: Path) -> None:
    with Serving("--port", "0", "--db", ":memory:", "--scene", str(own)) as server:
        assert text(poll(server.tenant())[0], "type") == "market"


def test_serve_tells_of_a_mistake_before_anything_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("title: T\ndescription: D\nsteps: [ordre: {}]\n")
    ended = run("serve", "--port", "0", "--db", str(tmp_path / "x.sqlite"), "--scene", str(path))
    assert ended.returncode == 2
    assert ended.stderr.startswith("centra-mock: bad.yaml: step 1: ordre: is not known here; did you mean order?")
    assert not (tmp_path / "x.sqlite").exists()


def test_a_start_on_an_existing_database_plays_nothing_again(tmp_path: Path) -> None:
    database = str(tmp_path / "centra.sqlite")
    with MockServer(scene="starved", database=database) as centra:
        before = centra.export_state()
    with MockServer(scene="starved", database=database) as centra:
        assert centra.export_state() == before


def test_a_scene_that_fails_halfway_changes_nothing(shop: Tenant, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(OWN + "  - order: {market: nosuch}\n", "utf-8")
    before = shop.export_state(), shop.policy, shop.settings.clock.is_frozen, shop.settings.seed
    with pytest.raises(Refused, match=r'^bad\.yaml: step 19, order: there is no market "nosuch"'):
        load_scene(str(path), shop)
    assert (shop.export_state(), shop.policy, shop.settings.clock.is_frozen, shop.settings.seed) == before


def test_a_server_whose_scene_fails_leaves_a_new_database(tmp_path: Path) -> None:
    path, database = tmp_path / "bad.yaml", str(tmp_path / "centra.sqlite")
    path.write_text("title: T\ndescription: D\nsteps: [emit: {type: x}, order: {}]\n")
    with pytest.raises(Refused, match=r"^bad\.yaml: step 2, order: "):
        MockServer(scene=str(path), database=database).start()
    with MockServer(database=database) as centra:
        assert centra.is_new


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"no such file"):
        MockServer(scene=str(tmp_path / "nosuch.yaml")).start()


# Lists and editors


def test_the_command_lists_them_with_what_they_are() -> None:
    ended = run("scenes")
    for name in scene_names():
        assert name in ended.stdout.split()
    assert "134 orders" in " ".join(ended.stdout.split())


def test_the_command_lists_them_as_json() -> None:
    listed = {scene["name"]: scene for scene in json.loads(run("scenes", "--json").stdout)}
    assert set(listed) == set(scene_names()) == {"bundles", "contract", "demo", "empty", "season", "starved"}
    assert listed["season"]["parameters"] == {
        "products": "5000", "accounts": "200", "orders": "20000", "days": "90"
    }  # fmt: skip
    assert all(scene["title"] and scene["description"] for scene in listed.values())


def test_the_schema_for_editors_takes_the_scenes_that_there_are_and_no_mistake() -> None:
    check = Draft202012Validator(json.loads(run("scenes", "--schema").stdout))
    for name in ("demo", "season", "starved", "bundles"):
        scene = yaml.safe_load((files("centra_fixtures") / "data" / f"{name}.yaml").read_text("utf-8"))
        assert list(check.iter_errors(scene)) == [], name
        assert not check.is_valid({**scene, "steps": [{"updat": {}}]})
        assert not check.is_valid({**scene, "steps": [{"update": {"markets": [{"nmae": "x"}]}}]})
