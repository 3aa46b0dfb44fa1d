"""The operations of the API: their elements, their SOAPActions and the objects that they carry."""

from __future__ import annotations

from dataclasses import dataclass

from centra_mock.wire.grammar import GRAMMAR, OBJECTS, ObjectType

ALL = "all"
"""What a request's ``type`` says to ask for events of every type."""

EVENT_TYPES = GRAMMAR.event_types
"""What else ``type`` may say; objects of other types make no events."""

EVENT_DATA = GRAMMAR.event_data
"""What an event's ``data`` may hold, with the structure of each."""

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

    @property
    def subject(self) -> str:
        """Return the name of the file that describes it: the plural of what it updates, or its own name."""
        return self.object.plural if self.object else self.name

    def soap_action(self, namespace: str) -> str:
        """Return the value of the SOAPAction header in an endpoint's namespace (documented)."""
        return namespace + self.name[0].upper() + self.name[1:]


GET = Operation("events_Get", "events_GetRequest", "events_Get")
GET_BY_MARKETS = Operation("events_GetByMarkets", "events_GetByMarkets", "events_Get")
DONE = Operation("events_Done", "events_Done", RESULT)
UPDATES = tuple(Operation(f"{obj.plural}_Update", f"{obj.plural}_Update", RESULT, obj) for obj in OBJECTS.values())
READS = (GET, GET_BY_MARKETS)
QUEUE_OPERATIONS = (*READS, DONE)
OPERATIONS = (*QUEUE_OPERATIONS, *UPDATES)
BY_REQUEST = {operation.request: operation for operation in OPERATIONS}
