"""The stream of a tenant: one event each time that something happened, so that pages can ask again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus

from werkzeug.wrappers import Response

from centra_mock.scalars import whole_number
from centra_mock.services.notifier import Notifier
from centra_mock.web.admin.page_request import PageRequest
from centra_mock.web.admin.routes import AdminSection
from centra_mock.web.http.tasks import CONNECTION

STEP = "live"

_HEARTBEAT = 15
"""Seconds between comments that are sent while nothing happens, so that no proxy takes the connection for dead."""

_LOOK = 1.0
"""Seconds between two looks at whether the client is still there. A page that was left keeps its thread that long."""

_MIN_INTERVAL = 0.25
"""Seconds between two events, at least: a page that is replaced all the time cannot be read."""

pages = AdminSection()


@pages.get(f"/{{ams}}/{STEP}")
def stream(page_request: PageRequest) -> Response:
    """Return a stream of server-sent events. Each has the tenant's activity count as its id.

    A browser that reconnects sends the last id in ``Last-Event-ID``.
    """
    heard = page_request.request.headers.get("Last-Event-ID", "")
    number = whole_number(heard)
    seen = page_request.query_number("seen", 0) if number is None else number
    connection = page_request.request.environ.get(CONNECTION)
    is_left = connection.is_hung_up if connection else lambda: False
    events = _events(page_request.tenant.settings.notifier, seen, is_left)
    return Response(events, HTTPStatus.OK, content_type="text/event-stream; charset=utf-8")


def _events(notifier: Notifier, seen: int, is_left: Callable[[], bool]) -> Iterator[str]:
    """Yield events until the client leaves, the tenant is deleted or the server stops.

    No lock or transaction is held while waiting.
    """
    yield "retry: 1000\n\n"
    silent = 0.0
    while not (notifier.is_stopped or is_left()):
        count = notifier.wait(seen, _LOOK)
        if count != seen:
            seen, silent = count, 0.0
            yield f"event: activity\nid: {seen}\ndata: {seen}\n\n"
            notifier.pause(_MIN_INTERVAL)
        elif (silent := silent + _LOOK) >= _HEARTBEAT:
            silent = 0.0
            yield ": still here\n\n"
