"""Dispatch of the admin: finds the route of a request, checks the token of a form, and renders the page."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Template
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from centra_mock import formatting
from centra_mock.error_codes import Code
from centra_mock.errors import CentraError, DatabaseFailed
from centra_mock.services.server import Server
from centra_mock.services.tenant import Tenant
from centra_mock.web.admin import PREFIX, live, static
from centra_mock.web.admin.cookies import FIELD, FormTokens, Notices
from centra_mock.web.admin.page_request import Answer, PageRequest, read_step, url_of
from centra_mock.web.admin.pages import HOME, TABS, WITHIN
from centra_mock.web.admin.routes import AdminRoute
from centra_mock.web.paths import PathTable, raw_path, rule
from centra_mock.web.problems import Problem, problem_of
from centra_mock.web.ui.document import document_view
from centra_mock.web.ui.rendering import HTML, SECURITY, page_templates

log = logging.getLogger(__name__)

PACKAGE = __name__.rpartition(".")[0]
LARGEST_FORM = 32 * 1024 * 1024
LARGEST_UPLOAD = 512 * 1024 * 1024
"""A whole state may be large."""

HEADERS = {
    # Only this server's files are loaded, inline scripts do not run, and no other page may frame it.
    "Content-Security-Policy": "default-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'",
    **SECURITY,
}

_STALE = (
    "This form was not made by the server as it runs now, or not for this browser: nothing was done. Go back, load the "
    "page again, and send the form from there; cookies have to be allowed."
)


def _address(route: AdminRoute) -> str:
    return "/" if route.path == "/" else PREFIX + route.path


ROUTES = tuple(route for pages in (HOME, live.pages, static.pages, *TABS, *WITHIN) for route in pages.found)

_PATHS = PathTable(Rule(rule(_address(route)), endpoint=route, methods=[route.method]) for route in ROUTES)


class AdminDispatcher:
    """Answers the admin's requests."""

    def __init__(self, server: Server, respond: Callable[[Request], Response]) -> None:
        self._server = server
        self._respond_as_server = respond
        key = secrets.token_bytes(32)
        self._tokens, self._notices = FormTokens(key), Notices(key)
        self._templates = page_templates(PACKAGE)
        self._templates.filters.update(
            document=document_view,
            bytes=formatting.bytes_text,
            span=formatting.span_text,
            counted=formatting.count_text,
            number="{:,}".format,
        )
        self._templates.globals.update(url_of=url_of, static=static.FOLDER, tabs=TABS)

    def respond(self, request: Request) -> Response:
        request.max_form_memory_size = LARGEST_FORM
        request.max_content_length = LARGEST_UPLOAD
        page_request = PageRequest(self._server, request, {}, self._respond_as_server, self._notices)
        try:
            route, path = self._match(request)
            page_request = replace(page_request, path=path)
            response = self._render(self._handle(page_request, route))
        except Problem as problem:
            response = self._problem(page_request, problem)
        except DatabaseFailed as error:
            log.error("%s %.200s failed: %s", request.method, request.path, error)
            response = Response(f"{error}\n", HTTPStatus.SERVICE_UNAVAILABLE, content_type="text/plain; charset=utf-8")
        except CentraError as error:
            response = self._problem(page_request, problem_of(error))
        except Exception:
            log.exception("%s %s failed", request.method, request.path)
            failed = Problem(
                HTTPStatus.INTERNAL_SERVER_ERROR, Code.INTERNAL_ERROR, "The mock failed; its log says why."
            )
            response = self._problem(page_request, failed)
        finally:
            request.close()  # and with it what was uploaded
        if request.method == "POST":
            # Kept for those who go back to a form that was refused: to ask for it again would send it again.
            response.headers.setdefault("Cache-Control", "no-cache")
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def _handle(self, page_request: PageRequest, route: AdminRoute) -> Answer:
        if route.method == "POST":
            self._check(page_request.request)
        if not page_request.ams:
            return route.handler(page_request)
        with self._tenant(page_request.ams, route) as tenant:
            if tenant is None:
                return _no_tenant(page_request, route)
            # Counted before the page's data is read, so that later activity refreshes the page.
            page_request = replace(page_request, found=tenant, seen=tenant.settings.notifier.count)
            return route.handler(page_request)

    @contextmanager
    def _tenant(self, name: str, route: AdminRoute) -> Iterator[Tenant | None]:
        """Give the tenant, or ``None`` if it does not exist; for a GET request, a snapshot of it."""
        tenant = self._server.tenant(name)
        if route.method == "GET":
            with tenant.existing_snapshot() as snapshot:
                yield snapshot
        else:
            yield tenant if name in self._server.tenants() else None

    def _match(self, request: Request) -> tuple[AdminRoute, dict[str, str]]:
        try:
            route, path = _PATHS.match(request)
            return route, {name: read_step(value) for name, value in path.items()}
        except MethodNotAllowed as error:
            allowed = ", ".join(sorted(set(error.valid_methods or ()) - {"OPTIONS"}))
            detail = f"{request.path} can be asked for with {allowed}, not {request.method}."
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, Code.METHOD_NOT_ALLOWED, detail, {"Allow": allowed}) from None
        except HTTPException:
            raise Problem(HTTPStatus.NOT_FOUND, Code.UNKNOWN_PATH, f"There is no page {request.path}.") from None

    def _check(self, request: Request) -> None:
        try:
            is_right = self._tokens.is_right(request)
        except RequestEntityTooLarge:
            detail = f"A form may have {LARGEST_FORM:,} bytes, and with a file {LARGEST_UPLOAD:,}."
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Code.REQUEST_TOO_LARGE, detail) from None
        if not is_right:
            raise Problem(HTTPStatus.FORBIDDEN, Code.STALE_FORM, _STALE)

    def _problem(self, page_request: PageRequest, problem: Problem) -> Response:
        page = page_request.page("problem.html", problem.status, problem=problem, back=_form_page(page_request.request))
        response = self._render(page)
        response.headers.update(problem.headers)
        return response

    def _render(self, answer: Answer) -> Response:
        if isinstance(answer, Response):
            return answer
        page_request, request = answer.page_request, answer.page_request.request
        half, notice = self._tokens.half(request), self._notices.read(request)
        field = Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, self._tokens.of(half))
        path, query = raw_path(request), request.query_string.decode("ascii", "replace")
        context = {
            "page_request": page_request, "ams": page_request.ams, "url": page_request.url,
            "token": field, "notice": notice,
            "here": f"{path}?{query}" if query else path, "step": _step(path), **answer.values,
        }  # fmt: skip
        # Given rather than imported by pages: a block that is rendered alone has no imports.
        context["ui"] = self._templates.get_template("ui.html").make_module(context)
        found = self._templates.get_template(answer.template)
        block = _requested_block(request, found)
        text = found.render(context) if block is None else _render_block(found, block, context)
        response = Response(text.encode("utf-8", "replace"), answer.status, content_type=HTML)
        self._tokens.keep(request, response, half)
        if notice and block is None:
            self._notices.forget(response)
        return response


def _no_tenant(page_request: PageRequest, route: AdminRoute) -> Answer:
    if route.handler is live.stream:
        # A browser that gets no content does not come again.
        return Response(status=HTTPStatus.NO_CONTENT)
    return page_request.page("no_tenant.html", HTTPStatus.NOT_FOUND)


def _step(path: str) -> str:
    """Return the first step of a path after the tenant."""
    steps = path.removeprefix(PREFIX).split("/")
    return steps[2] if len(steps) > 2 else ""


def _form_page(request: Request) -> str | None:
    """Return the address of the page with the form that was sent, or ``None`` if it is not a page of this server."""
    came_from = urlsplit(request.referrer or "")
    if request.method != "POST" or came_from.netloc != request.host or not came_from.path.startswith("/"):
        return None
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _requested_block(request: Request, template: Template) -> str | None:
    """Return the name of the block that htmx requests by the id of its target; ``None`` for the whole page."""
    name = request.headers.get("HX-Target") if "HX-Request" in request.headers else None
    return name if name in template.blocks else None


def _render_block(template: Template, name: str, values: Mapping[str, Any]) -> str:
    context = template.new_context(dict(values))
    return "".join(template.blocks[name](context))
