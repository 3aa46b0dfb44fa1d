"""The examples in docs/scenes.md and docs/fixtures.md work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from centra_fixtures import builders
from centra_mock import MockServer
from centra_mock.services.scenes.catalog import offers
from centra_mock.services.scenes.reader import Head
from centra_mock.wire.tree import text

DOCS = Path(__file__).parents[2] / "docs"
SCENES = (DOCS / "scenes.md").read_text("utf-8")
FIXTURES = (DOCS / "fixtures.md").read_text("utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def test_every_named_scene_is_documented_with_its_description() -> None:
    documented = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|$", SCENES.partition("```console")[0], re.MULTILINE))
    assert documented == {offer.name: offer.description for offer in offers()}


def test_every_field_of_a_scene_is_documented() -> None:
    for name in Head.__struct_fields__:
        assert f"`{name}`" in SCENES, name


def test_the_scene_in_the_page_plays(tmp_path: Path) -> None:
    (written,) = blocks(SCENES, "yaml")
    path = tmp_path / "mine.yaml"
    path.write_text(written, "utf-8")
    with MockServer(scene=f"{path}?pieces=5") as server:
        centra = server.centra
        order = centra.objects.get("order", "A-1")
        assert order is not None
        assert [text(one, "shipped") for one in order.iterfind("shipments/shipment")] == ["yes", "yes"]
        assert centra.objects.counts()["order"] == 51


@pytest.mark.parametrize("example", blocks(FIXTURES, "python"))
def test_the_examples_of_builders_run(example: str) -> None:
    exec(compile(example, "docs/fixtures.md", "exec"), {})


def test_every_builder_is_documented() -> None:
    documented = set(re.findall(r"`(\w+)\([a-z, ]*\)`", FIXTURES.partition("| --- | --- |")[2].partition("\n\n")[0]))
    assert documented == {
        name for name, value in vars(builders).items()
        if callable(value) and name.islower() and not name.startswith("_")
        and value.__module__.startswith("centra_fixtures") and name not in ("tree", "generator", "new_id", "overridden")
    }  # fmt: skip
