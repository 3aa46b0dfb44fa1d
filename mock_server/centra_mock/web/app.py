"""The WSGI application: which path leads where."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from centra_mock.error_codes import Code
from centra_mock.services.server import Server
from centra_mock.web.admin import Admin, live
from centra_mock.web.admin_login import CHALLENGE, WANTED, AdminLogin
from centra_mock.web.control.app import HEALTH, ControlApi
from centra_mock.web.http.workers import Lane
from centra_mock.web.middleware import compose
from centra_mock.web.origin import OriginCheck
from centra_mock.web.paths import PathTable
from centra_mock.web.problems import Problem
from centra_mock.web.reference import PATHS, Reference
from centra_mock.web.soap import SoapOverHttp, host_of
from centra_mock.wire.endpoints import DEFAULT_TENANT, ENDPOINTS

log = logging.getLogger(__name__)

_Handler = Callable[[Request], Response]

_TEXT = "text/plain; charset=utf-8"

_PATHS = PathTable(
    [
        Rule("/", endpoint="home"),
        *(Rule(f"/<tenant:tenant>/{each.path}", endpoint=each.name) for each in ENDPOINTS),
    ]
)

_NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}

_CALLS = tuple(f"/{each.path}" for each in ENDPOINTS)
_WAITS = ("/activity", f"/{live.STEP}")


def lane_of(path: str) -> Lane:
    """Return which threads a request belongs to. Clients' calls, and what waits, do not keep people out."""
    if path.endswith(_CALLS):
        return Lane.CALL
    return Lane.WAIT if path.endswith(_WAITS) else Lane.OTHER


class App:
    """Serves the endpoints of every tenant."""

    def __init__(
        self,
        endpoints: Mapping[str, SoapOverHttp],
        control: ControlApi,
        server: Server,
        origin_check: OriginCheck,
        login: AdminLogin,
    ) -> None:
        self._endpoints = endpoints
        self._control = control
        self._origin_check = origin_check
        self._login = login
        self._admin = Admin(server, self.respond)
        self._reference = Reference(self.respond, server.login.username)
        # What happens to a request, in this order. A call of Centra's API then goes through the list in ``soap``.
        self._handle = compose((_forbid_sniffing, _log_failure, self._check_origin, self._check_login), self._dispatch)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return self.respond(Request(environ))(environ, start_response)

    def respond(self, request: Request) -> Response:
        """Return the answer to a request."""
        return self._handle(request)

    def _check_origin(self, request: Request, handle: _Handler) -> Response:
        """Refuse the requests that pages of other sites make."""
        is_private = self._internal_handler(request) is not None
        reason = self._origin_check.refusal_reason(request, is_private)
        return self._refusal(request.path, reason) if reason else handle(request)

    def _check_login(self, request: Request, handle: _Handler) -> Response:
        """Ask for the admin's password, except for checks of health and Centra's API, which has a login of its own."""
        is_open = request.path in HEALTH or self._internal_handler(request) is None
        return handle(request) if is_open or self._login.admits(request) else _login_challenge(request)

    def _dispatch(self, request: Request) -> Response:
        """Return the answer of what a path leads to."""
        if (private := self._internal_handler(request)) is not None:
            return private(request)
        try:
            name, values = _PATHS.find(request.path)
        except NotFound:
            return Response(f"There is nothing at {request.path}. {self._directory(request)}", 404, content_type=_TEXT)
        except HTTPException as error:
            return Response(f"{error.description}\n", error.code, content_type=_TEXT)
        if name == "home":
            return Response(f"This is centra-mock. {self._directory(request)}", content_type=_TEXT)
        return self._endpoints[name].respond(request, values["tenant"])

    def _internal_handler(self, request: Request) -> Callable[[Request], Response] | None:
        """Return the handler of a path that belongs to the mock itself; ``None`` for a path of Centra's API."""
        if ControlApi.has(request.path):
            return self._control.respond
        if Reference.has(request.path):
            return self._reference.respond
        return self._admin.respond if Admin.has(request) else None

    def _refusal(self, path: str, objection: str) -> Response:
        """Return the answer 403, in the format of the path."""
        if ControlApi.has(path):
            return Problem(HTTPStatus.FORBIDDEN, Code.CROSS_ORIGIN, objection).response()
        with suppress(HTTPException):
            name, values = _PATHS.find(path)
            if name in self._endpoints:
                return self._endpoints[name].refuse(objection, values["tenant"])
        return Response(f"{objection}\n", HTTPStatus.FORBIDDEN, content_type=_TEXT)

    def _directory(self, request: Request) -> str:
        urls = "".join(
            f"  {request.scheme}://{host_of(request)}/{DEFAULT_TENANT}/{each.path}?wsdl\n" for each in ENDPOINTS
        )
        pages = "".join(f"  {request.scheme}://{host_of(request)}{path}\n" for path in PATHS.values())
        return (
            f"The WSDLs are at\n{urls}where any other name may stand for {DEFAULT_TENANT}.\n"
            f"Every operation is shown at\n{pages}"
        )


def _forbid_sniffing(request: Request, handle: _Handler) -> Response:
    """Have browsers take an answer for the type that it declares: it may hold what a client sent.

    Answers of Centra's API have Centra's headers only. They are XML, which browsers take for nothing else.
    """
    response = handle(request)
    if not request.path.endswith(_CALLS):
        response.headers.update(_NO_SNIFFING)
    return response


def _log_failure(request: Request, handle: _Handler) -> Response:
    """Answer 500 where anything fails, and log why."""
    try:
        return handle(request)
    except Exception:
        log.exception("%s %.200s could not be answered", request.method, request.path)
        return Response("The mock failed to answer this request; its log says why.\n", 500, content_type=_TEXT)


def _login_challenge(request: Request) -> Response:
    """Return the answer 401 that asks for the admin's password, in the format of the path."""
    headers = {"WWW-Authenticate": CHALLENGE}
    if ControlApi.has(request.path):
        return Problem(HTTPStatus.UNAUTHORIZED, Code.UNAUTHORIZED, WANTED, headers).response()
    return Response(f"{WANTED}\n", HTTPStatus.UNAUTHORIZED, headers, content_type=_TEXT)
