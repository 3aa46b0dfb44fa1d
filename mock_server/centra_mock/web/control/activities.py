"""The routes of the activities, derived from their declarations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, get_args

import msgspec
from msgspec import NODEFAULT, UNSET

from centra_mock.activities import verbs  # noqa: F401 (declares all of them)
from centra_mock.activities.declaration import ACTIVITIES, Declaration, Route
from centra_mock.control_api.endpoint import NoFields
from centra_mock.web.control.routes import ControlCall, ControlRoute, ControlRoutes
from centra_mock.wire.values import from_json

TENANT = "/{ams}"


def activity_routes() -> ControlRoutes:
    """Return the routes of each activity."""
    return ControlRoutes([route for declaration in ACTIVITIES.values() for route in _routes(declaration)])


def _routes(declaration: Declaration) -> Iterator[ControlRoute]:
    query = declaration.route.query
    body_type = _struct(declaration, declaration.body_fields) if declaration.body_fields else None
    query_type = _struct(declaration, query, "Query") if query else NoFields
    for route in declaration.routes:
        handle = _handler(declaration, route)
        handle.__name__ = declaration.method if route is declaration.route else f"{declaration.method}_unnamed"
        yield ControlRoute(
            route.method,
            TENANT + route.path,
            declaration.summary,
            handle,
            body=body_type,
            query=query_type,
            returns=declaration.answer,
            status=route.status,
            problems=route.problems,
        )


def _handler(declaration: Declaration, route: Route) -> Callable[[ControlCall[Any, Any]], Any]:
    def handle(call: ControlCall[Any, Any]) -> Any:
        values: dict[str, Any] = {name: _from_path(declaration, call, name) for name in route.path_fields}
        values |= _activity_fields(declaration, call.body, declaration.body_fields)
        values |= _activity_fields(declaration, call.query, route.query)
        activity = declaration.activity(**values)
        return declaration.answered(activity, call.centra.perform(activity))

    return handle


def _struct(declaration: Declaration, names: Iterable[str], suffix: str = "") -> Any:
    """Return a type for some of the fields. What may be left out of a query is unset, as it can't be null there."""
    activity = declaration.activity
    fields: list[Any] = []
    for name in names:
        field = declaration.fields[name]
        if suffix:
            fields.append((name, _without_none(field.type) | msgspec.UnsetType, UNSET))
        elif field.default_factory is not NODEFAULT:
            fields.append((name, field.type, msgspec.field(default_factory=field.default_factory)))
        elif isinstance(field.default, tuple):
            # Descriptions need no default of a list, and not every reader of them bears one.
            fields.append((name, field.type, msgspec.field(default_factory=partial(tuple, field.default))))
        elif field.default is not NODEFAULT:
            fields.append((name, field.type, msgspec.field(default=field.default)))
        else:
            fields.append((name, field.type))
    return msgspec.defstruct(
        activity.__name__ + suffix,
        fields,
        forbid_unknown_fields=True,
        namespace={"__doc__": declaration.summary + "."},
    )


def _without_none(hint: Any) -> Any:
    return next(each for each in get_args(hint) if each is not type(None))


def _from_path(declaration: Declaration, call: ControlCall[Any, Any], name: str) -> Any:
    return call.number(name) if declaration.fields[name].plain_type is int else call.path[name]


def _activity_fields(declaration: Declaration, source: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return what was sent, with the fields of objects as ``build`` takes them."""
    values = {name: getattr(source, name) for name in names}
    return {
        name: _object_fields(value) if name in declaration.object_fields and value is not None else value
        for name, value in values.items()
        if value is not UNSET
    }


def _object_fields(value: Any) -> Any:
    """Return the fields of an object, or of each in a list."""
    return from_json(value) if isinstance(value, Mapping) else [from_json(each) for each in value]
