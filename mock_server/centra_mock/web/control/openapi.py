"""The OpenAPI 3.1 description, written from the table of routes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import msgspec

from centra_mock.control_api.endpoint import NoFields
from centra_mock.error_codes import Code
from centra_mock.web.control.routes import ControlRoute
from centra_mock.web.problems import PROBLEM_JSON

JSON = "application/json"

_PARAMETER = re.compile(r"\{(\w+)\}")
_REF = "#/components/schemas/{name}"
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "An error: what was wrong, and what is allowed (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "description": "urn:centra-mock:problem: and the code"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "enum": list(Code), "description": "What programs key on; docs/errors.md has all."},
        "place": {
            "type": "string",
            "description": "Where in the input, such as lines[0].quantity, where that is known; detail begins with it.",
        },
    },
}
_INTEGERS = frozenset({"internal"})


def describe(routes: Sequence[ControlRoute]) -> dict[str, Any]:
    """Return the OpenAPI description of routes."""
    types = _types(routes)
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    known = {id(type): schema for type, schema in zip(types, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.url, {})[route.method.lower()] = _operation(route, known)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "centra-mock control API",
            "version": version("centra-mock"),
            "description": "Drives the shop side of a fake Centra, and looks inside it.",
        },
        "paths": paths,
        "components": {"schemas": {**_with_numbers(components), "Problem": _PROBLEM}},
    }


def _with_numbers(schema: Any) -> Any:
    """Return a schema in which amounts may also be numbers: msgspec accepts them, but does not describe them."""
    if isinstance(schema, dict):
        if schema.get("format") == "decimal":
            return {**schema, "type": ["number", "string"]}
        return {name: _with_numbers(value) for name, value in schema.items()}
    return [_with_numbers(item) for item in schema] if isinstance(schema, list) else schema


def _types(routes: Sequence[ControlRoute]) -> list[Any]:
    """Return each type that the routes name, once."""
    named = [type for route in routes for type in (route.body, route.query, route.returns)]
    schemed = [type for type in named if type not in (None, bytes) and not isinstance(type, str)]
    return list({id(type): type for type in schemed}.values())


def _operation(route: ControlRoute, schemas: dict[int, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        "responses": _responses(route, schemas),
    }
    if route.body is not None:
        schema = {"type": "object"} if route.body is bytes else schemas[id(route.body)]
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    return operation


def _path_parameters(route: ControlRoute) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _PARAMETER.findall(route.path)
    ]


def _query_parameters(route: ControlRoute) -> list[dict[str, Any]]:
    if route.query is NoFields:
        return []
    _, components = msgspec.json.schema_components([route.query], ref_template=_REF)
    properties = components[route.query.__name__]["properties"]
    return [
        {"name": name, "in": "query", "required": False, "schema": _without_null(schema)}
        for name, schema in properties.items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a query parameter: it is left out rather than null."""
    given = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    if not given:
        return {name: value for name, value in schema.items() if value is not None}
    return given[0] if len(given) == 1 else {"anyOf": given}


def _responses(route: ControlRoute, schemas: dict[int, Any]) -> dict[str, Any]:
    done: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    if isinstance(route.returns, str):
        done["content"] = {
            route.returns: {"schema": {"type": "string" if route.returns.startswith("text/") else "object"}}
        }
    elif route.returns is not None:
        done["content"] = {JSON: {"schema": schemas[id(route.returns)]}}
    problem = {PROBLEM_JSON: {"schema": {"$ref": _REF.format(name="Problem")}}}
    statuses = {400, *route.problems, *((413, 415, 422) if route.body is not None else ()), *_unknown(route)}
    problems = {
        str(status): {"description": HTTPStatus(status).phrase, "content": problem} for status in sorted(statuses)
    }
    return {str(route.status): done, **problems}


def _unknown(route: ControlRoute) -> tuple[int, ...]:
    return (404,) if "{" in route.path else ()
