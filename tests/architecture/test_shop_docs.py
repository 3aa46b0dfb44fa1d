"""The examples in docs/shop.md run, and docs/activities.md is current."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from centra_mock.activities.declaration import ACTIVITIES as ACTIVITY_NAMES
from centra_mock.activities.documentation import document
from centra_mock.activities.verbs import Verbs, verb

GUIDE = (Path(__file__).parents[2] / "docs" / "shop.md").read_text("utf-8")


def test_the_examples_run() -> None:
    names: dict[str, Any] = {}
    try:
        for example in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL):
            exec(example, names)
    finally:
        names["server"].stop()


ACTIVITIES = (Path(__file__).parents[2] / "docs" / "activities.md").read_text("utf-8")


def test_the_page_about_activities_is_current() -> None:
    assert document() == ACTIVITIES, "write it with: python -m centra_mock.activities.documentation"


OF_PARTS = ("faults", "mutation", "policy")
"""Modules of activities that Python offers as parts of a Centra."""


def test_each_activity_has_a_method_and_each_method_an_activity() -> None:
    methods = {name for name, value in vars(Verbs).items() if isinstance(value, verb)}
    verbs = {
        name
        for name, declaration in ACTIVITY_NAMES.items()
        if declaration.activity.__module__.rpartition(".")[2] not in OF_PARTS
    }
    assert methods == {*verbs, "place_order"}
