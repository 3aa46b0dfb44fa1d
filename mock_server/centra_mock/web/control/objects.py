"""Objects: found, shown, put, deleted, and what became of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from lxml import etree
from msgspec import UNSET, Meta, Struct, UnsetType

from centra_mock.error_codes import Code
from centra_mock.scalars import LARGEST
from centra_mock.services.objects import Found
from centra_mock.services.queries.objects import ObjectPage
from centra_mock.web.control.routes import Call, Nothing, Routes
from centra_mock.web.control.types import EventId, Limit, Scope, given
from centra_mock.web.problems import Problem
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.values import as_values

routes = Routes()


class ObjectShown(Struct):
    """An object as the client sees it."""

    type: str
    id: str
    internal: int | None
    scope: Annotated[int, Meta(description="The internal id of a size's size table; 0 for all else.")]
    fields: dict[str, Any]
    xml: str


class ObjectsShown(Struct):
    """A page of objects; `next_after` is the `after` of the next one, or nothing."""

    objects: list[ObjectShown]
    next_after: int | None


class Page(Struct, forbid_unknown_fields=True):
    after: EventId = 0
    limit: Limit = 100


class Search(Page, forbid_unknown_fields=True):
    search: Annotated[str, Meta(max_length=255, description="A text in the id or in a field.")] | UnsetType = UNSET


class Within(Struct, forbid_unknown_fields=True):
    scope: Scope | UnsetType = UNSET


class Referring(Page, forbid_unknown_fields=True, kw_only=True):
    type: Annotated[str, Meta(description="The type of the objects that refer to it.")]
    scope: Scope | UnsetType = UNSET


class DifferenceShown(Struct):
    """A field that a change made another; null where it was not there, or is no more."""

    path: str
    was: str | None
    now: str | None


class ChangeShown(Struct):
    """A change of an object: made, changed or deleted; by the exchange, or in Centra itself."""

    id: int
    at: str
    what: str
    request_id: str
    exchange: Annotated[int | None, Meta(description="The client's request, as long as the journal has it.")]
    differences: list[DifferenceShown]


class ChangesShown(Struct):
    """The changes of an object, newest first; `next_until` is the `until` of the next page, or nothing."""

    changes: list[ChangeShown]
    next_until: int | None


class Until(Struct, forbid_unknown_fields=True):
    until: Annotated[int, Meta(ge=0, le=LARGEST, description="The newest change that is meant.")] | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    scope: Scope | UnsetType = UNSET


@routes.route("GET", "/{ams}/objects", returns=dict[str, int])
def count_objects(call: Call[Nothing, Nothing]) -> dict[str, int]:
    """How many objects there are of each type."""
    return call.centra.objects.counts()


@routes.route("GET", "/{ams}/objects/{type}", query=Search, returns=ObjectsShown, problems=(404,))
def list_objects(call: Call[Nothing, Search]) -> ObjectsShown:
    """The objects of a type, in the order in which they were made.

    A search looks through some of them at a time: go on while there is a `next_after`, found or not.
    """
    type, query = call.path["type"], call.query
    if search := given(query.search):
        return _page(type, call.queries.objects.search(type, search, query.after, query.limit))
    found = call.centra.objects.of_type(type, query.after, query.limit)
    return _page(type, ObjectPage(found, found[-1].internal if len(found) == query.limit else None))


@routes.route("GET", "/{ams}/objects/{type}/{id}", query=Within, returns=ObjectShown, problems=(404, 409))
def show_object(call: Call[Nothing, Within]) -> ObjectShown:
    """One object as the client sees it."""
    type, id = call.path["type"], call.path["id"]
    found = call.centra.objects.find(type, id, scope=given(call.query.scope))
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, Code.UNKNOWN_OBJECT, f'there is no {type} "{id}"')
    return _shown(type, found)


@routes.route("GET", "/{ams}/objects/{type}/{id}/referring", query=Referring, returns=ObjectsShown, problems=(404, 409))
def list_referring(call: Call[Nothing, Referring]) -> ObjectsShown:
    """The objects of a type that refer to an object, looked for some at a time."""
    to, query = (call.path["type"], call.path["id"]), call.query
    found = call.queries.objects.referring(to, query.type, query.after, query.limit, scope=given(query.scope))
    return _page(query.type, found)


@routes.route("GET", "/{ams}/objects/{type}/{id}/history", query=Until, returns=ChangesShown, problems=(404, 409))
def show_history(call: Call[Nothing, Until]) -> ChangesShown:
    """What became of an object, newest first, as far as it is kept; also of one that is gone."""
    query, limit = call.query, call.query.limit
    found = call.centra.objects.history(
        call.path["type"], call.path["id"], given(query.until), limit + 1, scope=given(query.scope)
    )
    shown = [
        ChangeShown(
            id=change.id,
            at=change.at,
            what=change.what,
            request_id=change.request_id,
            exchange=change.exchange,
            differences=[DifferenceShown(*each) for each in change.differences],
        )
        for change in found[:limit]
    ]
    return ChangesShown(shown, found[limit].id if len(found) > limit else None)


def _page(type: str, some: ObjectPage) -> ObjectsShown:
    return ObjectsShown([_shown(type, each) for each in some.objects], some.next_after)


def _shown(type: str, found: Found) -> ObjectShown:
    fields = as_values(found.tree, OBJECTS[type].field)
    xml = etree.tostring(found.tree, encoding="unicode")
    return ObjectShown(type, found.id, found.internal, found.scope, fields, xml)
