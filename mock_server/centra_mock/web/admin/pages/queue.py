"""The queue: its events, searched and paged, one of them as it is sent, and the tools Cancel and Resend."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from markupsafe import Markup
from werkzeug.wrappers import Response

from centra_mock.control_api.endpoint import PREFIX as CONTROL
from centra_mock.domain.events import QUEUED, STATES, Cursor
from centra_mock.domain.queue_health import STUCK_DELIVERIES, health_of
from centra_mock.error_codes import Code
from centra_mock.queue_chart import draw
from centra_mock.scalars import LARGEST, whole_number
from centra_mock.services.event_search import EventFilter
from centra_mock.web.admin.helpers import addresses_of, page_of
from centra_mock.web.admin.page_request import AdminPage, PageRequest
from centra_mock.web.admin.routes import AdminSection
from centra_mock.web.problems import Problem
from centra_mock.web.ui.xml_view import lines_of
from centra_mock.wire.endpoints import BODY_PREFIX, ENDPOINTS
from centra_mock.wire.tree import Element, parse

SIZE = 50
MOST_TYPES = 5
"""Types of events that are stuck, of which the page leads to the events."""

pages = AdminSection("Queue", "queue")


@pages.get("/{ams}/queue")
def show(page_request: PageRequest) -> AdminPage:
    wanted = EventFilter(
        _state(page_request.query_text("state")),
        page_request.query_text("type"),
        search=page_request.query_text("search") or "",
    )
    asked = _query(wanted)
    place = Cursor(page_request.query_number("after", 0), page_request.query_number("before", 0) or None)
    queries = page_request.queries.queue
    page = queries.page(wanted, place, SIZE)
    situation = queries.situation()
    first, last = (page.events[0].event.id, page.events[-1].event.id) if page.events else (0, 0)
    health = health_of(situation)
    files = {kind: f"{CONTROL}/{page_request.ams}/queue.{kind}" for kind in ("csv", "json")}
    return page_request.page(
        "queue.html",
        wanted=wanted,
        asked=asked,
        listed={"state": wanted.state, "type": wanted.type or "", "search": wanted.search},
        states=STATES,
        stats=page_request.centra.queue.stats(),
        health=health,
        stuck=sorted({event.type for reads in situation.reads for event in reads.stuck})[:MOST_TYPES],
        many=STUCK_DELIVERIES,
        calls=situation.calls,
        addresses=addresses_of(page_request),
        username=page_request.server.login.username,
        picture=Markup(draw(situation.calls, "The queue over its client's calls", health.sentence)),  # noqa: S704 (draw escapes)
        types=queries.types(wanted.state or QUEUED),
        page=page,
        count=queries.count(wanted),
        before=page_request.url("queue", **asked, before=first) if page.has_before else None,
        after=page_request.url("queue", **asked, after=last) if page.has_after else None,
        oldest=page_request.url("queue", **asked) if page.has_before else None,
        newest=page_request.url("queue", **asked, before=LARGEST) if page.has_after else None,
        files=files,
    )


@pages.get("/{ams}/queue/{id}")
def show_event(page_request: PageRequest) -> AdminPage:
    id, queue = page_request.id_number("id"), page_request.centra.queue
    seen, deliveries = page_request.queries.queue.event(id), queue.deliveries(id)
    before = page_request.query_number("before", LARGEST)
    shown, has_more = page_of([call for call in deliveries if call.id < before], SIZE)
    return page_request.page(
        "event.html",
        seen=seen,
        event=seen.event,
        lines=lines_of(_as_sent(queue.event_xml(id))),
        deliveries=shown,
        known=len(deliveries),
        newest=page_request.url("queue", id) if before != LARGEST else None,
        older=page_request.url("queue", id, before=shown[-1].id) if has_more else None,
    )


@pages.post("/{ams}/queue/cancel")
def cancel(page_request: PageRequest) -> Response:
    count = page_request.centra.queue.cancel(_selected_events(page_request))
    return page_request.redirect(_back(page_request), f"{_events(count)} cancelled.")


@pages.post("/{ams}/queue/resend")
def resend(page_request: PageRequest) -> Response:
    count = page_request.centra.queue.resend(_selected_events(page_request))
    return page_request.redirect(_back(page_request), f"{_events(count)} queued once more.")


def _selected_events(page_request: PageRequest) -> EventFilter:
    """Return the selected events, or all events that the list finds."""
    if "matching" in page_request.form:
        return _listed_events(page_request)
    ids = (whole_number(text) for text in page_request.forms.getlist("event"))
    return replace(EventFilter(), state=None, ids=tuple(id for id in ids if id is not None))


def _listed_events(page_request: PageRequest) -> EventFilter:
    form = page_request.form
    return EventFilter(_state(form.get("state")), form.get("type") or None, search=form.get("search", ""))


def _back(page_request: PageRequest) -> str:
    return page_request.url("queue", **_query(_listed_events(page_request)))


def _query(wanted: EventFilter) -> dict[str, str | None]:
    """Return the query parameters of a filter."""
    state = wanted.state if wanted.state != QUEUED else None
    return {"state": state, "type": wanted.type, "search": wanted.search or None}


def _state(text: str | None) -> str:
    if text and text not in STATES:
        raise Problem(
            HTTPStatus.BAD_REQUEST, Code.UNKNOWN_VALUE, f"state: {text[:60]!r} is none; there are {', '.join(STATES)}"
        )
    return text or QUEUED


def _events(count: int) -> str:
    return {0: "No event was", 1: "1 event was"}.get(count, f"{count:,} events were")


def _as_sent(event: bytes) -> Element:
    """Return an event as a tree, with the prefix that it has in an answer."""
    prefix, namespace = BODY_PREFIX.encode(), ENDPOINTS[0].namespace.encode()
    return parse(b'<events xmlns:%s="%s">%s</events>' % (prefix, namespace, event))[0]
