"""The admin in the browser: pages on what is in each Centra of the server.

A page is a module in ``pages/`` with a table of routes, named in ``pages/__init__.py``; its tab appears by itself::

    pages = Pages("Queue", "queue")            # the tab's title, and the first step of its paths

    @pages.get("/{ams}/queue")                 # below /_admin; ids in paths are what the client wrote, slashes too
    def show(page_request: Visit) -> Page:
        after = page_request.number("after", 0)       # whole numbers in the query; page_request.ask("type") gives texts
        events, has_more = page_of(page_request.centra.queue.events(after=after, limit=SIZE + 1), SIZE)
        return page_request.page("queue.html", events=events, has_more=has_more)

    @pages.post("/{ams}/queue/{id}/cancel")    # the form's token was looked at before
    def cancel(page_request: Visit) -> Response:
        page_request.centra.cancel_event(page_request.id_number("id"))
        return page_request.go(page_request.url("queue"), "The event is cancelled.")

``page_request.form`` holds a form's fields, ``page_request.forms.getlist("event")`` those that repeat,
``page_request.files`` what was
uploaded. Whatever raises ``Refused`` or ``NotFound`` becomes a page that says so; ``page_request.page(…,
status=422)`` shows a
form again.

A handler of ``get`` runs in one transaction of its tenant: what ``page_request.centra`` and ``page_request.queries``
answer is of one
moment, and clients wait meanwhile, but once. Use no other way to the store in it. The page is written after that, so
leave to its template what takes long and needs no reading, as ``{{ data | document }}`` does.

Templates extend ``frame.html`` and fill its blocks ``title`` and ``main``. They have ``url("queue", id, type="order")``
(steps below the tenant; ids are quoted, arguments that are ``None`` left out), ``token`` (put ``{{ token }}`` in every
form with ``method="post"``), ``ams``, ``here`` (this page's address) and ``ui``, the macros of ``ui.html``. To be kept
fresh, a region is a block of the page with the same name as its id::

    <section {{ ui.live("events") }}>{% block events %} … {% endblock %}</section>

When something happens in the tenant, whoever did it, htmx asks for the page again, and only that block is rendered and
swapped in: give it all that it needs from the handler. Boxes that were ticked and details that were open (by their id)
stay so, a table stays where it was scrolled to, and links and fields with an id keep the focus. A region that is
pressed or written in, or in which a text is marked, waits.

``static/admin.css`` begins with a list of what there is to build pages of. Nothing may need inline scripts or styles:
the Content-Security-Policy forbids them.
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
    """Answers what people ask in a browser. Pages, and what makes them, are loaded when the first is asked for."""

    def __init__(self, server: Server, respond: Callable[[Request], Response]) -> None:
        """``respond`` serves a request as the server does."""
        self._server = server
        self._respond = respond
        self._made: AdminDispatcher | None = None
        self._making = Lock()

    @staticmethod
    def has(request: Request) -> bool:
        """Whether a request is the admin's to answer: ``/`` is, where a browser asks."""
        if request.path == "/":
            return request.accept_mimetypes.best_match(["text/plain", "text/html"]) == "text/html"
        return request.path == PREFIX or request.path.startswith(f"{PREFIX}/")

    def respond(self, request: Request) -> Response:
        return self._frame().respond(request)

    def _frame(self) -> AdminDispatcher:
        # Imported here, so that Jinja2 costs nothing until somebody looks.
        from centra_mock.web.admin.dispatch import AdminDispatcher

        # Only one is ever made: another would refuse the forms of the first.
        with self._making:
            self._made = self._made or AdminDispatcher(self._server, self._respond)
            return self._made
