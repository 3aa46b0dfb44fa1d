"""The journal of exchanges, passwords masked."""

from __future__ import annotations

from types import NoneType
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.activities.values import LONGEST_SEARCH, MOST
from centra_mock.control_api.endpoint import ControlEndpoint, EventId, Limit
from centra_mock.domain.effects import Effects as Effects
from centra_mock.scalars import LARGEST

HAR = "application/json; profile=har"

Searched = Annotated[
    str, Meta(min_length=1, max_length=LONGEST_SEARCH, description="A text in bodies or headers, capitals or not.")
]
Before = Annotated[int, Meta(ge=1, le=LARGEST, description="Only those before this one, newest first.")]


class ExchangeView(Struct):
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
    summary: str
    """What it did, in a sentence."""
    effects: Effects
    faults: list[str]
    """The kinds of the faults that struck it."""
    replay_of: int | None
    code: str | None
    """The code of the error, where there was one."""


class FullExchangeView(ExchangeView):
    """An exchange with its headers and bodies."""

    request_headers: list[tuple[str, str]]
    request: str
    response_headers: list[tuple[str, str]]
    response: str
    request_id: str


class ExchangesPage(Struct):
    """A page of exchanges; `next_after` is the `after` of the next one, or nothing; so is `next_before` going back."""

    exchanges: list[ExchangeView]
    next_after: int | None
    next_before: int | None


class FullExchangesPage(Struct):
    """A page of exchanges with its headers and bodies."""

    exchanges: list[FullExchangeView]
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
    limit: Annotated[int, Meta(ge=1, le=MOST, description="At most so many, the newest.")] = MOST


LIST_EXCHANGES = ControlEndpoint("GET", "/{ams}/journal", ExchangesPage, JournalQuery)
EXPORT_HAR = ControlEndpoint("GET", "/{ams}/journal.har", bytes, ArchiveQuery, content_type=HAR)
SHOW_EXCHANGE = ControlEndpoint("GET", "/{ams}/journal/{id}", FullExchangeView, problems=(404,))
LIST_WHOLE_EXCHANGES = ControlEndpoint("GET", "/{ams}/exchanges", FullExchangesPage, JournalQuery)
CLEAR_JOURNAL = ControlEndpoint("DELETE", "/{ams}/journal", NoneType)
