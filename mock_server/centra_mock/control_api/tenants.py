"""Tenants, scenes and health."""

from __future__ import annotations

from types import NoneType
from typing import Annotated

from msgspec import Meta, Struct

from centra_mock.control_api.endpoint import ControlEndpoint, EventId

LONGEST_WAIT = 60
"""Seconds that a call may wait for activity."""


class Tenants(Struct):
    """The names of the tenants."""

    tenants: list[str]


class Scenes(Struct):
    """Starting points by name, each with what it is."""

    scenes: dict[str, str]
    parameters: Annotated[
        dict[str, dict[str, str]],
        Meta(description="What can be given to those that take something, with the defaults."),
    ]


class Health(Struct):
    """How the server is."""

    status: str


class Happened(Struct):
    """How much has happened: exchanges that were recorded, faults that struck, changes of data and settings."""

    count: int


class Wait(Struct, forbid_unknown_fields=True):
    """What is known, and how long to wait for more."""

    seen: Annotated[EventId, Meta(description="The count that is known already.")] = 0
    seconds: Annotated[float, Meta(ge=0, le=LONGEST_WAIT, description="How long to wait for another one.")] = 0


LIST_TENANTS = ControlEndpoint("GET", "/tenants", Tenants)
CREATE_TENANT = ControlEndpoint("PUT", "/tenants/{ams}", NoneType)
DROP_TENANT = ControlEndpoint("DELETE", "/tenants/{ams}", NoneType, problems=(404,))
LIST_SCENES = ControlEndpoint("GET", "/scenes", Scenes)
ALIVE = ControlEndpoint("GET", "/livez", Health, prefix="")
READY = ControlEndpoint("GET", "/readyz", Health, problems=(503,), prefix="")
WAIT_FOR_ACTIVITY = ControlEndpoint("GET", "/{ams}/activity", Happened, Wait)
