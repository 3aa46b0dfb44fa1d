"""Sample data in bulk as an activity."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from centra_mock.activities.declaration import Activity, Command, Route, declare

Amount = Annotated[int, Meta(ge=0, le=1_000_000)]
Percent = Annotated[int, Meta(ge=0, le=100)]


@declare(
    "generate",
    step="generate",
    route=Route("POST", "/generate", problems=(422,)),
    command=Command(
        "object", "generate", "object generate --products 100 --orders 500", "The sample data is generated."
    ),
    sentence="Sample data is generated.",
)
class Generate(Activity[None], frozen=True):
    """Make up products, accounts and orders, all of them from the tenant's seed.

    Markets, pricelists, size tables and warehouses have to be there.
    """

    products: Amount = 0
    accounts: Amount = 0
    orders: Amount = 0
    customers: Annotated[
        Amount, Meta(description="How many people the retail orders come from; 0 for a fifth of the orders.")
    ] = 0
    days: Annotated[int, Meta(ge=0, le=3650, description="The orders are spread over so many days, up to now.")] = 90
    wholesale: Annotated[Percent, Meta(description="Percent of the orders that are wholesale.")] = 20
    shipped: Annotated[Percent, Meta(description="Percent of the orders that are shipped.")] = 40
    cancelled: Annotated[Percent, Meta(description="Percent of the orders that are cancelled.")] = 3
