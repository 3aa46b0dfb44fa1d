"""The journal of exchanges, passwords masked."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from centra_mock.store.journal import Exchange
from centra_mock.web.control.routes import Call, Nothing, Raw, Routes
from centra_mock.web.control.types import EventId, Limit, given, number
from centra_mock.web.har import write_har

routes = Routes()

HAR_JSON = "application/json; profile=har"


class ExchangeShown(Struct):
    """An exchange without its bodies."""

    id: int
    at: str
    endpoint: str
    operation: str | None
    client: str
    status: int
    outcome: str
    microseconds: int
    request_bytes: int
    response_bytes: int


class ExchangeWhole(ExchangeShown):
    """An exchange with all that was said."""

    request_headers: list[tuple[str, str]]
    request: str
    response_headers: list[tuple[str, str]]
    response: str


class Exchanges(Struct):
    """A page of exchanges; `next_after` is the `after` of the next one, or nothing."""

    exchanges: list[ExchangeShown]
    next_after: int | None


class ExchangesWhole(Struct):
    """A page of exchanges with all that was said."""

    exchanges: list[ExchangeWhole]
    next_after: int | None


class JournalQuery(Struct, forbid_unknown_fields=True):
    operation: str | UnsetType = UNSET
    outcome: Literal["ok", "failure", "fault", "broken"] | UnsetType = UNSET
    after: EventId = 0
    limit: Limit = 100


@routes.route("GET", "/{ams}/journal", query=JournalQuery, returns=Exchanges)
def list_exchanges(call: Call[Nothing, JournalQuery]) -> Exchanges:
    """The recorded exchanges, oldest first."""
    found = _page(call)
    return Exchanges([_shown(each) for each in found], found[-1].id if len(found) == call.query.limit else None)


@routes.route("GET", "/{ams}/journal.har", query=JournalQuery, returns=HAR_JSON)
def export_har(call: Call[Nothing, JournalQuery]) -> Raw:
    """The recorded exchanges as an HTTP archive, for tools that read one."""
    return Raw(write_har(_page(call)), HAR_JSON)


@routes.route("GET", "/{ams}/journal/{id}", returns=ExchangeWhole, problems=(404,))
def show_exchange(call: Call[Nothing, Nothing]) -> ExchangeWhole:
    """One exchange with all that was said."""
    return _whole(call.centra.exchange(number(call, "id")))


@routes.route("GET", "/{ams}/exchanges", query=JournalQuery, returns=ExchangesWhole)
def list_whole_exchanges(call: Call[Nothing, JournalQuery]) -> ExchangesWhole:
    """The recorded exchanges with all that was said, oldest first."""
    found = _page(call)
    whole = [_whole(each) for each in found]
    return ExchangesWhole(whole, found[-1].id if len(found) == call.query.limit else None)


@routes.route("DELETE", "/{ams}/journal", status=204)
def clear_journal(call: Call[Nothing, Nothing]) -> None:
    """Forget what was recorded."""
    call.centra.clear_journal()


def _page(call: Call[Nothing, JournalQuery]) -> list[Exchange]:
    query = call.query
    return call.centra.exchanges(given(query.operation), given(query.outcome), query.after, query.limit)


def _whole(found: Exchange) -> ExchangeWhole:
    return ExchangeWhole(
        **msgspec.structs.asdict(_shown(found)),
        request_headers=found.request_headers,
        request=found.request.decode("utf-8", "replace"),
        response_headers=found.response_headers,
        response=found.response.decode("utf-8", "replace"),
    )


def _shown(found: Exchange) -> ExchangeShown:
    return ExchangeShown(
        id=found.id,
        at=found.at,
        endpoint=found.endpoint,
        operation=found.operation,
        client=found.client,
        status=found.status,
        outcome=found.outcome,
        microseconds=found.microseconds,
        request_bytes=len(found.request),
        response_bytes=len(found.response),
    )
