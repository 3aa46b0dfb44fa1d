"""The stream of a tenant: one event each time that something happened, so that pages can ask again."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from werkzeug.wrappers import Response

from centra_mock.scalars import whole_number
from centra_mock.services.notifier import Notifier
from centra_mock.web.admin.page_request import PageRequest
from centra_mock.web.admin.routes import AdminSection

STEP = "live"

_HEARTBEAT = 15.0
"""Seconds between comments that are sent while nothing happens: they detect a closed connection."""

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
    events = _events(page_request.tenant.settings.notifier, seen)
    return Response(events, HTTPStatus.OK, content_type="text/event-stream; charset=utf-8")


def _events(notifier: Notifier, seen: int) -> Iterator[str]:
    """Yield events until the tenant is deleted or the server stops. No lock or transaction is held while waiting."""
    yield "retry: 1000\n\n"
    while not notifier.is_stopped:
        count = notifier.wait(seen, _HEARTBEAT)
        if count == seen:
            yield ": still here\n\n"
            continue
        seen = count
        yield f"event: activity\nid: {seen}\ndata: {seen}\n\n"
        notifier.pause(_MIN_INTERVAL)
