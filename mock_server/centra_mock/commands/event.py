"""``centra-mock event``: single events of any origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from centra_mock.commands.activities import add_activities
from centra_mock.commands.output import Shown, Table
from centra_mock.commands.session import Noun, Session, verb

if TYPE_CHECKING:
    pass

command = Noun("event", "event emit loyaltycard --data '<card><id>7</id></card>' --count 10000")

event_id = click.argument("event", type=click.IntRange(min=0))


@verb("show", "event show 12", command)
@event_id
def show_event(session: Session, event: int) -> None:
    """Show an event, queued or not."""
    session.show(session.call("GET", "queue", "events", event), _whole)


def _whole(event: dict[str, Any]) -> Shown:
    return Table(["event", str(event["id"])], [(name, value) for name, value in event.items() if name != "id"])


add_activities(command)
