"""``centra-mock event``: single events, whatever made them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from centra_mock.commands.output import Shown, Table
from centra_mock.commands.parameters import given, xml
from centra_mock.commands.progress import Batches
from centra_mock.commands.session import Noun, Session, verb

if TYPE_CHECKING:
    from centra_mock.client import Reply

MOST = 10_000_000
BATCH = 1000
"""Events in one call."""

command = Noun("event", "Make events of any type, and take single ones out of the queue or put them in again.",
               "event emit loyaltycard --data '<card><id>7</id></card>' --count 10000")  # fmt: skip

event_id = click.argument("event", type=click.IntRange(min=0))


@verb("emit", "event emit loyaltycard --data '<card><id>7</id></card>' --count 10000", command)
@click.argument("type")
@click.option("--data", metavar="XML|@FILE", callback=xml, help="One element, which goes below the event's data.")
@click.option("--entry", help="The event's entry; most often the id of what it tells of.")
@click.option("--mission", type=click.Choice(["update", "delete"]), help="The event's mission.")
@click.option("--count", type=click.IntRange(1, MOST), default=1, show_default=True, help="How many of them.")
def emit(session: Session, count: int, **wanted: Any) -> None:
    """Queue raw events: of any type, even one that nobody has heard of."""
    body = given(**wanted)
    replies: list[Reply] = []
    batches = Batches(count, BATCH, "Queueing events")
    with batches.counted(replies):
        for size in batches:
            replies.append(session.call("POST", "events", body={**body, "count": size}))
    session.show(_together(replies), _emitted)


def _together(replies: list[Reply]) -> Reply:
    """All batches as one answer."""
    if len(replies) == 1:
        return replies[0]
    made = {"first": replies[0].data["first"], "count": sum(reply.data["count"] for reply in replies)}
    return replace(replies[0], raw=json.dumps(made).encode())


def _emitted(made: dict[str, int]) -> str:
    if made["count"] == 1:
        return f"Queued event {made['first']}."
    return f"Queued {made['count']} events, the first of them {made['first']}."


@verb("show", "event show 12", command)
@event_id
def show_event(session: Session, event: int) -> None:
    """Show an event, queued or not."""
    session.show(session.call("GET", "queue", "events", event), _whole)


def _whole(event: dict[str, Any]) -> Shown:
    return Table(["event", str(event["id"])], [(name, value) for name, value in event.items() if name != "id"])


@verb("cancel", "event cancel 12", command)
@event_id
def cancel(session: Session, event: int) -> None:
    """Take an event out of the queue."""
    session.show(session.call("DELETE", "queue", "events", event), f"Cancelled event {event}.")


@verb("resend", "event resend 12", command)
@event_id
def resend(session: Session, event: int) -> None:
    """Queue an event once more, as a new one; prints its id."""
    reply = session.call("POST", "queue", "events", event, "resend")
    session.show(reply, lambda data: f"Event {event} is queued again as event {data['id']}.")
