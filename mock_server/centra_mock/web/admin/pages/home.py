"""The first page: the Centras on this server."""

from __future__ import annotations

from werkzeug.wrappers import Response

from centra_mock.web.admin.routes import Pages
from centra_mock.web.admin.visit import Visit

pages = Pages()


@pages.get("/")
def show(visit: Visit) -> Response:
    names = visit.server.tenants()
    lengths = {name: visit.server.centra(name).queue_length for name in names}
    return visit.page("home.html", lengths=lengths)
