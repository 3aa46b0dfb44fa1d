"""Dispatch of the control API: finds the route of a request, decodes query and body, and encodes the result."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any

import msgspec
from werkzeug.exceptions import ClientDisconnected, HTTPException, MethodNotAllowed
from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from centra_mock.control_api.endpoint import PREFIX
from centra_mock.error_codes import Code
from centra_mock.errors import CentraError, DatabaseFailed, join_places
from centra_mock.services.server import Server
from centra_mock.validation_errors import explain
from centra_mock.web.control import (
    conversions,
    journal,
    objects,
    queue,
    queue_bulk,
    settings,
    tenants,
)
from centra_mock.web.control.activities import activity_routes
from centra_mock.web.control.openapi import JSON, describe
from centra_mock.web.control.routes import ControlCall, ControlRoute, RawResponse
from centra_mock.web.paths import PathTable, rule
from centra_mock.web.problems import Problem, problem_of

log = logging.getLogger(__name__)

MAX_BODY = 512 * 1024 * 1024
"""A whole state may be large."""

DESCRIPTION = f"{PREFIX}/openapi.json"

ROUTES: Sequence[ControlRoute] = tuple(
    route
    for routes in (
        activity_routes(),
        *(
            module.routes
            for module in (
                tenants,
                queue,
                queue_bulk,
                objects,
                conversions,
                journal,
                settings,
            )
        ),
    )
    for route in routes.found
)

_PATHS = PathTable(
    [
        Rule(DESCRIPTION, endpoint=None, methods=["GET"]),
        *(Rule(rule(route.url), endpoint=route, methods=[route.method]) for route in ROUTES),
    ]
)

HEALTH = frozenset(route.url for route in ROUTES if not route.prefix)


class ControlApi:
    """The control API of a server."""

    @staticmethod
    def has(path: str) -> bool:
        """Return whether a path belongs to the control API."""
        return path.startswith(f"{PREFIX}/") or path in HEALTH

    def __init__(self, server: Server) -> None:
        self._server = server

    @cached_property
    def _description(self) -> bytes:
        return msgspec.json.encode(describe(ROUTES))

    def respond(self, request: Request) -> Response:
        try:
            return self._respond(request)
        except Problem as problem:
            return problem.response()
        except CentraError as error:
            if isinstance(error, DatabaseFailed):
                log.error("%s %.200s failed: %s", request.method, request.path, error)
            return problem_of(error).response()
        except Exception:
            log.exception("%s %.200s failed", request.method, request.path)
            return Problem(
                HTTPStatus.INTERNAL_SERVER_ERROR, Code.INTERNAL_ERROR, "The mock failed; its log says why."
            ).response()

    def _respond(self, request: Request) -> Response:
        route, path = self._match(request)
        if route is None:
            return Response(self._description, content_type=JSON)
        call = ControlCall(self._server, path, _query(request, route), _body(request, route))
        return _written(route, route.handler(call))

    def _match(self, request: Request) -> tuple[ControlRoute | None, dict[str, str]]:
        try:
            return _PATHS.match(request)
        except MethodNotAllowed as error:
            allowed = ", ".join(sorted(set(error.valid_methods or ()) - {"HEAD", "OPTIONS"}))
            detail = f"{request.path} can be called with {allowed}, not {request.method}"
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, Code.METHOD_NOT_ALLOWED, detail, {"Allow": allowed}) from None
        except HTTPException:
            detail = f"there is nothing at {request.path}; {DESCRIPTION} says what there is"
            raise Problem(HTTPStatus.NOT_FOUND, Code.UNKNOWN_PATH, detail) from None


def _query(request: Request, route: ControlRoute) -> Any:
    for name, values in request.args.lists():
        if len(values) > 1:
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                Code.REPEATED_FIELD,
                f"query: {name}: is there {len(values)} times; send it once",
                place=f"query: {name}",
            )
    try:
        return msgspec.convert(request.args.to_dict(), route.query, strict=False)
    except msgspec.ValidationError as error:
        refusal = explain(error, route.query)
        place = join_places("query", refusal.place)
        raise Problem(HTTPStatus.BAD_REQUEST, refusal.code, f"{place}: {refusal.words}", place=place) from None


def _body(request: Request, route: ControlRoute) -> Any:
    if route.body is None:
        return None
    if request.mimetype != JSON:
        detail = f"the body's type is {request.mimetype or 'not given'}; send it as {JSON}"
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Code.UNSUPPORTED_MEDIA_TYPE, detail)
    try:
        # One read beyond the end detects a body that is cut.
        data = b"".join(iter(lambda: request.stream.read(MAX_BODY + 1), b""))
    except (ClientDisconnected, OSError):
        raise Problem(
            HTTPStatus.BAD_REQUEST, Code.TRUNCATED_REQUEST, "the body breaks off, or its chunks are malformed"
        ) from None
    if len(data) > MAX_BODY:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, Code.REQUEST_TOO_LARGE, f"at most {MAX_BODY} bytes are accepted"
        )
    if route.body is bytes:
        return data
    try:
        return msgspec.json.decode(data, type=route.body)
    except msgspec.ValidationError as error:
        raise explain(error, route.body) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST, Code.MALFORMED_JSON, f"the body is not JSON: {error}") from None


def _written(route: ControlRoute, result: Any) -> Response:
    if isinstance(result, RawResponse):
        return Response(result.data, route.status, content_type=result.content_type)
    if route.returns is None:
        return Response(status=route.status)
    return Response(msgspec.json.encode(result), route.status, content_type=JSON)
