"""Objects, and what became of them."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.control_api.endpoint import ControlEndpoint, EventId, Limit, Scope
from centra_mock.scalars import LARGEST


class ObjectView(Struct):
    """An object as the client sees it."""

    type: str
    id: str
    internal: int | None
    scope: Annotated[int, Meta(description="The internal id of a size's size table; 0 for all else.")]
    holds: Annotated[list[str], Meta(description="What holds an order: `hold`, `waiting_for_payment`.")]
    fields: dict[str, Any]
    xml: str


class ObjectsPage(Struct):
    """A page of objects; `next_after` is the `after` of the next one, or nothing."""

    objects: list[ObjectView]
    next_after: int | None


class PageQuery(Struct, forbid_unknown_fields=True):
    after: EventId = 0
    limit: Limit = 100


class SearchQuery(PageQuery, forbid_unknown_fields=True):
    search: Annotated[str, Meta(max_length=255, description="A text in the id or in a field.")] | UnsetType = UNSET


class ScopeQuery(Struct, forbid_unknown_fields=True):
    scope: Scope | UnsetType = UNSET


class ReferringQuery(PageQuery, forbid_unknown_fields=True, kw_only=True):
    type: Annotated[str, Meta(description="The type of the objects that refer to it.")]
    scope: Scope | UnsetType = UNSET


class DifferenceView(Struct):
    """A field that a change made another; null where it was not there, or is no more."""

    path: str
    was: str | None
    now: str | None


class ChangeView(Struct):
    """A change of an object: made, changed or deleted; by the exchange, or in Centra itself."""

    id: int
    at: str
    what: str
    request_id: str
    exchange: Annotated[int | None, Meta(description="The client's request, as long as the journal has it.")]
    differences: list[DifferenceView]


class ChangesPage(Struct):
    """The changes of an object, newest first; `next_until` is the `until` of the next page, or nothing."""

    changes: list[ChangeView]
    next_until: int | None


class HistoryQuery(Struct, forbid_unknown_fields=True):
    until: Annotated[int, Meta(ge=0, le=LARGEST, description="The newest change that is meant.")] | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    scope: Scope | UnsetType = UNSET


COUNT_OBJECTS = ControlEndpoint("GET", "/{ams}/objects", dict[str, int])
LIST_OBJECTS = ControlEndpoint("GET", "/{ams}/objects/{type}", ObjectsPage, SearchQuery, problems=(404,))
SHOW_OBJECT = ControlEndpoint("GET", "/{ams}/objects/{type}/{id}", ObjectView, ScopeQuery, problems=(404, 409))
LIST_REFERRING = ControlEndpoint(
    "GET", "/{ams}/objects/{type}/{id}/referring", ObjectsPage, ReferringQuery, problems=(404, 409)
)
SHOW_HISTORY = ControlEndpoint(
    "GET", "/{ams}/objects/{type}/{id}/history", ChangesPage, HistoryQuery, problems=(404, 409)
)
