"""Paths with ids in them: an id may hold a slash, which is written ``%2F``."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from werkzeug.routing import BaseConverter, Map, MapAdapter, Rule
from werkzeug.wrappers import Request

from centra_mock.wire.endpoints import TENANT_PATTERN


class TenantConverter(BaseConverter):
    """``<tenant:name>`` in a rule: the name of a tenant."""

    regex = TENANT_PATTERN


def rule(path: str) -> str:
    """Return a path like ``/{ams}/orders/{id}`` in werkzeug's notation."""
    return path.replace("{ams}", "<tenant:ams>").replace("{", "<").replace("}", ">")


def raw_path(request: Request) -> str:
    """Return the path as it was sent."""
    return urlsplit(request.environ.get("REQUEST_URI", request.path)).path


class PathTable:
    """Rules with their endpoints. The Host header is ignored.

    A module keeps it for all servers of the process. Werkzeug compiles a program for each rule, which takes much of a
    server's start: so the first path compiles them. Compiling in two threads at once fails in CPython 3.11.
    """

    _compiling = Lock()

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._compiled: MapAdapter | None = None

    def find(self, path: str, method: str = "GET") -> tuple[Any, dict[str, str]]:
        """Return the endpoint of a path's rule and the values in the path. Raises werkzeug's ``HTTPException``."""
        endpoint, values = (self._compiled or self._compile()).match(path, method=method)
        return endpoint, dict(values)

    def match(self, request: Request) -> tuple[Any, dict[str, str]]:
        """Return the endpoint of a request's rule and the ids in its path. Raises werkzeug's ``HTTPException``."""
        endpoint, values = self.find(raw_path(request), request.method)
        return endpoint, {name: unquote(value) for name, value in values.items()}

    def _compile(self) -> MapAdapter:
        converters = {"tenant": TenantConverter}
        with self._compiling:
            if self._compiled is None:
                rules = Map(self._rules, converters=converters, strict_slashes=False, merge_slashes=False)
                self._compiled = rules.bind("localhost")
            return self._compiled
