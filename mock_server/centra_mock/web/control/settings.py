"""How a tenant runs: policy, clock, seed; and what it is: state, scenes, reset."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from centra_mock.activities.clock import ClockReading
from centra_mock.services.scenes.catalog import check_named
from centra_mock.services.shop.time import reading
from centra_mock.web.control.routes import Call, Nothing, Raw, Routes

routes = Routes()

STATE_JSON = "application/json"

Moment = Annotated[datetime, Meta(tz=True, description="ISO 8601 with an offset.")]


class Seed(Struct, forbid_unknown_fields=True):
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Reset(Struct, forbid_unknown_fields=True):
    """What to start again with."""

    scene: Annotated[
        str | None,
        Meta(description="A named scene, with parameters where it has some: `season?products=50&orders=200`."),
    ] = None


@routes.route("GET", "/{ams}/policy", returns=dict[str, Any])
def show_policy(call: Call[Nothing, Nothing]) -> dict[str, Any]:
    """How this Centra behaves where the documentation is silent."""
    return asdict(call.centra.policy)


@routes.route("DELETE", "/{ams}/policy", returns=dict[str, Any])
def default_policy(call: Call[Nothing, Nothing]) -> dict[str, Any]:
    """Behave as the server was started to."""
    centra = call.centra
    centra.policy = None
    return asdict(centra.policy)


@routes.route("GET", "/{ams}/clock", returns=ClockReading)
def show_clock(call: Call[Nothing, Nothing]) -> ClockReading:
    """What time it is."""
    return reading(call.centra.clock)


@routes.route("DELETE", "/{ams}/clock", returns=ClockReading)
def resume_clock(call: Call[Nothing, Nothing]) -> ClockReading:
    """Tell the machine's time again."""
    clock = call.centra.clock
    clock.resume()
    return reading(clock)


@routes.route("GET", "/{ams}/seed", returns=Seed)
def show_seed(call: Call[Nothing, Nothing]) -> Seed:
    """The seed of what is made up."""
    return Seed(call.centra.seed)


@routes.route("PUT", "/{ams}/seed", body=Seed, returns=Seed)
def set_seed(call: Call[Seed, Nothing]) -> Seed:
    """Start what is made up again, from a seed."""
    call.centra.seed = call.body.seed
    return call.body


@routes.route("GET", "/{ams}/state", returns=STATE_JSON)
def export_state(call: Call[Nothing, Nothing]) -> Raw:
    """All of this Centra as one file."""
    return Raw(call.centra.state.save(), STATE_JSON)


@routes.route("PUT", "/{ams}/state", body=bytes, status=204, problems=(422,))
def import_state(call: Call[bytes, Nothing]) -> None:
    """Become what a file says, whatever was here before."""
    call.centra.state.load(call.body)


@routes.route("POST", "/{ams}/reset", body=Reset, status=204, problems=(422,))
def reset(call: Call[Reset, Nothing]) -> None:
    """Become empty and new, or start with a scene."""
    scene = call.body.scene
    if scene is not None:
        check_named(scene)
    call.centra.reset(scene)
