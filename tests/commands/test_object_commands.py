"""The commands for objects and ids: effects and output."""

from __future__ import annotations

from centra_mock import Centra
from support.remote_commands import Commands
from support.shop import object_of


def test_ids_are_listed_set_and_unset(cli: Commands, shop: Centra) -> None:
    assert ["market", "1", "se"] in cli.rows("ids", "--kind", "market")
    assert ["market", "2", "ws"] in cli.rows("ids", "list", "--kind", "market")
    assert cli.rows("ids", "--search", "SWEATER", "--kind", "product")[2:] == [["product", "2", "sweater"]]
    page = cli.ok("ids", "--kind", "market", "--limit", 1)
    assert page.endswith("There may be more: --after market/1\n")
    assert "no such entries" in cli.ok("ids", "--kind", "market", "--after", "market/2")
    assert cli.ok("ids", "set", "market", 1, "sweden") == 'market number 1 is called "sweden" now.\n'
    assert shop.objects.get("market", "sweden") is not None
    assert cli.json("ids", "list", "--kind", "market")["entries"][0]["external"] == "sweden"
    cli.ok("ids", "unset", "market", 1)
    assert [entry.external for entry in shop.conversions.entries("market")] == ["ws"]
    assert cli.json("ids", "set", "size", 1, "Small")["external"] == "Small"
    assert "scope" in cli.ok("ids", "--kind", "size")


def test_a_size_is_selected_by_its_size_table(cli: Commands, shop: Centra) -> None:
    for table in ("one", "two"):
        shop.update("sizes", [{"id": "XXL", "description": table, "sizetable": {"id": table}}])
    assert ["XXL", "6", "4", "two"] in cli.rows("object", "list", "size")
    assert "scope=3 or scope=4" in cli.refused("object", "show", "size", "XXL")
    assert "description: two" in cli.ok("object", "show", "size", "XXL", "--scope", 4)
    cli.ok("object", "put", "size", "XXL", "--scope", 4, "--field", "ean=7")
    assert "ean: 7" in cli.ok("object", "show", "size", "XXL", "--scope", 4)
    cli.ok("object", "delete", "size", "XXL", "--scope", 3)
    assert "ean: 7" in cli.ok("object", "show", "size", "XXL")


def test_an_object_without_an_id_has_the_next_number(cli: Commands, shop: Centra) -> None:
    id = cli.json("object", "put", "market", "--field", "description=Norway")["id"]
    assert object_of(shop, "market", id).findtext("description") == "Norway"


def test_objects_are_listed_shown_put_and_deleted(cli: Commands, shop: Centra) -> None:
    assert ["size", "4"] in cli.rows("object")
    assert ["chair", "1", "Chair"] in cli.rows("object", "list", "product")
    assert "--after 1" in cli.ok("object", "list", "product", "--limit", 1)
    assert [each["id"] for each in cli.json("object", "list", "product", "--after", 1)["objects"]] == ["sweater"]
    assert "      stockid: chair-oak" in cli.ok("object", "show", "product", "chair").splitlines()
    assert cli.json("object", "show", "product", "chair")["fields"]["sku"] == "CH"
    assert cli.ok("object", "put", "product", "chair", "--field", "status=inactive") == 'product "chair" is stored.\n'
    assert object_of(shop, "product", "chair").findtext("status") == "inactive"
    cli.ok("object", "put", "market", "a/b?c", "--xml", "<market><description>New</description></market>")
    assert object_of(shop, "market", "a/b?c").findtext("description") == "New"
    assert cli.ok("object", "delete", "market", "a/b?c") == 'market "a/b?c" is deleted.\n'
    assert shop.objects.get("market", "a/b?c") is None
