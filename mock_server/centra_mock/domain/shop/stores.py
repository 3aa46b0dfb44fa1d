"""The two kinds of store, and what differs between them."""

from __future__ import annotations

from decimal import Decimal

RETAIL = "retail"
WHOLESALE = "wholesale"

STORES = {RETAIL: 1, WHOLESALE: 2}
"""Stores are made in Centra only; these are the documented ones."""

VAT = {RETAIL: Decimal(25), WHOLESALE: Decimal(0)}
"""Percent. Retail prices include it (documented); wholesale prices are net (assumed)."""

BASE_CURRENCY = "SEK"
RATES = {
    "SEK": Decimal(1), "EUR": Decimal("10.431"), "USD": Decimal("9.287"), "GBP": Decimal("12.106"),
    "NOK": Decimal("1.0765"), "DKK": Decimal("1.3974"), "CHF": Decimal("9.3312"), "PLN": Decimal("2.4287"),
}  # fmt: skip
"""What one unit of a currency is worth in the base currency, unless the order says (made up; any other one is 1)."""

PENDING = "pending"
CONFIRMED = "confirmed"
PROCESSING = "processing"
COMPLETED = "completed"
ARCHIVED = "archived"
CANCELED = "canceled"
STATUSES = (PENDING, CONFIRMED, PROCESSING, COMPLETED, ARCHIVED, CANCELED)
"""Of an order, in the order in which it has them; of both kinds of store (documented)."""
