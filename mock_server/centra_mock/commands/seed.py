"""``centra-mock seed``: the seed of the sample data."""

from __future__ import annotations

import click

from centra_mock.commands.session import Session, verb


@verb("seed", "seed 7")
@click.argument("number", type=click.IntRange(min=0), required=False)
def command(session: Session, number: int | None) -> None:
    reply = session.call("GET", "seed") if number is None else session.call("PUT", "seed", body={"seed": number})
    session.show(reply, lambda data: f"The seed is {data['seed']}.")
