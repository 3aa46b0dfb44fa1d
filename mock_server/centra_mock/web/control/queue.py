"""Events and the queue."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.clock import event_age
from centra_mock.domain.queue_health import health_of
from centra_mock.scalars import LARGEST
from centra_mock.services.event_search import EventFilter
from centra_mock.services.queries.queue import ShownEvent
from centra_mock.store.event_filters import Place
from centra_mock.web.control.routes import Call, Nothing, Routes
from centra_mock.web.control.types import EventId, Limit, given, number

routes = Routes()


class HealthShown(Struct):
    """How the queue fares: `bad` if reads starve, `warn` if something else is wrong, `good` if it is being drained."""

    mood: Literal["good", "warn", "bad", ""]
    sentence: str


class QueueShown(Struct):
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
    health: HealthShown


class EventShown(Struct):
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


class EventsShown(Struct):
    """A page of events; the `after` of the next one and the `before` of the one before, or nothing."""

    events: list[EventShown]
    next_after: int | None
    previous_before: int | None


State = Literal["queued", "done", "cancelled"]
Search = Annotated[
    str, Meta(max_length=255, description="The id of an event, the id of an object, or how a type begins.")
]


class FilterQuery(Struct, forbid_unknown_fields=True):
    type: str | UnsetType = UNSET
    state: State = "queued"
    search: Search = ""

    @property
    def wanted(self) -> EventFilter:
        return EventFilter(self.state, given(self.type), search=self.search)


class EventQuery(FilterQuery, forbid_unknown_fields=True):
    after: EventId = 0
    before: (
        Annotated[int, Meta(ge=1, le=LARGEST, description="The page that ends in front of this id.")] | UnsetType
    ) = UNSET
    limit: Limit = 100


class DeliveryShown(Struct):
    """A call that gave an event to the client; `exchange` is its id in the journal."""

    exchange: int
    at: str
    client: str
    operation: str
    outcome: str


class DeliveriesShown(Struct):
    """Deliveries, newest first; `count` is how many there were, of which the journal may have lost the oldest."""

    deliveries: list[DeliveryShown]
    count: int


@routes.route("GET", "/{ams}/queue", returns=QueueShown)
def show_queue(call: Call[Nothing, Nothing]) -> QueueShown:
    """The queue in numbers, and how it fares."""
    with call.tenant.snapshot() as tenant:
        stats = tenant.centra.queue.stats()
        health = health_of(tenant.queries.queue.situation())
    age = event_age(stats.oldest_date, call.centra.clock()) if stats.oldest_date else None
    return QueueShown(
        length=stats.length,
        oldest_id=stats.oldest_id,
        oldest_date=stats.oldest_date,
        oldest_age_seconds=age,
        by_type=stats.by_type,
        delivered=stats.delivered,
        most_deliveries=stats.deliveries,
        done=stats.done,
        cancelled=stats.cancelled,
        health=HealthShown(*health),
    )


@routes.route("GET", "/{ams}/queue/events", query=EventQuery, returns=EventsShown)
def list_events(call: Call[Nothing, EventQuery]) -> EventsShown:
    """The queued events, or those that were done or cancelled, oldest first."""
    query = call.query
    found, has_before, has_after = call.queries.queue.page(
        query.wanted, Place(query.after, given(query.before)), query.limit
    )
    return EventsShown(
        events=[shown(each) for each in found],
        next_after=found[-1].event.id if has_after else None,
        previous_before=found[0].event.id if has_before else None,
    )


@routes.route("GET", "/{ams}/queue/events/{id}", returns=EventShown, problems=(404,))
def show_event(call: Call[Nothing, Nothing]) -> EventShown:
    """One event, queued or not."""
    return shown(call.queries.queue.event(number(call, "id")))


@routes.route("GET", "/{ams}/queue/events/{id}/deliveries", returns=DeliveriesShown, problems=(404,))
def list_deliveries(call: Call[Nothing, Nothing]) -> DeliveriesShown:
    """Each delivery of an event, as far as the journal reaches back."""
    id = number(call, "id")
    with call.tenant.snapshot() as tenant:
        calls, count = tenant.centra.queue.deliveries(id), tenant.centra.queue.event(id).deliveries
    found = [DeliveryShown(each.id, each.at, each.client, each.operation, each.outcome) for each in calls]
    return DeliveriesShown(found, count)


def shown(seen: ShownEvent) -> EventShown:
    event = seen.event
    return EventShown(
        id=event.id,
        type=event.type,
        state=event.state,
        mission=event.mission,
        date=event.date,
        market=seen.market,
        entry=seen.entry,
        object_type=event.object_type,
        internal=event.object_id,
        deliveries=event.deliveries,
        delivered=event.delivered,
    )
