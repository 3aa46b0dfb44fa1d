"""The first page: the Centras on this server."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version

from werkzeug.wrappers import Response

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.services.scenes.catalog import EMPTY, scene_descriptions
from centra_mock.web.admin.page_request import AdminPage, Answer, PageRequest, url_of
from centra_mock.web.admin.routes import AdminSection
from centra_mock.web.problems import Problem
from centra_mock.web.reference import PATHS
from centra_mock.wire.endpoints import DEFAULT_TENANT, check_tenant

CREATE = "_tenants"

pages = AdminSection()


@pages.get("/")
def show(page_request: PageRequest) -> AdminPage:
    return _page(page_request)


@pages.get("")
def home(page_request: PageRequest) -> Response:
    return page_request.redirect("/")


@pages.post(f"/{CREATE}")
def create(page_request: PageRequest) -> Answer:
    """Make a Centra, and begin it with a scene; one that is there already is left as it is."""
    name, scene = page_request.form.get("name", "").strip(), page_request.form.get("scene", EMPTY)
    try:
        check_tenant(name)
    except Refused as refused:
        return _page(page_request, refused, name, scene)
    if name in page_request.server.tenants():
        return _page(page_request, Refused(Code.ID_TAKEN, f"There is a tenant {name} already."), name, scene)
    if scene not in scene_descriptions():
        return _page(page_request, Refused(Code.UNKNOWN_SCENE, f"There is no scene {scene}."), name)
    page_request.server.tenant(name).centra.reset(scene)
    return page_request.redirect(url_of(name), f"Tenant {name} is created.")


@pages.post("/{ams}/delete")
def delete(page_request: PageRequest) -> Response:
    if not page_request.server.drop(page_request.ams):
        raise Problem(HTTPStatus.NOT_FOUND, Code.UNKNOWN_TENANT, f"There is no tenant {page_request.ams}.")
    return page_request.redirect("/", f"Tenant {page_request.ams} is deleted.")


def _page(page_request: PageRequest, problem: Refused | None = None, name: str = "", scene: str = EMPTY) -> AdminPage:
    lengths = page_request.server.queue_lengths()
    return page_request.page(
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
