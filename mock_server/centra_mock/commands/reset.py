"""``centra-mock reset``: start again."""

from __future__ import annotations

import click

from centra_mock.commands.parameters import given
from centra_mock.commands.progress import working
from centra_mock.commands.session import Session, verb


@verb("reset", "reset --scene demo")
@click.option(
    "--scene", help="What to start again with, as season?orders=50; `centra-mock scenes` lists what there is."
)
def command(session: Session, scene: str | None) -> None:
    with working("Starting again"):
        reply = session.call("POST", "reset", body=given(scene=scene))
    session.show(reply, f"{session.tenant} is new{f', with the scene {scene}' if scene else ' and empty'}.")
