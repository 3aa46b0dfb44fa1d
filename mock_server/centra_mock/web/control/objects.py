"""Objects: list, search, show, references and history."""

from __future__ import annotations

from http import HTTPStatus

from lxml import etree

from centra_mock.control_api import objects as api
from centra_mock.control_api.endpoint import NoFields
from centra_mock.domain.shop.holds import holds
from centra_mock.error_codes import Code
from centra_mock.services.objects import FoundObject
from centra_mock.services.queries.objects import ObjectPage
from centra_mock.web.control.routes import ControlCall, ControlRoutes, value_or_none
from centra_mock.web.problems import Problem
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.values import as_values

routes = ControlRoutes()


@routes.serves(api.COUNT_OBJECTS)
def count_objects(call: ControlCall[NoFields, NoFields]) -> dict[str, int]:
    """Count the objects of each type."""
    return call.centra.objects.counts()


@routes.serves(api.LIST_OBJECTS)
def list_objects(call: ControlCall[NoFields, api.SearchQuery]) -> api.ObjectsPage:
    """List the objects of a type, in the order in which they were made.

    A search examines a limited number of objects per call: continue while there is a `next_after`, even after an empty
    page.
    """
    type, query = call.path["type"], call.query
    if search := value_or_none(query.search):
        return _page(type, call.queries.objects.search(type, search, query.after, query.limit))
    found = call.centra.objects.of_type(type, query.after, query.limit)
    return _page(type, ObjectPage(found, found[-1].internal if len(found) == query.limit else None))


@routes.serves(api.SHOW_OBJECT)
def show_object(call: ControlCall[NoFields, api.ScopeQuery]) -> api.ObjectView:
    """Show one object as the client sees it."""
    type, id = call.path["type"], call.path["id"]
    found = call.centra.objects.find(type, id, scope=value_or_none(call.query.scope))
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, Code.UNKNOWN_OBJECT, f'there is no {type} "{id}"')
    return _shown(type, found)


@routes.serves(api.LIST_REFERRING)
def list_referring(call: ControlCall[NoFields, api.ReferringQuery]) -> api.ObjectsPage:
    """List the objects of a type that refer to an object, a limited number per call."""
    to, query = (call.path["type"], call.path["id"]), call.query
    found = call.queries.objects.referring(to, query.type, query.after, query.limit, scope=value_or_none(query.scope))
    return _page(query.type, found)


@routes.serves(api.SHOW_HISTORY)
def show_history(call: ControlCall[NoFields, api.HistoryQuery]) -> api.ChangesPage:
    """List the changes of an object, newest first, as far as they are kept; also of a deleted one."""
    query, limit = call.query, call.query.limit
    found = call.centra.objects.history(
        call.path["type"], call.path["id"], value_or_none(query.until), limit + 1, scope=value_or_none(query.scope)
    )
    shown = [
        api.ChangeView(
            id=change.id,
            at=change.at,
            what=change.what,
            request_id=change.request_id,
            exchange=change.exchange,
            differences=[api.DifferenceView(*each) for each in change.differences],
        )
        for change in found[:limit]
    ]
    return api.ChangesPage(shown, found[limit].id if len(found) > limit else None)


def _page(type: str, some: ObjectPage) -> api.ObjectsPage:
    return api.ObjectsPage([_shown(type, each) for each in some.objects], some.next_after)


def _shown(type: str, found: FoundObject) -> api.ObjectView:
    fields = as_values(found.tree, OBJECTS[type].field)
    xml = etree.tostring(found.tree, encoding="unicode")
    return api.ObjectView(type, found.id, found.internal, found.scope, holds(found.tree), fields, xml)
