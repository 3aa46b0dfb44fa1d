"""Waiting for something to happen, instead of asking again and again."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from centra_mock.web.control.routes import Call, Nothing, Routes
from centra_mock.web.control.types import EventId

routes = Routes()

LONGEST = 60


class Happened(Struct):
    """How much has happened: exchanges that were written down, faults that struck, changes of data and settings."""

    count: int


class Wait(Struct, forbid_unknown_fields=True):
    seen: Annotated[EventId, Meta(description="The count that is known already.")] = 0
    seconds: Annotated[float, Meta(ge=0, le=LONGEST, description="How long to wait for another one.")] = 0


@routes.route("GET", "/{ams}/activity", query=Wait, returns=Happened)
def wait_for_activity(call: Call[Nothing, Wait]) -> Happened:
    """How much has happened, once that is not what is known already."""
    return Happened(call.tenant.settings.activity.wait(call.query.seen, call.query.seconds))
