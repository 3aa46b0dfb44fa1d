"""The admin: pages in the browser on the tenants of the server.

A page is a module in ``pages/`` with a table of routes, which ``pages/__init__.py`` names. Its tab is derived::

    pages = AdminSection("Queue", "queue")     # the title of the tab, and the first step of its paths

    @pages.get("/{ams}/queue")                 # below /_admin; ids in paths are the client's and may hold slashes
    def show(page_request: PageRequest) -> AdminPage:
        after = page_request.query_number("after", 0)
        events, has_more = page_of(page_request.centra.queue.events(after=after, limit=SIZE + 1), SIZE)
        return page_request.page("queue.html", events=events, has_more=has_more)

    @pages.post("/{ams}/queue/{id}/cancel")    # the form's token was checked before
    def cancel(page_request: PageRequest) -> Response:
        page_request.centra.cancel_event(page_request.id_number("id"))
        return page_request.redirect(page_request.url("queue"), "The event is cancelled.")

``page_request.form`` holds the fields of a form, ``page_request.forms.getlist("event")`` the values of a repeated one,
and ``page_request.files`` uploads. ``Refused`` and ``NotFound`` become a page with the message;
``page_request.page(..., status=422)`` shows a form again.

A handler of ``get`` runs in one transaction of its tenant: everything it reads is of one moment, and clients wait
meanwhile. Read only through ``page_request.centra`` and ``page_request.queries``. The page is rendered after the
transaction, so leave slow work that reads nothing to the template, as ``{{ data | document }}`` does.

Templates extend ``frame.html`` and fill its blocks ``title`` and ``main``. They have

- ``url("queue", id, type="order")``: an address below the tenant; ids are quoted, ``None`` arguments are left out,
- ``token``: put ``{{ token }}`` into every form with ``method="post"``,
- ``ams``: the tenant, ``here``: the address of the page, and ``ui``: the macros of ``ui.html``.

A region that follows the tenant's activity is a block with the same name as its id::

    <section {{ ui.live("events") }}>{% block events %} ... {% endblock %}</section>

After any activity in the tenant, htmx requests the page again. Only that block is rendered, and replaces the region;
the handler has to supply everything the block uses. Selected boxes, open details (by their id), the scroll position of
a table, and the focus of links and fields with an id are kept. A region waits while it is pressed, edited or holds
selected text.

``static/admin.css`` begins with a list of its building blocks. Inline scripts and styles are forbidden by the
Content-Security-Policy.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from centra_mock.services.server import Server
    from centra_mock.web.admin.dispatch import AdminDispatcher

PREFIX = "/_admin"
"""No tenant's name begins with an underscore."""


class Admin:
    """Serves the pages of the admin. Pages and templates are loaded with the first request for one."""

    def __init__(self, server: Server, respond: Callable[[Request], Response]) -> None:
        """Store the server. ``respond`` serves a request as the server does."""
        self._server = server
        self._respond = respond
        self._made: AdminDispatcher | None = None
        self._making = Lock()

    @staticmethod
    def has(request: Request) -> bool:
        """Return whether the admin answers a request: its own paths, and ``/`` if the client prefers HTML."""
        if request.path == "/":
            return request.accept_mimetypes.best_match(["text/plain", "text/html"]) == "text/html"
        return request.path == PREFIX or request.path.startswith(f"{PREFIX}/")

    def respond(self, request: Request) -> Response:
        return self._frame().respond(request)

    def _frame(self) -> AdminDispatcher:
        # Imported here, so that Jinja2 is loaded with the first page.
        from centra_mock.web.admin.dispatch import AdminDispatcher

        # Only one is ever made: another would refuse the forms of the first.
        with self._making:
            self._made = self._made or AdminDispatcher(self._server, self._respond)
            return self._made
