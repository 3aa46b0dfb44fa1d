"""Sizes as a client sends them, and a product in these sizes."""

from __future__ import annotations

from typing import Any

TABLE = {"id": "SML", "description": "Small Medium Large"}
SMALL = {"id": "S", "description": "Small", "sizetable": TABLE}
ADDED = "Added new size: S: Small to: Small Medium Large!"
"""The notice about the small size."""


def sized(product: str, variation: str, table: str = "SML", **more: Any) -> dict[str, Any]:
    """Return a product with one variation that comes in the size S of a size table."""
    sizes = {"size": [{"id": "S", **more}]}
    return {
        "id": product,
        "variations": {"variation": [{"id": variation, "sizetable": {"id": table}, "sizes": sizes}]},
    }
