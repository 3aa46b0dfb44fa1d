"""``centra-mock journal``: the exchanges between the client and the mock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import click

from centra_mock.commands.output import Piece, Table
from centra_mock.commands.queue import more
from centra_mock.commands.session import Noun, Session, verb
from centra_mock.commands.state import keep
from centra_mock.wire.endpoints import ENDPOINTS

command = Noun("journal", "journal list --operation events_Done\njournal show 3", default="list")


def filters(function: Callable[..., None]) -> Callable[..., None]:
    """Return which exchanges are meant."""
    for option in (
        click.option("--after", type=click.IntRange(min=0), metavar="ID", help="Only those after this one."),
        click.option(
            "--outcome", type=click.Choice(["ok", "failure", "fault", "broken"]), help="Only with this outcome."
        ),
        click.option(
            "--endpoint", type=click.Choice([each.name for each in ENDPOINTS]), help="Only calls to this one."
        ),
        click.option("--search", metavar="TEXT", help="Only with this text in bodies or headers."),
        click.option("--operation", help="Only calls of this operation."),
    ):
        function = option(function)
    return function


@verb("list", "journal list --operation events_Done --outcome fault", command)
@click.option("--limit", type=click.IntRange(1, 1000), help="At most so many.  [default: 100]")
@filters
def list_exchanges(session: Session, **query: Any) -> None:
    """List the exchanges, oldest first."""
    session.show(session.call("GET", "journal", query=query), _listed)


def _listed(page: dict[str, Any]) -> Iterator[Piece]:
    yield Table(
        ["id", "time", "operation", "outcome", "ms", "what it did"],
        [
            [each["id"], each["at"][:19].replace("T", " "), each["operation"], each["outcome"],
             f"{each['microseconds'] / 1000:.1f}", each["summary"]]
            for each in page["exchanges"]
        ],
        empty="No such exchanges are recorded.",
        numbers=frozenset({"id", "ms"}),
    )  # fmt: skip
    yield from more(page)


@verb("show", "journal show 3", command)
@click.argument("exchange", type=click.IntRange(min=0))
def show_exchange(session: Session, exchange: int) -> None:
    """Show one exchange with its headers and bodies."""
    session.show(session.call("GET", "journal", exchange), _whole)


def _whole(found: dict[str, Any]) -> Iterator[Piece]:
    yield f"Exchange {found['id']} at {found['at']}: {_what(found)}, {found['outcome']}."
    yield f"{found['summary'][:1].upper()}{found['summary'][1:]}."
    yield _document(found["request_headers"], found["request"])
    yield f"Answered with {found['status']} after {found['microseconds'] / 1000:.1f} ms:"
    yield _document(found["response_headers"], found["response"])


def _what(found: dict[str, Any]) -> str:
    return f"{found['operation'] or 'no operation'} on {found['endpoint']}"


def _document(headers: list[list[str]], body: str) -> str:
    return "\n".join(("", *(f"{name}: {value}" for name, value in headers), "", body, ""))


@verb("har", "journal har calls.har --operation events_Get", command)
@click.argument("file", default="-")
@click.option("--limit", type=click.IntRange(1, 10_000), help="At most so many, the newest.  [default: all]")
@filters
def har(session: Session, file: str, **query: Any) -> None:
    """Save exchanges as an HTTP archive (HAR) to FILE, or print it."""
    keep(session.call("GET", "journal.har", query=query).raw, file, "the journal", session.as_json)


@verb("clear", "journal clear", command)
def clear(session: Session) -> None:
    """Delete the recorded exchanges."""
    session.show(session.call("DELETE", "journal"), "The journal is empty.")
