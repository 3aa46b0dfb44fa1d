"""``centra-mock ids``: the ID conversion table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from centra_mock.commands.activities import add_activities
from centra_mock.commands.output import Piece, Table
from centra_mock.commands.queue import more
from centra_mock.commands.session import Noun, Session, verb

command = Noun("ids", "ids list --kind market\nids set market 1 sweden", default="list")

kind_argument = click.argument("kind")
internal_argument = click.argument("internal", type=click.IntRange(min=1))


@verb("list", "ids list --kind market --search sweden", command)
@click.option("--kind", help="Only ids of this kind, as market or variation.")
@click.option("--search", metavar="TEXT", help="Only those with this text in the client's id, or with this number.")
@click.option("--after", metavar="KIND/NUMBER", help="Only those behind this entry.")
@click.option("--limit", type=click.IntRange(1, 1000), help="At most so many.  [default: 100]")
def list_ids(session: Session, **query: object) -> None:
    """List the entries."""
    session.show(session.call("GET", "conversions", query=query), _entries)


def _entries(data: dict[str, Any]) -> Iterator[Piece]:
    scoped = any(entry["scope"] for entry in data["entries"])
    columns: Sequence[str] = ("kind", "internal", "external", *(["scope"] if scoped else []))
    yield Table(
        columns,
        [[entry[column] for column in columns] for entry in data["entries"]],
        empty="There are no such entries in the conversion table.",
        numbers=frozenset({"internal", "scope"}),
    )
    yield from more(data)


add_activities(command)
