"""Bundles: a head line that says what was bought, and a line for each part, which is what goes out.

The parts have the prices and the stock, so that shipments and refunds of parts add up to the order (assumed).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from centra_mock.domain.shop import lines
from centra_mock.domain.shop.money import number
from centra_mock.scalars import FALSE, TRUE
from centra_mock.wire.tree import Element, text
from centra_mock.wire.values import Value

PART_OF = "bundleinfo/partof/product/id"


def head() -> dict[str, Value]:
    """Return the ``bundleinfo`` of a bundle's own line."""
    return {"isbundle": TRUE}


def part(bundle: int) -> dict[str, Value]:
    """Return the ``bundleinfo`` of a part of the bundle that is this product."""
    return {"isbundle": FALSE, "partof": {"product": {"id": bundle}}}


def is_head(line: Element) -> bool:
    return text(line, "bundleinfo/isbundle") == TRUE


def heads_without_parts(holder: Element, gone: Iterable[Element]) -> dict[str, Decimal]:
    """Return orderitem -> quantity of the heads whose last parts are among the lines that are gone."""
    parts = {text(line, PART_OF) for line in holder.iterfind("product")}
    bundles = {text(line, PART_OF) for line in gone} - parts
    return {
        lines.orderitem(row): number(row, "qty")
        for line, row in lines.rows(holder)
        if is_head(line) and text(line, "id") in bundles
    }


def goods_quantities(holder: Element | None) -> dict[str, Decimal]:
    """Return orderitem -> quantity of what can go out: all but the heads of bundles."""
    found: dict[str, Decimal] = {}
    for line, row in lines.rows(holder):
        if not is_head(line):
            found[lines.orderitem(row)] = found.get(lines.orderitem(row), Decimal(0)) + number(row, "qty")
    return found
