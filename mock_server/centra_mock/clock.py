"""The one source of time, injected wherever a date is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in the machine's time zone, to the second, as Centra writes dates."""
    return datetime.now().astimezone().replace(microsecond=0)


def event_date(moment: datetime) -> str:
    """``2019-03-27 12:52:20``, as events are dated."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def iso_date(moment: datetime) -> str:
    """``2019-03-27T12:52:20+01:00``, as ``created`` is written."""
    return moment.isoformat(timespec="seconds")
