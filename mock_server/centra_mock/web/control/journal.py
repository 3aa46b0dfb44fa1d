"""The journal of exchanges, passwords masked."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.domain.effects import Effects
from centra_mock.scalars import LARGEST
from centra_mock.store.journal import Brief, Exchange, Sought
from centra_mock.store.retention import Bounds
from centra_mock.store.text_search import LONGEST_SEARCH
from centra_mock.web.control.routes import Call, Nothing, Raw, Routes
from centra_mock.web.control.types import MOST, EventId, Limit, given, number
from centra_mock.web.exchange_summary import sentence
from centra_mock.web.har import write_har

routes = Routes()

HAR_JSON = "application/json; profile=har"


Searched = Annotated[
    str, Meta(min_length=1, max_length=LONGEST_SEARCH, description="A text in bodies or headers, capitals or not.")
]
Before = Annotated[int, Meta(ge=1, le=LARGEST, description="Only those before this one, newest first.")]


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
    told: str
    """What it did, in a sentence."""
    effects: Effects
    faults: list[str]
    """The kinds of the faults that struck it."""
    replay_of: int | None
    code: str | None
    """The code of the error, where there was one."""


class ExchangeWhole(ExchangeShown):
    """An exchange with all that was said."""

    request_headers: list[tuple[str, str]]
    request: str
    response_headers: list[tuple[str, str]]
    response: str
    request_id: str


class Exchanges(Struct):
    """A page of exchanges; `next_after` is the `after` of the next one, or nothing; so is `next_before` going back."""

    exchanges: list[ExchangeShown]
    next_after: int | None
    next_before: int | None


class ExchangesWhole(Struct):
    """A page of exchanges with all that was said."""

    exchanges: list[ExchangeWhole]
    next_after: int | None
    next_before: int | None


class JournalQuery(Struct, forbid_unknown_fields=True):
    operation: str | UnsetType = UNSET
    outcome: Literal["ok", "failure", "fault", "broken"] | UnsetType = UNSET
    endpoint: Literal["soap", "navision-soap", "navision-api"] | UnsetType = UNSET
    search: Searched | UnsetType = UNSET
    after: EventId = 0
    before: Before | UnsetType = UNSET
    limit: Limit = 100


class ArchiveQuery(JournalQuery):
    limit: Annotated[int, Meta(ge=1, le=MOST, description="At most so many, the newest.")] = Bounds.count


@routes.route("GET", "/{ams}/journal", query=JournalQuery, returns=Exchanges)
def list_exchanges(call: Call[Nothing, JournalQuery]) -> Exchanges:
    """The recorded exchanges, oldest first."""
    query = call.query
    found = call.queries.journal.briefs(_sought(query), query.after, query.limit, given(query.before))
    shown = [_shown(each, each.request_bytes, each.response_bytes) for each in found]
    return Exchanges(shown, *_next(query, [each.id for each in found]))


@routes.route("GET", "/{ams}/journal.har", query=ArchiveQuery, returns=HAR_JSON)
def export_har(call: Call[Nothing, ArchiveQuery]) -> Raw:
    """The recorded exchanges, or the newest of them, as an HTTP archive for tools that read one."""
    query = call.query
    before = LARGEST if query.before is UNSET else query.before
    ids = [id for id in call.queries.journal.ids(_sought(query)) if query.after < id < before]
    return Raw(write_har(call.queries.journal.all(ids[: query.limit])), HAR_JSON)


@routes.route("GET", "/{ams}/journal/{id}", returns=ExchangeWhole, problems=(404,))
def show_exchange(call: Call[Nothing, Nothing]) -> ExchangeWhole:
    """One exchange with all that was said."""
    return _whole(call.centra.journal.exchange(number(call, "id")))


@routes.route("GET", "/{ams}/exchanges", query=JournalQuery, returns=ExchangesWhole)
def list_whole_exchanges(call: Call[Nothing, JournalQuery]) -> ExchangesWhole:
    """The recorded exchanges with all that was said, oldest first."""
    found = _page(call)
    return ExchangesWhole([_whole(each) for each in found], *_next(call.query, [each.id for each in found]))


@routes.route("DELETE", "/{ams}/journal", status=204)
def clear_journal(call: Call[Nothing, Nothing]) -> None:
    """Forget what was recorded."""
    call.centra.journal.clear()


def _page(call: Call[Nothing, JournalQuery]) -> list[Exchange]:
    query = call.query
    sought = _sought(query)
    return call.centra.journal.exchanges(
        sought.operation, sought.outcome, query.after, query.limit,
        endpoint=sought.endpoint, search=sought.search, before=given(query.before),
    )  # fmt: skip


def _next(query: JournalQuery, ids: list[int]) -> tuple[int | None, int | None]:
    """Where the next page begins, going on or going back."""
    if len(ids) < query.limit:
        return None, None
    return (ids[-1], None) if query.before is UNSET else (None, ids[-1])


def _sought(query: JournalQuery) -> Sought:
    return Sought(given(query.operation), given(query.outcome), given(query.endpoint), given(query.search))


def _whole(found: Exchange) -> ExchangeWhole:
    return ExchangeWhole(
        **msgspec.structs.asdict(_shown(found, len(found.request), len(found.response))),
        request_headers=found.request_headers,
        request=found.request.decode("utf-8", "replace"),
        response_headers=found.response_headers,
        response=found.response.decode("utf-8", "replace"),
        request_id=found.request_id,
    )


def _shown(found: Exchange | Brief, request_bytes: int, response_bytes: int) -> ExchangeShown:
    return ExchangeShown(
        id=found.id,
        at=found.at,
        endpoint=found.endpoint,
        operation=found.operation,
        client=found.client,
        status=found.status,
        outcome=found.outcome,
        microseconds=found.microseconds,
        request_bytes=request_bytes,
        response_bytes=response_bytes,
        told=sentence(found),
        effects=found.effects,
        faults=list(found.faults),
        replay_of=found.replay_of,
        code=found.code,
    )
