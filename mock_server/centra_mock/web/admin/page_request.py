"""One request of a browser on its way to a handler, and what the handler may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Request, Response

from centra_mock.error_codes import Code
from centra_mock.scalars import whole_number
from centra_mock.services.centra import Centra
from centra_mock.services.queries import Queries
from centra_mock.services.server import Server
from centra_mock.services.tenant import Tenant
from centra_mock.web.admin import PREFIX
from centra_mock.web.admin.cookies import Notices
from centra_mock.web.problems import Problem


@dataclass(frozen=True)
class PageRequest:
    """The request, and the tenant in its path."""

    server: Server
    request: Request
    path: Mapping[str, str]
    """The ids in the path."""
    respond: Callable[[Request], Response]
    """Serves a request as the server does, to send one again."""
    notices: Notices
    found: Tenant | None = None
    """The tenant in the path."""
    seen: int = 0
    """How much had happened in the tenant when the page was asked for."""

    @property
    def ams(self) -> str:
        """Return the tenant's name, empty on pages without a tenant."""
        return self.path.get("ams", "")

    @property
    def tenant(self) -> Tenant:
        """Return the tenant in the path; for a GET request, a snapshot of it."""
        assert self.found is not None, f"{self.request.path} is of no tenant"
        return self.found

    @property
    def centra(self) -> Centra:
        return self.tenant.centra

    @property
    def queries(self) -> Queries:
        return self.tenant.queries

    # What was asked

    @property
    def form(self) -> dict[str, str]:
        """Return the fields of the form; of a repeated field, the first value."""
        return self.request.form.to_dict()

    @property
    def forms(self) -> MultiDict[str, str]:
        """Return all fields of the form, with every value of repeated ones."""
        return self.request.form

    @property
    def files(self) -> MultiDict[str, FileStorage]:
        return self.request.files

    def query_text(self, name: str) -> str | None:
        """Return a query parameter without surrounding blanks; ``None`` if it is missing or blank."""
        return self.request.args.get(name, "").strip() or None

    def query_number(self, name: str, otherwise: int) -> int:
        """Return a whole number of the query. Raises ``Problem`` (400) for any other text."""
        text = self.query_text(name)
        return otherwise if text is None else _number(name, text, HTTPStatus.BAD_REQUEST)

    def id_number(self, name: str) -> int:
        """Return a whole number of the path. Raises ``Problem`` (404) for any other text."""
        return _number(name, self.path[name], HTTPStatus.NOT_FOUND)

    # What is answered

    def url(self, *steps: object, **query: object) -> str:
        """Return the address of a page of this tenant."""
        return url_of(self.ams, *steps, **query)

    def page(self, template: str, status: int = HTTPStatus.OK, **values: Any) -> AdminPage:
        """Return a page to render; for a request of htmx, only the requested block is rendered."""
        return AdminPage(self, template, status, values)

    def redirect(self, url: str, notice: str = "") -> Response:
        """Redirect after a form was sent. ``notice`` is shown there, once."""
        response = Response(status=HTTPStatus.SEE_OTHER, headers={"Location": url})
        if notice:
            self.notices.put(response, notice)
        return response


@dataclass(frozen=True)
class AdminPage:
    """A page before it is rendered: rendering takes long, and happens after the tenant's transaction."""

    page_request: PageRequest
    template: str
    status: int
    values: Mapping[str, Any]


Answer = AdminPage | Response
"""What a handler gives."""


def url_of(*steps: object, **query: object) -> str:
    """Return the address of a page below the admin's prefix. Query parameters that are ``None`` are left out."""
    path = "/".join((PREFIX, *(write_step(str(step)) for step in steps)))
    given = {name: value for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def write_step(step: str) -> str:
    """Return a step of a path, quoted.

    Browsers resolve steps of dots alone, quoted or not, so such a step gets ``~`` as a prefix.
    """
    mark = "~" if step.startswith("~") or not step.strip(".") else ""
    return mark + quote(step, safe="")


def read_step(written: str) -> str:
    return written.removeprefix("~")


def _number(name: str, text: str, status: HTTPStatus) -> int:
    number = whole_number(text)
    if number is None:
        raise Problem(status, Code.INVALID_VALUE, f"{name}: {text[:60]!r} is not a whole number")
    return number
