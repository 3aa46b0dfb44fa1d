"""The table of routes: what the API answers and what its OpenAPI description says both come from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec

from centra_mock.services.centra import Centra
from centra_mock.services.queries import Queries
from centra_mock.services.server import Server
from centra_mock.services.tenant import Tenant

PREFIX = "/_mock"

Body = TypeVar("Body")
Query = TypeVar("Query")


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """No fields."""


@dataclass(frozen=True)
class Call(Generic[Body, Query]):
    """One call on its way to a handler."""

    server: Server
    path: Mapping[str, str]
    query: Query
    body: Body

    @cached_property
    def tenant(self) -> Tenant:
        """The tenant in the path."""
        return self.server.tenant(self.path["ams"])

    @property
    def centra(self) -> Centra:
        return self.tenant.centra

    @property
    def queries(self) -> Queries:
        return self.tenant.queries


@dataclass(frozen=True)
class Raw:
    """A response that is written as it is, whole or piece by piece."""

    data: bytes | Iterable[bytes]
    content_type: str


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    """Below the prefix, as in ``/{ams}/orders/{id}``."""
    summary: str
    handler: Callable[[Call[Any, Any]], Any]
    body: Any = None
    """What the request's JSON holds; ``bytes`` for a body that is taken as it is."""
    query: Any = Nothing
    returns: Any = None
    """What the response's JSON holds; a content type for a ``Raw``; nothing for 204."""
    status: int = 200
    problems: tuple[int, ...] = ()
    prefix: str = PREFIX

    @property
    def url(self) -> str:
        """The whole path."""
        return self.prefix + self.path

    @property
    def tag(self) -> str:
        """What the route is about."""
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return parts[0].partition(".")[0] if parts else "tenants"


@dataclass
class Routes:
    """Routes that a module collects."""

    found: list[Route] = field(default_factory=list)

    def route(self, method: str, path: str, **settings: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a function as a handler; the first line of its docstring is the summary."""

        def declare(handler: Callable[..., Any]) -> Callable[..., Any]:
            summary = (handler.__doc__ or "").strip().partition("\n")[0].rstrip(".")
            self.found.append(Route(method, path, summary, handler, **settings))
            return handler

        return declare
