"""The table of routes that a module of pages fills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from centra_mock.web.admin.page_request import Answer, PageRequest

PageHandler = Callable[[PageRequest], Answer]


@dataclass(frozen=True)
class AdminRoute:
    method: str
    path: str
    """Below the admin's prefix, as in ``/{ams}/queue/{id}``."""
    handler: PageHandler


@dataclass
class AdminSection:
    """What is behind one tab of a tenant."""

    title: str = ""
    """Empty for pages without a tab."""
    step: str = ""
    """The first step of its paths, after the tenant."""
    found: list[AdminRoute] = field(default_factory=list)

    def get(self, path: str) -> Callable[[PageHandler], PageHandler]:
        return self._route("GET", path)

    def post(self, path: str) -> Callable[[PageHandler], PageHandler]:
        """Declare the handler of a form. Its token is checked before the handler is called."""
        return self._route("POST", path)

    def _route(self, method: str, path: str) -> Callable[[PageHandler], PageHandler]:
        def declare(handler: PageHandler) -> PageHandler:
            self.found.append(AdminRoute(method, path, handler))
            return handler

        return declare
