"""Activities about single events and about the queue."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from centra_mock.activities.declaration import Activity, Command, Route, declare
from centra_mock.activities.orders import Resent
from centra_mock.activities.values import IS_XML, Count, EventType, Mission, Number


class Emitted(Struct):
    """The ids of the events, which follow each other."""

    first: int
    count: int


class Drained(Struct):
    """How many events were marked done."""

    count: int


@declare(
    "emit",
    step="emit",
    route=Route("POST", "/events", 201, problems=(422,)),
    command=Command(
        "event", "emit", "event emit loyaltycard --data '<card><id>7</id></card>' --count 10000",
        "Queued event {first}.", "Queued {count} events, the first of them {first}.", batch=1000,
        progress="Queueing events",
    ),
    sentence="An event of type {type} is queued.",
    plural="{count} events of type {type} are queued.",
    answer=Emitted,
)  # fmt: skip
class Emit(Activity[int], frozen=True):
    """Queue raw events of any type, even one that Centra does not have; return the id of the first."""

    type: EventType
    data: Annotated[
        str | None, Meta(description="The XML of one element, below the event's data.", extra={IS_XML: True})
    ] = None
    entry: Annotated[
        str, Meta(max_length=255, description="The event's entry; most often the id of what it is about.")
    ] = ""
    mission: Annotated[Mission, Meta(description="The event's mission.")] = "update"
    count: Count = 1


@declare(
    "cancel_event",
    step="cancel_event",
    route=Route("DELETE", "/queue/events/{event}", problems=(404,)),
    command=Command("event", "cancel", "event cancel 12", "Cancelled event {event}."),
    sentence="An admin cancels event {event}.",
)
class CancelEvent(Activity[None], frozen=True):
    """Take an event out of the queue, as the tool *Cancel* does."""

    event: Annotated[Number, Meta(description="The event's id.")]


@declare(
    "resend_event",
    step="resend_event",
    route=Route("POST", "/queue/events/{event}/resend", 201, problems=(404,)),
    command=Command("event", "resend", "event resend 12", "Event {event} is queued again as event {id}."),
    sentence="An admin resends event {event}.",
    answer=Resent,
)
class ResendEvent(Activity[int], frozen=True):
    """Queue an event once more, as the tool *Resend* does; return the new event's id."""

    event: Annotated[Number, Meta(description="The event's id.")]


@declare(
    "drain",
    step="drain",
    route=Route("POST", "/queue/drain", 200, problems=()),
    command=Command("event", "drain", "event drain", "Marked {count} events done."),
    sentence="All queued events are marked done.",
    answer=Drained,
)
class Drain(Activity[int], frozen=True):
    """Mark every queued event done, as a client that has caught up does; return how many there were."""
