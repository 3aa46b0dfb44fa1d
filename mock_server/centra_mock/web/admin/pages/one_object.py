"""One object: as a form and as XML, its history, its events, and what refers to it."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any

from lxml import etree
from werkzeug.wrappers import Response

from centra_mock.domain.paths import fields_at, read_path, write_path
from centra_mock.error_codes import Code
from centra_mock.errors import Conflict, NotFound, Refused
from centra_mock.services.objects import FoundObject, known_type
from centra_mock.web.admin import form
from centra_mock.web.admin.helpers import page_of
from centra_mock.web.admin.page_request import AdminPage, Answer, PageRequest
from centra_mock.web.admin.pages.objects import SIZE
from centra_mock.web.admin.routes import AdminSection
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element

pages = AdminSection()

VIEWS = {"form": "Form", "xml": "XML", "history": "History", "events": "Events", "referring": "Referred to by"}
_NO_OBJECT = 'there is no {} "{}"'
DELETED_OBJECT_VIEWS = ("history", "events")
"""The views of an object that was deleted."""

CHANGES = 20
"""Changes on a page of an object's history."""


@pages.get("/{ams}/objects/{type}/{id}")
def show(page_request: PageRequest) -> Answer:
    try:
        found = _find(page_request)
    except Conflict as conflict:
        return _choose_scope(page_request, conflict)
    if found is None and _has_history(page_request):
        return page_request.redirect(_object_url(page_request, "history"))
    return _form(page_request, _require_found(page_request, found))


@pages.post("/{ams}/objects/{type}/{id}")
def change(page_request: PageRequest) -> Answer:
    """Save a form: the fields that were changed in it, and no others."""
    type, id = _type_and_id(page_request)
    obj, place = known_type(type).field, read_path(page_request.form.get("at", ""))
    found = _require_found(page_request, _find(page_request))
    try:
        update = form.update_from_form(obj, place, page_request.form, found.tree)
        if update is not None:
            page_request.centra.put(
                type, id, xml=etree.tostring(update, encoding="unicode"), scope=_scope(page_request)
            )
    except Conflict as conflict:
        told = f"{conflict}. Your values are below; save them to overwrite the current ones."
        problem = Refused(conflict.code, told)
        return _form(page_request, found, HTTPStatus.CONFLICT, problem, form.edited_values(page_request.form))
    except Refused as refused:
        return _form(page_request, found, HTTPStatus.UNPROCESSABLE_ENTITY, refused, page_request.form)
    told = "Nothing was changed." if update is None else f"The {type} is changed."
    back = place[:-1] if form.is_new(place) else place
    return page_request.redirect(_object_url(page_request, at=write_path(form.nearest_form(back)) or None), told)


@pages.post("/{ams}/objects/{type}/{id}/remove")
def remove(page_request: PageRequest) -> Response:
    """Take a part out."""
    type, id = _type_and_id(page_request)
    place = read_path(page_request.form.get("at", ""))
    page_request.centra.remove_part(type, id, write_path(place))
    told = f"The {place[-1].name} is removed."
    return page_request.redirect(_object_url(page_request, at=write_path(form.nearest_form(place[:-1])) or None), told)


@pages.get("/{ams}/objects/{type}/{id}/xml")
def show_xml(page_request: PageRequest) -> AdminPage:
    return _xml(page_request)


@pages.get("/{ams}/objects/{type}/{id}/xml/file")
def download(page_request: PageRequest) -> Response:
    """Return the whole XML of an object as a file."""
    found = _require_found(page_request, _find(page_request))
    headers = {"Content-Disposition": f'attachment; filename="{page_request.path["type"]}-{found.internal}.xml"'}
    return Response(_written(found.tree), HTTPStatus.OK, headers, content_type="text/xml; charset=utf-8")


@pages.post("/{ams}/objects/{type}/{id}/xml")
def merge_xml(page_request: PageRequest) -> Answer:
    type, id = _type_and_id(page_request)
    xml = page_request.form.get("xml", "")
    _require_found(page_request, _find(page_request))
    try:
        page_request.centra.put(type, id, xml=xml, scope=_scope(page_request))
    except Refused as refused:
        return _xml(page_request, HTTPStatus.UNPROCESSABLE_ENTITY, refused, xml)
    return page_request.redirect(_object_url(page_request, "xml"), f"The {type} is changed.")


@pages.post("/{ams}/objects/{type}/{id}/delete")
def delete(page_request: PageRequest) -> Response:
    type, id = _type_and_id(page_request)
    page_request.centra.delete(type, id, scope=_scope(page_request))
    return page_request.redirect(page_request.url("objects", type), f"{type} {id} is deleted.")


@pages.get("/{ams}/objects/{type}/{id}/history")
def show_history(page_request: PageRequest) -> AdminPage:
    type, id = _type_and_id(page_request)
    until = page_request.query_number("until", 0)
    found = page_request.centra.objects.history(type, id, until or None, CHANGES + 1, scope=_scope(page_request))
    older = _object_url(page_request, "history", until=found[CHANGES].id) if len(found) > CHANGES else None
    newest = _object_url(page_request, "history") if until else None
    return _page(page_request, "object_history.html", changes=found[:CHANGES], older=older, newest=newest)


@pages.get("/{ams}/objects/{type}/{id}/events")
def show_events(page_request: PageRequest) -> AdminPage:
    type, id = _type_and_id(page_request)
    before = page_request.query_number("before", 0)
    events = page_request.queries.objects.events(type, id, before or None, SIZE + 1, scope=_scope(page_request))
    found, has_more = page_of(events, SIZE)
    older = _object_url(page_request, "events", before=found[-1].event.id) if has_more else None
    newest = _object_url(page_request, "events") if before else None
    return _page(page_request, "object_events.html", events=found, older=older, newest=newest)


@pages.get("/{ams}/objects/{type}/{id}/referring")
def show_referring(page_request: PageRequest) -> AdminPage:
    type, id = _type_and_id(page_request)
    kinds = [obj.name for obj in OBJECTS.values() if _may_refer(obj.name, type)]
    of, after = page_request.query_text("of") or next(iter(kinds), None), page_request.query_number("after", 0)
    some = (
        page_request.queries.objects.referring((type, id), of, after, SIZE, scope=_scope(page_request)) if of else None
    )
    following = some.next_after if some is not None else None
    return _page(
        page_request,
        "object_referring.html",
        kinds=kinds,
        of=of,
        rows=[(each, form.title_of(each.tree)) for each in some.objects] if some is not None else [],
        looked=following,
        next=_object_url(page_request, "referring", of=of, after=following) if following is not None else None,
        first=_object_url(page_request, "referring", of=of) if after else None,
    )


def _form(
    page_request: PageRequest,
    found: FoundObject,
    status: int = HTTPStatus.OK,
    problem: Refused | None = None,
    sent: dict[str, str] | None = None,
) -> AdminPage:
    known, place = (
        known_type(page_request.path["type"]).field,
        read_path(page_request.form.get("at") or page_request.query_text("at") or ""),
    )
    part = form.part_at(found.tree, known, place)
    around = [place[:count] for count in range(1, len(place) + 1) if place[count - 1].key is not None]
    shown = form.ListPage(page_request.query_text("list") or "", page_request.query_number("start", 0))
    last = [known, *fields_at(known, place)][-1]
    return _page(
        page_request,
        "object_form.html",
        status,
        found,
        sections=form.sections_of(part, last, place, shown),
        unknown=sorted({str(sub.tag) for sub in part if str(sub.tag) not in last.by_name} if part is not None else ()),
        pages=shown,
        at=write_path(place),
        trail=[(write_path(each), f"{each[-1].name} {', '.join(filter(None, each[-1].key or ()))}") for each in around],
        part=last.name,
        title=form.title_of(part) if part is not None else "",
        new=part is None,
        problem=problem,
        sent=sent or {},
        NEW=form.NEW,
    )


def _xml(
    page_request: PageRequest, status: int = HTTPStatus.OK, problem: Refused | None = None, xml: str = ""
) -> AdminPage:
    type = page_request.path["type"]
    found = _require_found(page_request, _find(page_request))
    draft = xml or f"<{type}>\n  \n</{type}>"
    return _page(
        page_request, "object_xml.html", status, found, written=_written(found.tree), problem=problem, draft=draft
    )


def _written(tree: Element) -> bytes:
    return etree.tostring(tree, encoding="utf-8")


def _page(
    page_request: PageRequest,
    template: str,
    status: int = HTTPStatus.OK,
    found: FoundObject | None = None,
    **values: Any,
) -> AdminPage:
    """Return a page about an object, with the values that all of these pages have."""
    type, id = _type_and_id(page_request)
    if found is None:
        found = _find(page_request)
    if found is None and not _has_history(page_request):
        raise NotFound(Code.UNKNOWN_OBJECT, _NO_OBJECT.format(type, id))
    about = {
        "type": type,
        "id": id,
        "scope": _scope(page_request),
        "own": partial(_object_url, page_request),
        "internal": found.internal if found is not None else None,
        "name": form.title_of(found.tree) if found is not None else "",
        "views": {step: title for step, title in VIEWS.items() if found is not None or step in DELETED_OBJECT_VIEWS},
        "tab": template.removeprefix("object_").removesuffix(".html"),
    }
    return page_request.page(template, status, **about, **values)


def _type_and_id(page_request: PageRequest) -> tuple[str, str]:
    return page_request.path["type"], page_request.path["id"]


def _scope(page_request: PageRequest) -> int | None:
    """Return the scope in the query, or ``None``."""
    return page_request.query_number("scope", 0) if page_request.query_text("scope") else None


def _find(page_request: PageRequest) -> FoundObject | None:
    return page_request.centra.objects.find(*_type_and_id(page_request), scope=_scope(page_request))


def _object_url(page_request: PageRequest, *steps: str, **query: object) -> str:
    """Return the address of a page of the object."""
    return page_request.url("objects", *_type_and_id(page_request), *steps, scope=_scope(page_request), **query)


def _choose_scope(page_request: PageRequest, conflict: Conflict) -> AdminPage:
    """Return a page with links to all objects that have this id, each in its own scope."""
    type, id = _type_and_id(page_request)
    values = {"type": type, "id": id, "within": OBJECTS[type].scope, "entries": conflict.entries}
    return page_request.page("object_which.html", HTTPStatus.MULTIPLE_CHOICES, **values)


def _require_found(page_request: PageRequest, found: FoundObject | None) -> FoundObject:
    """Return the object. Raises ``NotFound`` for ``None``."""
    if found is None:
        raise NotFound(Code.UNKNOWN_OBJECT, _NO_OBJECT.format(*_type_and_id(page_request)))
    return found


def _has_history(page_request: PageRequest) -> bool:
    type, id = _type_and_id(page_request)
    try:
        return bool(page_request.centra.objects.history(type, id, limit=1, scope=_scope(page_request)))
    except NotFound:
        return False


def _may_refer(type: str, to: str) -> bool:
    return any(leaf.bears == to and not leaf.home for leaf in OBJECTS[type].field.walk())
