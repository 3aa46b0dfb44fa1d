"""The table of routes that a module of pages fills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from centra_mock.web.admin.page_request import Answer, PageRequest

Handler = Callable[[PageRequest], Answer]


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    """Below the admin's prefix, as in ``/{ams}/queue/{id}``."""
    handler: Handler


@dataclass
class Pages:
    """What is behind one tab of a tenant."""

    title: str = ""
    """Empty for pages without a tab."""
    step: str = ""
    """The first step of its paths, after the tenant."""
    found: list[Route] = field(default_factory=list)

    def get(self, path: str) -> Callable[[Handler], Handler]:
        return self._route("GET", path)

    def post(self, path: str) -> Callable[[Handler], Handler]:
        """What a form sends. Its token has been looked at before the handler is called."""
        return self._route("POST", path)

    def _route(self, method: str, path: str) -> Callable[[Handler], Handler]:
        def declare(handler: Handler) -> Handler:
            self.found.append(Route(method, path, handler))
            return handler

        return declare
