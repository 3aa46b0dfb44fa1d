"""Things that one could sell, with variations, sizes and prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from centra_mock.wire.values import Value

NOUNS = ("Chair", "Sweater", "Table", "Jacket", "Lamp", "Shirt", "Sofa", "Dress", "Shelf", "Scarf", "Stool", "Boot")
ADJECTIVES = ("Plain", "Quiet", "Northern", "Soft", "Tall", "Folded", "Woven", "Winter", "Harbour", "Paper", "Early")
COLOURS = ("Blue", "Black", "Oak", "Green", "Sand", "Red", "White", "Grey", "Rust", "Plum")
BRANDS = ("Mockmade", "Provwerk", "Fiktiv & Co", "Testhouse")
COLLECTIONS = ("Classics", "Winter", "Summer", "Essentials")
ORIGINS = ("SE", "PT", "IT", "LT", "TR")
TIERS = (99, 149, 199, 299, 399, 499, 799, 999, 1499, 2499, 4999)
"""Prices in the base currency."""


@dataclass(frozen=True)
class SizeTable:
    """A size table as products refer to it, by the client's ids."""

    id: str
    sizes: tuple[str, ...]


def slug(name: str) -> str:
    return "-".join(name.lower().replace("&", "").split())


def product(
    random: Random, id: str, table: SizeTable, warehouses: Sequence[str], variations: int | None = None
) -> dict[str, Value]:
    """Return a product with one to three colours, each in every size of a size table, and stock."""
    name = f"{random.choice(ADJECTIVES)} {random.choice(NOUNS)}"
    brand, collection = random.choice(BRANDS), random.choice(COLLECTIONS)
    colours = random.sample(COLOURS, random.randint(1, 3) if variations is None else variations)
    return {
        "id": id,
        "status": "active",
        "sku": id.upper(),
        "description": name,
        "brand": {"id": slug(brand), "description": brand},
        "collection": {"id": slug(collection), "description": collection},
        "countryoforigin": random.choice(ORIGINS),
        "weight": {"value": f"{random.randint(1, 120) / 10:.1f}", "unit": "kg"},
        "variations": {"variation": [_variation(random, id, colour, table, warehouses) for colour in colours]},
    }


def _variation(random: Random, product: str, colour: str, table: SizeTable, warehouses: Sequence[str]) -> Value:
    return {
        "id": f"{product}-{slug(colour)}",
        "description": colour,
        "sku": f"-{colour[:3].upper()}",
        "status": "active",
        "sizetable": {"id": table.id},
        "sizes": {
            "size": [
                {"id": size, "sku": f"-{size}", "warehouseitems": {"warehouse": stock(random, warehouses)}}
                for size in table.sizes
            ]
        },
    }


def stock(random: Random, warehouses: Sequence[str]) -> list[Value]:
    """Return stock in the first warehouse, and sometimes in another."""
    houses = [warehouses[0], *(house for house in warehouses[1:] if random.random() < 0.2)]
    return [{"id": house, "qty": str(random.choice((0, 20, 100, 500)))} for house in houses]


def price(random: Random, share: Decimal = Decimal(1)) -> dict[str, str]:
    """Return a price, sometimes reduced. ``share`` is the exchange rate from the base currency."""
    listed = Decimal(random.choice(TIERS)) * share
    reduced = {"alteredprice": f"{listed * Decimal('0.7'):.2f}"} if random.random() < 0.15 else {}
    return {"price": f"{listed:.2f}", **reduced}
