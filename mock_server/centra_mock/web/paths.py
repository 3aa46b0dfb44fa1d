"""Paths with ids in them: an id may hold a slash, which is written ``%2F``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from werkzeug.routing import BaseConverter, Map, MapAdapter, Rule
from werkzeug.wrappers import Request

from centra_mock.wire.endpoints import TENANT_PATTERN


class TenantConverter(BaseConverter):
    """``<tenant:name>`` in a rule: the name of a tenant."""

    regex = TENANT_PATTERN


def rule(path: str) -> str:
    """A path like ``/{ams}/orders/{id}`` in werkzeug's notation."""
    return path.replace("{ams}", "<tenant:ams>").replace("{", "<").replace("}", ">")


def routing(rules: Iterable[Rule]) -> MapAdapter:
    """Finds the rule of a path. Whatever a Host header says, the same paths lead to the same places.

    For a module to keep: werkzeug compiles a program for each rule, which takes most of a server's start where every
    server does it, and fails in CPython 3.11 where two threads do it at once.
    """
    converters = {"tenant": TenantConverter}
    return Map(list(rules), converters=converters, strict_slashes=False, merge_slashes=False).bind("localhost")


def raw_path(request: Request) -> str:
    """The path as it was sent."""
    return urlsplit(request.environ.get("REQUEST_URI", request.path)).path


def match(routes: MapAdapter, request: Request) -> tuple[Any, dict[str, str]]:
    """The endpoint of a request's rule, and the ids in its path. Raises werkzeug's ``HTTPException``."""
    endpoint, values = routes.match(raw_path(request), method=request.method)
    return endpoint, {name: unquote(value) for name, value in values.items()}
