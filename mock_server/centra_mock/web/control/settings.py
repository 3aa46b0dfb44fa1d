"""How a tenant runs: policy, clock, seed, faults and mutation; and what it is: state, scenes, reset."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from centra_mock.activities.clock import ClockReading
from centra_mock.activities.faults import FaultsView
from centra_mock.activities.mutation import MutationView
from centra_mock.control_api import settings as api
from centra_mock.control_api.endpoint import NoFields
from centra_mock.services.scenes.catalog import check_named
from centra_mock.services.shop.settings import mutation_shown, shown
from centra_mock.services.shop.time import reading
from centra_mock.web.control.routes import ControlCall, ControlRoutes, RawResponse

routes = ControlRoutes()


@routes.serves(api.SHOW_POLICY)
def show_policy(call: ControlCall[NoFields, NoFields]) -> dict[str, Any]:
    """Show the policy of this Centra: how it behaves where the documentation is silent."""
    return asdict(call.centra.policy)


@routes.serves(api.DEFAULT_POLICY)
def default_policy(call: ControlCall[NoFields, NoFields]) -> dict[str, Any]:
    """Behave as the server was started to."""
    centra = call.centra
    centra.policy = None
    return asdict(centra.policy)


@routes.serves(api.SHOW_CLOCK)
def show_clock(call: ControlCall[NoFields, NoFields]) -> ClockReading:
    """Show the time of the clock."""
    return reading(call.centra.clock)


@routes.serves(api.RESUME_CLOCK)
def resume_clock(call: ControlCall[NoFields, NoFields]) -> ClockReading:
    """Set the clock to the machine's time again."""
    clock = call.centra.clock
    clock.resume()
    return reading(clock)


@routes.serves(api.SHOW_SEED)
def show_seed(call: ControlCall[NoFields, NoFields]) -> api.Seed:
    """Show the seed of the sample data."""
    return api.Seed(call.centra.seed)


@routes.serves(api.SET_SEED)
def set_seed(call: ControlCall[api.Seed, NoFields]) -> api.Seed:
    """Start what is made up again, from a seed."""
    call.centra.seed = call.body.seed
    return call.body


@routes.serves(api.EXPORT_STATE)
def export_state(call: ControlCall[NoFields, NoFields]) -> RawResponse:
    """Export the state of this Centra as one file."""
    return RawResponse(call.centra.state.save(), api.EXPORT_STATE.content_type)


@routes.serves(api.IMPORT_STATE)
def import_state(call: ControlCall[bytes, NoFields]) -> None:
    """Replace everything in this Centra by the state in a file."""
    call.centra.state.load(call.body)


@routes.serves(api.RESET)
def reset(call: ControlCall[api.Reset, NoFields]) -> None:
    """Empty the Centra, as if it were new, or start with a scene."""
    scene = call.body.scene
    if scene is not None:
        check_named(scene)
    call.centra.reset(scene)


@routes.serves(api.LIST_FAULTS)
def list_faults(call: ControlCall[NoFields, NoFields]) -> FaultsView:
    """List the faults that are set, with how often each was injected."""
    return FaultsView([shown(state) for state in call.centra.faults])


@routes.serves(api.SHOW_MUTATION)
def show_mutation(call: ControlCall[NoFields, NoFields]) -> MutationView:
    """Show how answers are mutated."""
    return mutation_shown(call.centra.mutation)
