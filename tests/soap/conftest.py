"""Fixtures: orders of the demo shop."""

from __future__ import annotations

import pytest

from centra_mock import Centra, Line


@pytest.fixture
def order(shop: Centra) -> str:
    """Return a retail order of three sweaters in M (order item 1) and two in S (order item 2), 2995.00 in total."""
    sweaters = [Line(variation="sweater-blue", size=size, quantity=quantity) for size, quantity in (("M", 3), ("S", 2))]
    return shop.place_order(sweaters)


@pytest.fixture
def wholesale(shop: Centra) -> str:
    """Return a wholesale order of four sweaters (order item 1)."""
    return shop.place_order([Line(variation="sweater-blue", size="M", quantity=4)], kind="wholesale")
