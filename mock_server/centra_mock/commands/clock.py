"""``centra-mock clock``: the time in a Centra."""

from __future__ import annotations

from typing import Any

import click

from centra_mock.commands.parameters import given, seconds
from centra_mock.commands.session import Noun, Session, verb

command = Noun("clock", "clock freeze 2026-01-01T12:00:00+01:00\nclock advance 1h30m", default="show")

MOMENT = "2026-01-01T12:00:00+01:00"


def _shown(clock: dict[str, Any]) -> str:
    return f"It is {clock['now']}, and the clock {'is frozen' if clock['frozen'] else 'runs'}."


@verb("show", "clock show", command)
def show_clock(session: Session) -> None:
    """Show the time."""
    session.show(session.call("GET", "clock"), _shown)


@verb("freeze", f"clock freeze {MOMENT}", command)
@click.argument("moment", required=False)
def freeze(session: Session, moment: str | None) -> None:
    """Stop the clock: now, or at a moment (ISO 8601 with an offset)."""
    session.show(session.call("PUT", "clock", body=given(frozen=True, now=moment)), _shown)


@verb("release", "clock release", command)
def release(session: Session) -> None:
    """Let a frozen clock go on from where it stands."""
    session.show(session.call("PUT", "clock", body={"frozen": False}), _shown)


@verb("set", f"clock set {MOMENT}", command)
@click.argument("moment")
def set_clock(session: Session, moment: str) -> None:
    """Set the clock to a moment (ISO 8601 with an offset); a frozen one stays frozen there."""
    session.show(session.call("PUT", "clock", body={"now": moment}), _shown)


@verb("advance", "clock advance 1h30m", command)
@click.argument("span", callback=seconds)
def advance(session: Session, span: float) -> None:
    """Move the clock on by a SPAN, frozen or not: 90 (seconds), 5m, 1h30m, 2d."""
    session.show(session.call("POST", "clock", "advance", body={"seconds": span}), _shown)


@verb("resume", "clock resume", command)
def resume(session: Session) -> None:
    """Show the machine's time again."""
    session.show(session.call("DELETE", "clock"), _shown)
