"""Stock that is free to allocate: taken by orders, given back by cancelling."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class StockMove(NamedTuple):
    """A change of the free-to-allocate quantity of a size in a warehouse. All ids are internal."""

    product: int
    variation: int
    size: int
    warehouse: int
    quantity: Decimal
