"""``centra-mock state``: all of a Centra as one file."""

from __future__ import annotations

from pathlib import Path

import click

from centra_mock.commands.output import show
from centra_mock.commands.parameters import read
from centra_mock.commands.progress import working
from centra_mock.commands.session import Noun, Session, verb

command = Noun("state", "state save before.json")


@verb("save", "state save before.json", command)
@click.argument("file")
def save(session: Session, file: str) -> None:
    """Save all of this Centra to FILE; - prints it."""
    with working("Saving"):
        state = session.call("GET", "state").raw
    keep(state, file, session.tenant, session.as_json)


@verb("load", "state load before.json", command)
@click.argument("file")
def load(session: Session, file: str) -> None:
    """Replace everything by the state in FILE; - reads standard input."""
    state = read(file)
    with working("Loading"):
        reply = session.call("PUT", "state", body=state)
    session.show(reply, f"{session.tenant} is what {'was piped in' if file == '-' else file} says.")


def keep(data: bytes, file: str, what: str, silent: bool) -> None:
    """Write a file, once all of it is here; ``-`` is the standard output."""
    if file == "-":
        click.echo(data)
        return
    try:
        Path(file).write_bytes(data)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{file}: {getattr(error, 'strerror', None) or error}") from None
    if not silent:
        show(f"Saved {what} to {file}, {len(data)} bytes.")
