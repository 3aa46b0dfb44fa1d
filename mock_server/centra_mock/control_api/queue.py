"""The queue and its events."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.control_api.endpoint import ControlEndpoint, EventId, Limit
from centra_mock.scalars import LARGEST

CSV = "text/csv; charset=utf-8"
MOST_IDS = 10_000

State = Literal["queued", "done", "cancelled"]
Search = Annotated[
    str, Meta(max_length=255, description="The id of an event, the id of an object, or how a type begins.")
]
Ids = Annotated[list[Annotated[int, Meta(ge=0, le=LARGEST)]], Meta(max_length=MOST_IDS)]


class HealthView(Struct):
    """How the queue fares: `bad` if reads starve, `warn` if something else is wrong, `good` if it is being drained."""

    mood: Literal["good", "warn", "bad", ""]
    sentence: str


class QueueView(Struct):
    """The queue in numbers, and how it fares."""

    length: int
    oldest_id: int | None
    oldest_date: str | None
    oldest_age_seconds: int | None
    by_type: dict[str, int]
    delivered: Annotated[int, Meta(description="Queued events that were delivered at least once.")]
    most_deliveries: Annotated[int, Meta(description="How often one of them was delivered, at the most.")]
    done: int
    cancelled: int
    health: HealthView


class EventView(Struct):
    """An event; `object_type` and `internal` say what it tells of, unless it is a raw one."""

    id: int
    type: str
    state: str
    mission: str
    date: str
    market: str | None
    entry: str
    object_type: str | None
    internal: int | None
    deliveries: int
    delivered: str | None


class EventsPage(Struct):
    """A page of events; the `after` of the next one and the `before` of the one before, or nothing."""

    events: list[EventView]
    next_after: int | None
    previous_before: int | None


class FilterQuery(Struct, forbid_unknown_fields=True):
    type: str | UnsetType = UNSET
    state: State = "queued"
    search: Search = ""


class EventQuery(FilterQuery, forbid_unknown_fields=True):
    after: EventId = 0
    before: (
        Annotated[int, Meta(ge=1, le=LARGEST, description="The page that ends in front of this id.")] | UnsetType
    ) = UNSET
    limit: Limit = 100


class DeliveryView(Struct):
    """A call that gave an event to the client; `exchange` is its id in the journal."""

    exchange: int
    at: str
    client: str
    operation: str
    outcome: str


class DeliveriesPage(Struct):
    """Deliveries, newest first; `count` is how many there were, of which the journal may have lost the oldest."""

    deliveries: list[DeliveryView]
    count: int


class EventChoice(Struct, forbid_unknown_fields=True):
    """Which events: by their ids, or as the list of events finds them. All that is given has to be true of an event.

    `state` is `queued` where it is left out, and any state where `ids` are there.
    """

    ids: Ids | UnsetType = UNSET
    type: str | UnsetType = UNSET
    search: Search | UnsetType = UNSET
    state: State | UnsetType = UNSET


class Changed(Struct):
    """How many events it was."""

    count: int


SHOW_QUEUE = ControlEndpoint("GET", "/{ams}/queue", QueueView)
LIST_EVENTS = ControlEndpoint("GET", "/{ams}/queue/events", EventsPage, EventQuery)
SHOW_EVENT = ControlEndpoint("GET", "/{ams}/queue/events/{event}", EventView, problems=(404,))
LIST_DELIVERIES = ControlEndpoint("GET", "/{ams}/queue/events/{event}/deliveries", DeliveriesPage, problems=(404,))
CANCEL_EVENTS = ControlEndpoint("POST", "/{ams}/queue/cancel", Changed, body=EventChoice, problems=(422,))
RESEND_EVENTS = ControlEndpoint("POST", "/{ams}/queue/resend", Changed, body=EventChoice, problems=(422,))
EXPORT_CSV = ControlEndpoint("GET", "/{ams}/queue.csv", bytes, FilterQuery, content_type=CSV)
EXPORT_JSON = ControlEndpoint("GET", "/{ams}/queue.json", list[EventView], FilterQuery)
