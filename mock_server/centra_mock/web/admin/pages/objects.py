"""Objects: by type, found by id, one of them as the client gets it, edited as an admin would."""

from __future__ import annotations

from http import HTTPStatus

from werkzeug.wrappers import Response

from centra_mock.errors import NotFound, Refused
from centra_mock.services.objects import Found
from centra_mock.web.admin.helpers import page_of
from centra_mock.web.admin.routes import Pages
from centra_mock.web.admin.visit import Visit
from centra_mock.web.look.xml_view import lines_of
from centra_mock.wire.tree import Element, text

SIZE = 50
TITLES = ("description", "name", "email", "status")
"""The fields that say in a list what an object is."""

pages = Pages("Objects", "objects")


@pages.get("/{ams}/objects")
def types(visit: Visit) -> Response:
    return visit.page("objects.html", counts=visit.centra.object_counts())


@pages.get("/{ams}/objects/{type}")
def show_type(visit: Visit) -> Response:
    type, search, after = visit.path["type"], visit.ask("search"), visit.number("after", 0)
    if search is not None:
        found, has_more = _by_id(visit, type, search), False
    else:
        found, has_more = page_of(visit.centra.objects(type, after, SIZE + 1), SIZE)
    return visit.page(
        "object_list.html",
        type=type,
        search=search or "",
        rows=[(each, _title(each.tree)) for each in found],
        next=visit.url("objects", type, after=found[-1].internal) if has_more else None,
        first=visit.url("objects", type) if after else None,
    )


@pages.get("/{ams}/objects/{type}/{id}")
def show(visit: Visit) -> Response:
    return _shown(visit)


@pages.post("/{ams}/objects/{type}/{id}/edit")
def edit(visit: Visit) -> Response:
    type, id, xml = visit.path["type"], visit.path["id"], visit.form.get("xml", "")
    try:
        now = visit.centra.put(type, id, xml=xml)
    except Refused as refused:
        return _shown(visit, HTTPStatus.UNPROCESSABLE_ENTITY, str(refused), xml)
    return visit.go(
        visit.url("objects", type, now), f"The {type} is changed; an event tells of it, if the type has some."
    )


@pages.post("/{ams}/objects/{type}/{id}/delete")
def delete(visit: Visit) -> Response:
    type, id = visit.path["type"], visit.path["id"]
    visit.centra.delete(type, id)
    return visit.go(visit.url("objects", type), f"{type} {id} is deleted.")


def _shown(visit: Visit, status: int = HTTPStatus.OK, problem: str = "", xml: str = "") -> Response:
    type, id = visit.path["type"], visit.path["id"]
    tree = visit.centra.get(type, id)
    if tree is None:
        raise NotFound(f'there is no {type} "{id}"')
    return visit.page(
        "object.html",
        status,
        type=type,
        id=id,
        internal=visit.centra.internal_id(type, id),
        title=_title(tree),
        lines=lines_of(tree),
        problem=problem,
        draft=xml or f"<{type}>\n  \n</{type}>",
    )


def _by_id(visit: Visit, type: str, id: str) -> list[Found]:
    """The object that the client calls so, if there is one."""
    tree, internal = visit.centra.get(type, id), visit.centra.internal_id(type, id)
    return [Found(internal, id, tree)] if tree is not None and internal is not None else []


def _title(tree: Element) -> str:
    return next((found for name in TITLES if (found := text(tree, name))), "")
