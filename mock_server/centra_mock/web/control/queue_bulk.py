"""Many events at once: the tools of the queue on all of them, and the queue as a file."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from msgspec import UNSET

from centra_mock.control_api import queue as api
from centra_mock.control_api.endpoint import NoFields
from centra_mock.domain.events import QUEUED
from centra_mock.error_codes import Code
from centra_mock.services.event_search import EventFilter
from centra_mock.web.control.queue import event_filter, shown
from centra_mock.web.control.routes import ControlCall, ControlRoutes, RawResponse, value_or_none
from centra_mock.web.exports import csv_lines, json_lines
from centra_mock.web.problems import Problem

routes = ControlRoutes()


@routes.serves(api.CANCEL_EVENTS)
def cancel_events(call: ControlCall[api.EventChoice, NoFields]) -> api.Changed:
    """Cancel many events: take them out of the queue, all together."""
    return api.Changed(call.centra.queue.cancel(_selected(call.body)))


@routes.serves(api.RESEND_EVENTS)
def resend_events(call: ControlCall[api.EventChoice, NoFields]) -> api.Changed:
    """Resend many events: queue them once more, all together."""
    return api.Changed(call.centra.queue.resend(_selected(call.body)))


@routes.serves(api.EXPORT_CSV)
def export_csv(call: ControlCall[NoFields, api.FilterQuery]) -> RawResponse:
    """Export the events as CSV."""
    rows = (msgspec.structs.asdict(shown(seen)) for seen in call.queries.queue.all(event_filter(call.query)))
    return RawResponse(csv_lines(api.EventView.__struct_fields__, rows), api.CSV)


@routes.serves(api.EXPORT_JSON)
def export_json(call: ControlCall[NoFields, api.FilterQuery]) -> RawResponse:
    """Export the events as a JSON array, one event per line."""
    rows = (msgspec.structs.asdict(shown(seen)) for seen in call.queries.queue.all(event_filter(call.query)))
    return RawResponse(json_lines(rows), api.EXPORT_JSON.content_type)


def _selected(choice: api.EventChoice) -> EventFilter:
    """Return the filter for the selected events. Raises ``Problem`` if no field is given."""
    if all(getattr(choice, name) is UNSET for name in choice.__struct_fields__):
        names = ", ".join(choice.__struct_fields__)
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, Code.NOTHING_SELECTED, f"which events? say it with one of {names}"
        )
    ids = value_or_none(choice.ids)
    state = value_or_none(choice.state) or (QUEUED if ids is None else None)
    return EventFilter(
        state, value_or_none(choice.type), tuple(ids) if ids is not None else None, value_or_none(choice.search) or ""
    )
