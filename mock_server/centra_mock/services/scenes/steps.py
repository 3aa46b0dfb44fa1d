"""What a scene can hold: its head, and its steps, each of one kind."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

Count = Annotated[int, Meta(ge=1, le=1_000_000)]
Amount = Annotated[int, Meta(ge=0, le=1_000_000)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Fields = dict[str, Any]
"""Fields of an object by name; inside, the same again."""


class Given(Struct, forbid_unknown_fields=True):
    """What a step is given."""

    def present(self) -> dict[str, Any]:
        """The fields that the scene gives."""
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: value for name, value in values.items() if value is not UNSET}


class OrderLine(Given):
    """What is ordered. What is left out is chosen: the first that there is."""

    product: str | UnsetType = UNSET
    variation: str | UnsetType = UNSET
    size: str | UnsetType = UNSET
    quantity: Count | UnsetType = UNSET
    price: Decimal | UnsetType = UNSET
    discount: Decimal | UnsetType = UNSET
    comment: str | UnsetType = UNSET
    preorder: bool | UnsetType = UNSET
    parts: list[OrderLine] | UnsetType = UNSET


class Order(Given):
    """An order. What is left out is chosen."""

    id: str | UnsetType = UNSET
    lines: Annotated[list[OrderLine], Meta(min_length=1)] | UnsetType = UNSET
    kind: Literal["retail", "wholesale"] | UnsetType = UNSET
    market: str | UnsetType = UNSET
    pricelist: str | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    customer: Fields | UnsetType = UNSET
    account: str | UnsetType = UNSET
    buyer: str | UnsetType = UNSET
    shipping: Decimal | UnsetType = UNSET
    handling: Decimal | UnsetType = UNSET
    voucher: Decimal | UnsetType = UNSET
    voucher_code: str | UnsetType = UNSET
    rate: Decimal | UnsetType = UNSET
    tax: Decimal | UnsetType = UNSET
    comment: str | UnsetType = UNSET
    additionals: dict[str, str] | UnsetType = UNSET
    payment: Literal["authorised", "failing", "paid"] | UnsetType = UNSET
    preorder: bool | UnsetType = UNSET
    ship: bool | UnsetType = UNSET
    fields: Fields | UnsetType = UNSET


class Orders(Order):
    """The same order a number of times."""

    count: Count = 1


class OfOrder(Given):
    """What happens to an order: the one named, or the last that the scene placed."""

    order: str | UnsetType = UNSET


class Change(OfOrder):
    fields: Fields = field(default_factory=dict)


class Cancel(OfOrder):
    orderitems: dict[str, Count] | UnsetType = UNSET


class Pay(OfOrder):
    amount: Decimal | UnsetType = UNSET


class Ship(OfOrder):
    orderitems: dict[str, Count] | UnsetType = UNSET
    shipped: bool | UnsetType = UNSET
    capture: bool | UnsetType = UNSET
    fields: Fields | UnsetType = UNSET


class Emit(Given):
    """Events of any type, with any data: the XML of one element."""

    type: Annotated[str, Meta(min_length=1, max_length=64)]
    data: str | UnsetType = UNSET
    entry: str | UnsetType = UNSET
    mission: str | UnsetType = UNSET
    count: Count | UnsetType = UNSET


class Put(Given):
    """An admin's edit of an object: a deep merge, made if need be."""

    type: str
    id: str | UnsetType = UNSET
    fields: Fields | UnsetType = UNSET


class Delete(Given):
    type: str
    id: str


class Convert(Given):
    """An edit of the conversion table."""

    kind: str
    internal: Count
    external: str


class Clock(Given):
    """Where the clock stands, and whether it goes."""

    at: Annotated[datetime, Meta(tz=True)] | UnsetType = UNSET
    frozen: bool | UnsetType = UNSET
    advance: Annotated[int, Meta(ge=0, le=10**9)] | UnsetType = UNSET
    """Seconds."""


class Drain(Given):
    """All queued events are done."""


class Generate(Given):
    """Made-up things, from the seed."""

    products: Amount = 0
    accounts: Amount = 0
    orders: Amount = 0
    customers: Amount = 0
    """How many people the retail orders come from; a fifth of the orders if not given."""
    days: Annotated[int, Meta(ge=0, le=3650)] = 90
    """The orders are spread over so many days, up to now."""
    wholesale: Percent = 20
    shipped: Percent = 40
    cancelled: Percent = 3


KINDS: dict[str, Any] = {
    "update": dict[str, Any],
    "order": Order,
    "orders": Orders,
    "customer": Fields,
    "change": Change,
    "cancel": Cancel,
    "pay": Pay,
    "ship": Ship,
    "emit": Emit,
    "put": Put,
    "delete": Delete,
    "convert": Convert,
    "policy": dict[str, str | bool],
    "clock": Clock,
    "drain": Drain,
    "generate": Generate,
}
"""Each kind of step, and what it is given."""


class Head(Given):
    """What a file says of itself, and its steps as they are written."""

    title: Annotated[str, Meta(min_length=1)]
    description: Annotated[str, Meta(min_length=1)]
    steps: list[Any] = field(default_factory=list)
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] | UnsetType = UNSET
    based_on: str | UnsetType = UNSET
    parameters: dict[str, str | bool] = field(default_factory=dict)
