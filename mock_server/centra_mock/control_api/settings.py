"""How a tenant runs: policy, clock, seed, faults and mutation; and what it is: its state, and starting again."""

from __future__ import annotations

from types import NoneType
from typing import Annotated, Any

from msgspec import Meta, Struct

from centra_mock.activities.clock import ClockReading
from centra_mock.activities.faults import FaultsView
from centra_mock.activities.mutation import MutationView
from centra_mock.control_api.endpoint import ControlEndpoint
from centra_mock.scalars import LARGEST


class Seed(Struct, forbid_unknown_fields=True):
    seed: Annotated[int, Meta(ge=0, le=LARGEST)]


class Reset(Struct, forbid_unknown_fields=True):
    """What to start again with."""

    scene: Annotated[
        str | None,
        Meta(description="A named scene, with parameters where it has some: `season?products=50&orders=200`."),
    ] = None


SHOW_POLICY = ControlEndpoint("GET", "/{ams}/policy", dict[str, Any])
DEFAULT_POLICY = ControlEndpoint("DELETE", "/{ams}/policy", dict[str, Any])
SHOW_CLOCK = ControlEndpoint("GET", "/{ams}/clock", ClockReading)
RESUME_CLOCK = ControlEndpoint("DELETE", "/{ams}/clock", ClockReading)
SHOW_SEED = ControlEndpoint("GET", "/{ams}/seed", Seed)
SET_SEED = ControlEndpoint("PUT", "/{ams}/seed", Seed, body=Seed)
LIST_FAULTS = ControlEndpoint("GET", "/{ams}/faults", FaultsView)
SHOW_MUTATION = ControlEndpoint("GET", "/{ams}/mutation", MutationView)
EXPORT_STATE = ControlEndpoint("GET", "/{ams}/state", bytes)
IMPORT_STATE = ControlEndpoint("PUT", "/{ams}/state", NoneType, body=bytes, problems=(422,))
RESET = ControlEndpoint("POST", "/{ams}/reset", NoneType, body=Reset, problems=(422,))
