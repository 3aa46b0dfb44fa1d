"""The examples in the guide to the shop run, and it names everything that there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from centra_mock.services.shop.orders import NewOrder
from centra_mock.services.shop.side import OrderOptions, ShopSide

GUIDE = (Path(__file__).parents[2] / "docs" / "shop.md").read_text("utf-8")


def test_the_examples_run() -> None:
    names: dict[str, Any] = {}
    try:
        for example in re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL):
            exec(example, names)
    finally:
        names["centra"].stop()


@pytest.mark.parametrize("name", [*OrderOptions.__annotations__, *(name for name in vars(ShopSide) if name[0] != "_")])
def test_everything_is_named(name: str) -> None:
    assert re.search(rf"\b{name}\b", GUIDE), name


def test_options_are_those_that_an_order_takes() -> None:
    assert set(OrderOptions.__annotations__) == set(NewOrder.__annotations__) - {"lines"}
