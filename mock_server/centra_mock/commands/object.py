"""``centra-mock object``: objects of any type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from centra_mock.commands.activities import add_activities
from centra_mock.commands.output import Piece, Table, outline
from centra_mock.commands.queue import more
from centra_mock.commands.session import Noun, Session, verb

command = Noun("object", "object show product chair\nobject put product chair --field status=inactive", default="list")


def object_id(_ctx: click.Context, _param: click.Parameter, id: str) -> str:
    """Return an id that leads to one object, not to all."""
    if not id:
        raise click.BadParameter("an id is not empty")
    return id


type_argument = click.argument("type")
id_argument = click.argument("id", callback=object_id)
scope_option = click.option(
    "--scope", type=click.IntRange(min=0), metavar="SIZETABLE",
    help="The number of a size's size table; needed where several have its id.",
)  # fmt: skip


@verb("list", "object list product", command)
@click.argument("type", required=False, callback=lambda _ctx, _param, type: type or None)
@click.option("--after", type=click.IntRange(min=0), metavar="INTERNAL", help="Only those with higher internal ids.")
@click.option("--limit", type=click.IntRange(1, 1000), help="At most so many.  [default: 100]")
def list_objects(session: Session, type: str | None, after: int | None, limit: int | None) -> None:
    """List the objects of a type, or count those of each."""
    if type is None:
        if after is not None or limit is not None:
            raise click.UsageError("--after and --limit go with a type")
        session.show(session.call("GET", "objects"), _counts)
        return
    reply = session.call("GET", "objects", type, query={"after": after, "limit": limit})
    session.show(reply, lambda data: _listed(type, data))


def _counts(counts: dict[str, int]) -> Piece:
    return Table(["type", "objects"], counts.items(), numbers=frozenset({"objects"}))


def _listed(type: str, page: dict[str, Any]) -> Iterator[Piece]:
    rows = [(each["id"], each["internal"], each["scope"], _called(each["fields"])) for each in page["objects"]]
    scoped = any(scope for _, _, scope, _ in rows)
    yield Table(
        [type, "internal", *(["scope"] if scoped else []), "what it is"],
        rows if scoped else [(id, internal, called) for id, internal, _, called in rows],
        empty=f"There is no {type}.",
        numbers=frozenset({"internal", "scope"}),
    )
    yield from more(page)


def _called(fields: dict[str, Any]) -> str:
    names = ("description", "name", "email", "status")
    return next((str(fields[name]) for name in names if fields.get(name)), "")


@verb("show", "object show product chair", command)
@type_argument
@id_argument
@scope_option
@click.option("--xml", "as_xml", is_flag=True, help="Show its XML.")
def show_object(session: Session, type: str, id: str, scope: int | None, as_xml: bool) -> None:
    """Show an object as the client sees it."""
    reply = session.call("GET", "objects", type, id, query={"scope": scope})
    session.show(reply, lambda data: data["xml"] if as_xml else "\n".join(outline({type: data["fields"]})))


add_activities(command)
