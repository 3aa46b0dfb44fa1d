"""``centra-mock policy``: how a Centra behaves where the documentation is silent."""

from __future__ import annotations

from typing import Any

import click

from centra_mock.commands.output import Shown, Table
from centra_mock.commands.parameters import pairs
from centra_mock.commands.session import Noun, Session, verb
from centra_mock.policy import Policy

command = Noun("policy", "policy set page_size=10 echo=on\npolicy show", default="show")


def _shown(policy: dict[str, Any]) -> Shown:
    meanings = Policy.meanings()
    rows = [(name, _written(value), meanings.get(name, "")) for name, value in policy.items()]
    return Table(["policy", "value", "meaning"], rows)


def _written(value: object) -> object:
    """Return a switch as ``policy set`` takes it."""
    return ("on" if value else "off") if isinstance(value, bool) else value


@verb("show", "policy show", command)
def show_policy(session: Session) -> None:
    """Show the policies, and what they mean."""
    session.show(session.call("GET", "policy"), _shown)


@verb("set", "policy set page_size=10 echo=on", command)
@click.argument("settings", nargs=-1, required=True, metavar="NAME=VALUE...")
def set_policy(session: Session, settings: tuple[str, ...]) -> None:
    """Change policies, written as for `serve --policy`; the rest stays."""
    changes = pairs(settings)
    changed = Policy().changed(changes)
    session.show(session.call("PATCH", "policy", body={name: getattr(changed, name) for name in changes}), _shown)


@verb("reset", "policy reset", command)
def reset_policy(session: Session) -> None:
    """Behave as the server was started to."""
    session.show(session.call("DELETE", "policy"), _shown)
