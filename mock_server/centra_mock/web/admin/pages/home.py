"""The first page: the Centras on this server."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version

from werkzeug.wrappers import Response

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.services.scenes.catalog import EMPTY, scene_descriptions
from centra_mock.web.admin.page_request import Answer, Page, Visit, url_of
from centra_mock.web.admin.routes import Pages
from centra_mock.web.problems import Problem
from centra_mock.web.reference import PATHS
from centra_mock.wire.endpoints import DEFAULT_TENANT, check_tenant

CREATE = "_tenants"

pages = Pages()


@pages.get("/")
def show(visit: Visit) -> Page:
    return _page(visit)


@pages.get("")
def home(visit: Visit) -> Response:
    return visit.go("/")


@pages.post(f"/{CREATE}")
def create(visit: Visit) -> Answer:
    """Make a Centra, and begin it with a scene; one that is there already is left as it is."""
    name, scene = visit.form.get("name", "").strip(), visit.form.get("scene", EMPTY)
    try:
        check_tenant(name)
    except Refused as refused:
        return _page(visit, str(refused), name, scene)
    if name in visit.server.tenants():
        return _page(visit, f"There is a tenant {name} already.", name, scene)
    if scene not in scene_descriptions():
        return _page(visit, f"There is no scene {scene}.", name)
    visit.server.tenant(name).centra.reset(scene)
    return visit.go(url_of(name), f"Tenant {name} is made.")


@pages.post("/{ams}/delete")
def delete(visit: Visit) -> Response:
    if not visit.server.drop(visit.ams):
        raise Problem(HTTPStatus.NOT_FOUND, Code.UNKNOWN_TENANT, f"There is no tenant {visit.ams}.")
    return visit.go("/", f"Tenant {visit.ams} is deleted, with all that was in it.")


def _page(visit: Visit, problem: str = "", name: str = "", scene: str = EMPTY) -> Page:
    lengths = visit.server.queue_lengths()
    return visit.page(
        "home.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        lengths=lengths,
        scenes=scene_descriptions(),
        create=url_of(CREATE),
        problem=problem,
        name=name if problem or lengths else DEFAULT_TENANT,
        scene=scene,
        version=version("centra-mock"),
        references=PATHS,
    )
