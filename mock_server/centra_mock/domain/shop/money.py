"""Amounts as Centra writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.wire.tree import Element, text

_CENT = Decimal("0.01")
_TOO_MUCH = Decimal(10**9)


def round_to_cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def amount(value: Decimal) -> str:
    """Return an amount as ``1135.00``."""
    return f"{round_to_cents(value):f}"


def short_amount(value: Decimal) -> str:
    """Return an amount as ``1000`` or ``12.5``, without needless decimals."""
    short = f"{round_to_cents(value):f}".rstrip("0").rstrip(".")
    return short if short not in ("-0", "") else "0"


def percent(value: Decimal) -> str:
    """Return a percentage as ``25.000``."""
    return f"{value:.3f}"


def rate(value: Decimal) -> str:
    """Return an exchange rate as ``10.43100``."""
    return f"{value:.5f}"


def number(node: Element | None, path: str) -> Decimal:
    """Return the number at a path; absent and empty count as 0."""
    found = text(node, path).strip() if node is not None else ""
    return Decimal(found or "0")


def checked_amount(value: Decimal | int, where: str) -> Decimal:
    """Return an amount in whole cents. Raises ``Refused`` for anything else, and for an amount below 0."""
    found = Decimal(value)
    if not found.is_finite() or not 0 <= found < _TOO_MUCH:
        raise Refused(Code.OUT_OF_RANGE, f"{value} is not an amount from 0 to {_TOO_MUCH:,}", where)
    return round_to_cents(found)
