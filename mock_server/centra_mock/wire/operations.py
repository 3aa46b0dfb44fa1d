"""The seventeen operations: their elements, their SOAPActions and the objects they carry."""

from __future__ import annotations

from dataclasses import dataclass

from centra_mock.wire.grammar import OBJECTS, ObjectType

ALL = "all"
EVENT_TYPES = (
    "account", "customer", "invoice", "market", "order", "paymentterm", "pricelist", "salesrep",
    "shippingterm", "size", "warehouse",
)  # fmt: skip
"""What ``type`` may ask for besides ``all``; objects of other types make no events."""

STOCK = "stock"
"""Named by the reference as event data, with no structure of its own: *assumed* to be a product's."""

RESULT = "result"


@dataclass(frozen=True)
class Operation:
    name: str
    request: str
    """The element in the request's body."""
    response: str
    """The element in the response's body."""
    object: ObjectType | None = None
    """What an update carries."""

    def soap_action(self, namespace: str) -> str:
        return namespace + self.name[0].upper() + self.name[1:]


GET = Operation("events_Get", "events_GetRequest", "events_Get")
GET_BY_MARKETS = Operation("events_GetByMarkets", "events_GetByMarkets", "events_Get")
DONE = Operation("events_Done", "events_Done", RESULT)
UPDATES = tuple(Operation(f"{obj.plural}_Update", f"{obj.plural}_Update", RESULT, obj) for obj in OBJECTS.values())
READS = (GET, GET_BY_MARKETS)
QUEUE_OPERATIONS = (*READS, DONE)
OPERATIONS = (*QUEUE_OPERATIONS, *UPDATES)
BY_REQUEST = {operation.request: operation for operation in OPERATIONS}


def has_events(obj: ObjectType) -> bool:
    return obj.event_type in EVENT_TYPES


def event_objects() -> dict[str, ObjectType]:
    """Event type -> the structure of its data."""
    known = {obj.event_type: obj for obj in OBJECTS.values() if has_events(obj)}
    return {**known, STOCK: OBJECTS["product"]}
