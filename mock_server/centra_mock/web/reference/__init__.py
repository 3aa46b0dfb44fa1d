"""The reference: a page for every operation of every endpoint, with samples and a try-it form.

The paths are those of Centra's own reference, so that links into it work here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from centra_mock.web.reference.pages import ReferencePages

FOLDERS = {"soap": "soap", "silksoap": "navision-soap", "silkxml": "navision-api"}
"""First step of the path -> the endpoint that is described there."""

PATHS = {endpoint: f"/{folder}/index.php" for folder, endpoint in FOLDERS.items()}
STATIC = "/_reference/"
"""Where the style sheets are."""

_OURS = re.compile(rf"/(?:{'|'.join(FOLDERS)})(?:/[^/]*)?|/_reference/.*")
"""Endpoints of a tenant that is called ``soap`` lie deeper."""


class Reference:
    """Serves the pages of the reference. Pages and templates are loaded with the first request for one."""

    def __init__(self, respond: Callable[[Request], Response], username: str) -> None:
        """Store what the pages need. ``respond`` serves a request as the server does; ``username`` is shown in the
        form."""
        self._respond = respond
        self._username = username

    @staticmethod
    def has(path: str) -> bool:
        """Return whether a path belongs to the reference."""
        return _OURS.fullmatch(path) is not None

    def respond(self, request: Request) -> Response:
        return self._pages.respond(request)

    @cached_property
    def _pages(self) -> ReferencePages:
        # Imported here, so that Jinja2 is loaded with the first page.
        from centra_mock.web.reference.pages import ReferencePages

        return ReferencePages(self._respond, self._username)
