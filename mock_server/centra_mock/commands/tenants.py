"""``centra-mock tenants``: the Centras on a server."""

from __future__ import annotations

import click

from centra_mock.commands.output import Table
from centra_mock.commands.session import Noun, Session, tenant_name, verb

command = Noun("tenants", "tenants create ci7\ntenants drop ci7", default="list")

name_argument = click.argument("name", callback=tenant_name)


@verb("list", "tenants list", command, tenant=False)
def list_tenants(session: Session) -> None:
    """List the Centras on the server."""
    reply = session.server.send("GET", "tenants")
    session.show(reply, lambda data: Table(["tenant"], [[name] for name in data["tenants"]], empty="There is none."))


@verb("create", "tenants create ci7", command, tenant=False)
@name_argument
def create(session: Session, name: str) -> None:
    """Make a Centra."""
    session.show(session.server.send("PUT", "tenants", name), f"{name} is there.")


@verb("drop", "tenants drop ci7", command, tenant=False)
@name_argument
def drop(session: Session, name: str) -> None:
    """Delete a Centra and everything in it."""
    session.show(session.server.send("DELETE", "tenants", name), f"{name} is gone.")
