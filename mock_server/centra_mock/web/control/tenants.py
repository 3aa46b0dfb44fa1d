"""Tenants, scenes and health."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Struct

from centra_mock.error_codes import Code
from centra_mock.services.scenes.catalog import offers, scene_descriptions
from centra_mock.web.control.routes import Call, Nothing, Routes
from centra_mock.web.problems import Problem

routes = Routes()


class Tenants(Struct):
    tenants: list[str]


class Scenes(Struct):
    """Starting points by name, each with what it is."""

    scenes: dict[str, str]
    parameters: Annotated[
        dict[str, dict[str, str]],
        Meta(description="What can be given to those that take something, with the defaults."),
    ]


class Health(Struct):
    status: str


@routes.route("GET", "/tenants", returns=Tenants)
def list_tenants(call: Call[Nothing, Nothing]) -> Tenants:
    """The Centras on this server."""
    return Tenants(call.server.tenants())


@routes.route("PUT", "/tenants/{ams}", status=204)
def create_tenant(call: Call[Nothing, Nothing]) -> None:
    """Make a Centra; using one makes it too."""
    _ = call.centra.state.is_new


@routes.route("DELETE", "/tenants/{ams}", status=204, problems=(404,))
def drop_tenant(call: Call[Nothing, Nothing]) -> None:
    """Forget a Centra and all that is in it."""
    if not call.server.drop(call.path["ams"]):
        raise Problem(HTTPStatus.NOT_FOUND, Code.UNKNOWN_TENANT, f"there is no tenant {call.path['ams']!r}")


@routes.route("GET", "/scenes", returns=Scenes)
def list_scenes(_call: Call[Nothing, Nothing]) -> Scenes:
    """The starting points that there are."""
    return Scenes(scene_descriptions(), {offer.name: offer.parameters for offer in offers() if offer.parameters})


@routes.route("GET", "/livez", returns=Health, prefix="")
def alive(_call: Call[Nothing, Nothing]) -> Health:
    """Whether the server answers."""
    return Health("alive")


@routes.route("GET", "/readyz", returns=Health, prefix="")
def ready(call: Call[Nothing, Nothing]) -> Health:
    """Whether the server can work: its database answers too."""
    call.server.tenants()
    return Health("ready")
