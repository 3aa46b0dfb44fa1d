"""Style sheets and scripts."""

from __future__ import annotations

from http import HTTPStatus

from werkzeug.wrappers import Response

from centra_mock.error_codes import Code
from centra_mock.web.admin import PREFIX
from centra_mock.web.admin.page_request import PageRequest
from centra_mock.web.admin.routes import AdminSection
from centra_mock.web.problems import Problem
from centra_mock.web.ui.rendering import static_file

PACKAGE = __name__.rpartition(".")[0]
STEP = "_static"
FOLDER = f"{PREFIX}/{STEP}/"

pages = AdminSection()


@pages.get(f"/{STEP}/{{name}}")
def file(page_request: PageRequest) -> Response:
    found = static_file(page_request.request, PACKAGE, page_request.path["name"])
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, Code.UNKNOWN_PATH, f"There is no file {page_request.request.path}.")
    return found
