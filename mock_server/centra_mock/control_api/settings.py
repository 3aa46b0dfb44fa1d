"""How a tenant runs: policy, clock, seed, faults and mutation; and what it is: its state, and starting again."""

from __future__ import annotations

from types import NoneType
from typing import Annotated, Any

from msgspec import Meta, Struct

from centra_mock.activities.clock import ClockReading
from centra_mock.activities.faults import Faults
from centra_mock.activities.mutation import MutationShown
from centra_mock.control_api.endpoint import Endpoint


class Seed(Struct, forbid_unknown_fields=True):
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Reset(Struct, forbid_unknown_fields=True):
    """What to start again with."""

    scene: Annotated[
        str | None,
        Meta(description="A named scene, with parameters where it has some: `season?products=50&orders=200`."),
    ] = None


SHOW_POLICY = Endpoint("GET", "/{ams}/policy", dict[str, Any])
DEFAULT_POLICY = Endpoint("DELETE", "/{ams}/policy", dict[str, Any])
SHOW_CLOCK = Endpoint("GET", "/{ams}/clock", ClockReading)
RESUME_CLOCK = Endpoint("DELETE", "/{ams}/clock", ClockReading)
SHOW_SEED = Endpoint("GET", "/{ams}/seed", Seed)
SET_SEED = Endpoint("PUT", "/{ams}/seed", Seed, body=Seed)
LIST_FAULTS = Endpoint("GET", "/{ams}/faults", Faults)
SHOW_MUTATION = Endpoint("GET", "/{ams}/mutation", MutationShown)
EXPORT_STATE = Endpoint("GET", "/{ams}/state", bytes)
IMPORT_STATE = Endpoint("PUT", "/{ams}/state", NoneType, body=bytes, problems=(422,))
RESET = Endpoint("POST", "/{ams}/reset", NoneType, body=Reset, problems=(422,))
