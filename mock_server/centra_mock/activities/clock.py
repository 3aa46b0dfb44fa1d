"""Activities about time."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from centra_mock.activities.declaration import Activity, Route, declare


class ClockReading(Struct, frozen=True):
    """What time it is."""

    now: Annotated[str, Meta(description="ISO 8601 with an offset.")]
    frozen: bool


Moment = Annotated[datetime, Meta(tz=True, description="ISO 8601 with an offset.")]


@declare(
    "advance_clock",
    step="advance",
    route=Route("POST", "/clock/advance", 200, problems=(422,)),
    sentence="{seconds:g} seconds go by.",
    answer=ClockReading,
)
class AdvanceClock(Activity[ClockReading], frozen=True):
    """Move the clock on, frozen or not; return what time it is then."""

    seconds: Annotated[float, Meta(ge=0, le=10**9)] = 60


@declare(
    "set_clock",
    step="clock",
    route=Route("PUT", "/clock", 200, problems=(422,)),
    sentence="The clock is set.",
    answer=ClockReading,
)
class SetClock(Activity[ClockReading], frozen=True):
    """Set the clock, freeze it or let it go on; return what time it is then."""

    now: Moment | None = None
    frozen: bool | None = None
