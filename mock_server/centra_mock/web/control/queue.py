"""Events and the queue."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.clock import event_age
from centra_mock.services.centra import Centra
from centra_mock.store.queue import Event
from centra_mock.web.control.routes import Call, Nothing, Routes
from centra_mock.web.control.types import Count, EventId, Limit, Name, given, number

routes = Routes()


class Emit(Struct, forbid_unknown_fields=True):
    """Raw events: of any type, even one that nobody has heard of."""

    type: Name
    data: Annotated[str | None, Meta(description="The XML of one element, below the event's data.")] = None
    entry: Annotated[str, Meta(max_length=255)] = ""
    mission: Literal["update", "delete"] = "update"
    count: Count = 1


class Emitted(Struct):
    """The ids of the events, which follow each other."""

    first: int
    count: int


class QueueShown(Struct):
    """The queue in numbers."""

    length: int
    oldest_id: int | None
    oldest_date: str | None
    oldest_age_seconds: int | None
    by_type: dict[str, int]
    delivered: Annotated[int, Meta(description="Queued events that were delivered at least once.")]
    most_deliveries: Annotated[int, Meta(description="How often one of them was delivered, at the most.")]
    done: int
    cancelled: int


class EventShown(Struct):
    """An event; `object_type` and `internal` say what it tells of, unless it is a raw one."""

    id: int
    type: str
    state: str
    mission: str
    date: str
    entry: str
    object_type: str | None
    internal: int | None
    deliveries: int
    delivered: str | None


class EventsShown(Struct):
    """A page of events; `after` for the next one, or nothing."""

    events: list[EventShown]
    next_after: int | None


class EventQuery(Struct, forbid_unknown_fields=True):
    type: str | UnsetType = UNSET
    after: EventId = 0
    limit: Limit = 100


class Resent(Struct):
    id: int


@routes.route("POST", "/{ams}/events", body=Emit, returns=Emitted, status=201, problems=(422,))
def emit(call: Call[Emit, Nothing]) -> Emitted:
    """Queue raw events."""
    body = call.body
    first = call.centra.emit(body.type, body.data, body.entry, body.mission, body.count)
    return Emitted(first, body.count)


@routes.route("GET", "/{ams}/queue", returns=QueueShown)
def show_queue(call: Call[Nothing, Nothing]) -> QueueShown:
    """The queue in numbers."""
    centra = call.centra
    stats = centra.queue_stats()
    age = event_age(stats.oldest_date, centra.settings.clock()) if stats.oldest_date else None
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
    )


@routes.route("GET", "/{ams}/queue/events", query=EventQuery, returns=EventsShown)
def list_events(call: Call[Nothing, EventQuery]) -> EventsShown:
    """The queued events, oldest first."""
    query = call.query
    found = call.centra.events(given(query.type), query.after, query.limit)
    full = len(found) == query.limit
    return EventsShown([_shown(call.centra, event) for event in found], found[-1].id if full else None)


@routes.route("GET", "/{ams}/queue/events/{id}", returns=EventShown, problems=(404,))
def show_event(call: Call[Nothing, Nothing]) -> EventShown:
    """One event, queued or not."""
    return _shown(call.centra, call.centra.event(number(call, "id")))


@routes.route("DELETE", "/{ams}/queue/events/{id}", status=204, problems=(404,))
def cancel_event(call: Call[Nothing, Nothing]) -> None:
    """Cancel an event: take it out of the queue."""
    call.centra.cancel_event(number(call, "id"))


@routes.route("POST", "/{ams}/queue/events/{id}/resend", returns=Resent, status=201, problems=(404,))
def resend_event(call: Call[Nothing, Nothing]) -> Resent:
    """Resend an event: queue it once more."""
    return Resent(call.centra.resend_event(number(call, "id")))


def _shown(centra: Centra, event: Event) -> EventShown:
    return EventShown(
        id=event.id,
        type=event.type,
        state=event.state,
        mission=event.mission,
        date=event.date,
        entry=event.entry if event.object_id is None else centra.shown_id(str(event.object_type), event.object_id),
        object_type=event.object_type,
        internal=event.object_id,
        deliveries=event.deliveries,
        delivered=event.delivered,
    )
