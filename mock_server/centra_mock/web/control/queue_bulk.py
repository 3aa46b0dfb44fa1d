"""Many events at once: the tools of the queue on all of them, and the queue as a file."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.domain.events import QUEUED
from centra_mock.error_codes import Code
from centra_mock.scalars import LARGEST
from centra_mock.services.event_search import EventFilter
from centra_mock.web.control.openapi import JSON
from centra_mock.web.control.queue import EventShown, FilterQuery, Search, State, shown
from centra_mock.web.control.routes import Call, Nothing, Raw, Routes
from centra_mock.web.control.types import given
from centra_mock.web.exports import CSV, csv_lines, json_lines
from centra_mock.web.problems import Problem

routes = Routes()

MOST_IDS = 10_000

Ids = Annotated[list[Annotated[int, Meta(ge=0, le=LARGEST)]], Meta(max_length=MOST_IDS)]


class Choice(Struct, forbid_unknown_fields=True):
    """Which events: by their ids, or as the list of events finds them. All that is said has to be true of an event.

    `state` is `queued` where it is left out, and any state where `ids` are there.
    """

    ids: Ids | UnsetType = UNSET
    type: str | UnsetType = UNSET
    search: Search | UnsetType = UNSET
    state: State | UnsetType = UNSET

    @property
    def wanted(self) -> EventFilter:
        if all(getattr(self, name) is UNSET for name in self.__struct_fields__):
            names = ", ".join(self.__struct_fields__)
            raise Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY, Code.NOTHING_SELECTED, f"which events? say it with one of {names}"
            )
        ids = given(self.ids)
        state = given(self.state) or (QUEUED if ids is None else None)
        return EventFilter(state, given(self.type), tuple(ids) if ids is not None else None, given(self.search) or "")


class Changed(Struct):
    """How many events it was."""

    count: int


@routes.route("POST", "/{ams}/queue/cancel", body=Choice, returns=Changed, problems=(422,))
def cancel_events(call: Call[Choice, Nothing]) -> Changed:
    """Cancel many events: take them out of the queue, all together."""
    return Changed(call.centra.queue.cancel(call.body.wanted))


@routes.route("POST", "/{ams}/queue/resend", body=Choice, returns=Changed, problems=(422,))
def resend_events(call: Call[Choice, Nothing]) -> Changed:
    """Resend many events: queue them once more, all together."""
    return Changed(call.centra.queue.resend(call.body.wanted))


@routes.route("GET", "/{ams}/queue.csv", query=FilterQuery, returns=CSV)
def export_csv(call: Call[Nothing, FilterQuery]) -> Raw:
    """The events as a table for spreadsheets."""
    rows = (msgspec.structs.asdict(shown(seen)) for seen in call.queries.queue.all(call.query.wanted))
    return Raw(csv_lines(EventShown.__struct_fields__, rows), CSV)


@routes.route("GET", "/{ams}/queue.json", query=FilterQuery, returns=list[EventShown])
def export_json(call: Call[Nothing, FilterQuery]) -> Raw:
    """The events, all of them, one to a line."""
    rows = (msgspec.structs.asdict(shown(seen)) for seen in call.queries.queue.all(call.query.wanted))
    return Raw(json_lines(rows), JSON)
