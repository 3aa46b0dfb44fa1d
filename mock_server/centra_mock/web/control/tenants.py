"""Tenants, scenes, health, and waiting for what happens in a tenant."""

from __future__ import annotations

from http import HTTPStatus

from centra_mock.control_api import tenants as api
from centra_mock.control_api.endpoint import NoFields
from centra_mock.error_codes import Code
from centra_mock.services.scenes.catalog import offers, scene_descriptions
from centra_mock.web.control.routes import ControlCall, ControlRoutes
from centra_mock.web.problems import Problem

routes = ControlRoutes()


@routes.serves(api.LIST_TENANTS)
def list_tenants(call: ControlCall[NoFields, NoFields]) -> api.Tenants:
    """List the tenants of this server."""
    return api.Tenants(call.server.tenants())


@routes.serves(api.CREATE_TENANT)
def create_tenant(call: ControlCall[NoFields, NoFields]) -> None:
    """Make a Centra; using one makes it too."""
    _ = call.centra.state.is_new


@routes.serves(api.DROP_TENANT)
def drop_tenant(call: ControlCall[NoFields, NoFields]) -> None:
    """Delete a Centra and everything in it."""
    if not call.server.drop(call.path["ams"]):
        raise Problem(HTTPStatus.NOT_FOUND, Code.UNKNOWN_TENANT, f"there is no tenant {call.path['ams']!r}")


@routes.serves(api.LIST_SCENES)
def list_scenes(_call: ControlCall[NoFields, NoFields]) -> api.Scenes:
    """List the scenes and their parameters."""
    return api.Scenes(scene_descriptions(), {offer.name: offer.parameters for offer in offers() if offer.parameters})


@routes.serves(api.ALIVE)
def alive(_call: ControlCall[NoFields, NoFields]) -> api.Health:
    """Report that the server answers."""
    return api.Health("alive")


@routes.serves(api.READY)
def ready(call: ControlCall[NoFields, NoFields]) -> api.Health:
    """Report that the server and its database answer."""
    call.server.check()
    return api.Health("ready")


@routes.serves(api.WAIT_FOR_ACTIVITY)
def wait_for_activity(call: ControlCall[NoFields, api.Wait]) -> api.Happened:
    """Wait until the activity count differs from the known one, and return it."""
    return api.Happened(call.tenant.settings.notifier.wait(call.query.seen, call.query.seconds))
