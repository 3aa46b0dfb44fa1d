"""The pages, tab by tab."""

from __future__ import annotations

from werkzeug.wrappers import Response

from centra_mock.web.admin.page_request import PageRequest
from centra_mock.web.admin.pages import conversion, home, log, objects, one_object, queue, settings, shop
from centra_mock.web.admin.routes import AdminSection

HOME = home.pages

TABS: tuple[AdminSection, ...] = (queue.pages, log.pages, conversion.pages, objects.pages, shop.pages, settings.pages)
"""In the order of the tabs."""

WITHIN: tuple[AdminSection, ...] = (one_object.pages,)
"""Pages that are reached from those of a tab."""


@HOME.get("/{ams}")
def first(page_request: PageRequest) -> Response:
    """Redirect from a tenant's address to its first tab."""
    return page_request.redirect(page_request.url(TABS[0].step))
