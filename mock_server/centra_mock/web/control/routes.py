"""The table of routes, from which both the dispatch and the OpenAPI description are derived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from types import NoneType
from typing import Any, Generic, TypeVar

from msgspec import UNSET, UnsetType

from centra_mock.control_api.endpoint import PREFIX, ControlEndpoint, NoFields
from centra_mock.error_codes import Code
from centra_mock.scalars import whole_number
from centra_mock.services.centra import Centra
from centra_mock.services.queries import Queries
from centra_mock.services.server import Server
from centra_mock.services.tenant import Tenant
from centra_mock.web.problems import Problem

Body = TypeVar("Body")
Query = TypeVar("Query")
Given = TypeVar("Given")


@dataclass(frozen=True)
class ControlCall(Generic[Body, Query]):
    """One call on its way to a handler."""

    server: Server
    path: Mapping[str, str]
    query: Query
    body: Body

    @cached_property
    def tenant(self) -> Tenant:
        """Return the tenant in the path."""
        return self.server.tenant(self.path["ams"])

    def number(self, name: str) -> int:
        """Return a whole number in the path. Raises ``Problem`` for anything else: there is nothing of that name."""
        text = self.path[name]
        found = whole_number(text)
        if found is None:
            raise Problem(HTTPStatus.NOT_FOUND, Code.INVALID_VALUE, f"{name}: {text[:60]!r} is not a whole number")
        return found

    @property
    def centra(self) -> Centra:
        return self.tenant.centra

    @property
    def queries(self) -> Queries:
        return self.tenant.queries


@dataclass(frozen=True)
class RawResponse:
    """A response that is written as it is, whole or piece by piece."""

    data: bytes | Iterable[bytes]
    content_type: str


@dataclass(frozen=True)
class ControlRoute:
    method: str
    path: str
    """Below the prefix, as in ``/{ams}/orders/{id}``."""
    summary: str
    handler: Callable[[ControlCall[Any, Any]], Any]
    body: Any = None
    """What the request's JSON holds; ``bytes`` for a body that is taken as it is."""
    query: Any = NoFields
    returns: Any = None
    """What the response's JSON holds; a content type for a ``RawResponse``; nothing for 204."""
    status: int = 200
    problems: tuple[int, ...] = ()
    prefix: str = PREFIX

    @property
    def url(self) -> str:
        """Return the whole path, with the prefix."""
        return self.prefix + self.path

    @property
    def tag(self) -> str:
        """Return the OpenAPI tag: the first fixed step of the path."""
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return parts[0].partition(".")[0] if parts else "tenants"


@dataclass
class ControlRoutes:
    """Routes that a module collects."""

    found: list[ControlRoute] = field(default_factory=list)

    def serves(self, endpoint: ControlEndpoint[Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a function as the handler of an endpoint; the first line of its docstring is the summary."""

        def declare(handler: Callable[..., Any]) -> Callable[..., Any]:
            summary = (handler.__doc__ or "").strip().partition("\n")[0].rstrip(".")
            nothing, raw = endpoint.answer is NoneType, endpoint.answer is bytes
            self.found.append(
                ControlRoute(
                    endpoint.method,
                    endpoint.path,
                    summary,
                    handler,
                    body=endpoint.body,
                    query=endpoint.query,
                    returns=None if nothing else endpoint.content_type if raw else endpoint.answer,
                    status=204 if nothing else 200,
                    problems=endpoint.problems,
                    prefix=endpoint.prefix,
                )
            )
            return handler

        return declare


def value_or_none(value: Given | UnsetType) -> Given | None:
    """Return a query's parameter, ``None`` where it was left out. (As an optional, ``null`` would be one too.)"""
    return None if value is UNSET else value
