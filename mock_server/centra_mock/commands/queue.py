"""``centra-mock queue``: the queue in numbers, event by event, and how it fares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from centra_mock.commands.output import Piece, Table, cell
from centra_mock.commands.session import Session, verb


@verb("queue", "queue --events --type order")
@click.option("--events", is_flag=True, help="List the queued events too, oldest first.")
@click.option("--type", help="List the events of this type only.")
@click.option("--after", type=click.IntRange(min=0), metavar="EVENT", help="List the events after this one.")
@click.option("--limit", type=click.IntRange(1, 1000), help="List so many events.  [default: 100]")
def command(session: Session, events: bool, type: str | None, after: int | None, limit: int | None) -> None:
    listed = events or any(option is not None for option in (type, after, limit))
    query = {"type": type, "after": after, "limit": limit}
    if not (session.as_json and listed):
        session.show(session.call("GET", "queue"), _numbers)
    if listed:
        session.show(session.call("GET", "queue", "events", query=query), _events)


def _numbers(queue: dict[str, Any]) -> Iterator[Piece]:
    yield f"{queue['length']} queued, {queue['done']} done, {queue['cancelled']} cancelled."
    if queue["length"]:
        yield (
            f"The oldest is event {queue['oldest_id']} of {queue['oldest_date']}, "
            f"{queue['oldest_age_seconds']} seconds old."
        )
        yield Table(["type", "queued"], queue["by_type"].items(), numbers=frozenset({"queued"}))
    yield queue["health"]["sentence"]


def _events(page: dict[str, Any]) -> Iterator[Piece]:
    yield Table(
        ["event", "date", "type", "entry", "mission", "deliveries", "last delivered"],
        [
            [event[name] for name in ("id", "date", "type", "entry", "mission", "deliveries", "delivered")]
            for event in page["events"]
        ],
        empty="There are no such events in the queue.",
        numbers=frozenset({"event", "deliveries"}),
    )
    yield from more(page)


def more(page: dict[str, Any]) -> Iterator[str]:
    """Yield how to go on, where a page is full."""
    if page["next_after"] is not None:
        yield f"There may be more: --after {cell(page['next_after'])}"
