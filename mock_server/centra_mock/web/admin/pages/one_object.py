"""One object: as a form and as XML, its history, its events, and what refers to it."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any

from lxml import etree
from werkzeug.wrappers import Response

from centra_mock.domain.paths import fields_at, read_place, write_place
from centra_mock.error_codes import Code
from centra_mock.errors import Conflict, NotFound, Refused
from centra_mock.services.objects import Found, known_type
from centra_mock.web.admin import form
from centra_mock.web.admin.helpers import page_of
from centra_mock.web.admin.page_request import Answer, Page, Visit
from centra_mock.web.admin.pages.objects import SIZE
from centra_mock.web.admin.routes import Pages
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element

pages = Pages()

VIEWS = {"form": "Form", "xml": "XML", "history": "History", "events": "Events", "referring": "Referred to by"}
_NO = 'there is no {} "{}"'
OF_ONE_GONE = ("history", "events")
"""What there is to see of an object that was deleted."""

CHANGES = 20
"""Changes on a page of an object's history."""


@pages.get("/{ams}/objects/{type}/{id}")
def show(visit: Visit) -> Answer:
    try:
        found = _find(visit)
    except Conflict as conflict:
        return _which(visit, conflict)
    if found is None and _was_there(visit):
        return visit.go(_own(visit, "history"))
    return _form(visit, _there(visit, found))


@pages.post("/{ams}/objects/{type}/{id}")
def change(visit: Visit) -> Answer:
    """Save a form: the fields that were changed in it, and no others."""
    type, id = _meant(visit)
    obj, place = known_type(type).field, read_place(visit.form.get("at", ""))
    found = _there(visit, _find(visit))
    try:
        update = form.change_of(obj, place, visit.form, found.tree)
        if update is not None:
            visit.centra.put(type, id, xml=etree.tostring(update, encoding="unicode"), scope=_scope(visit))
    except Conflict as conflict:
        problem = f"{conflict}. What you wrote is below; save it if it shall be so all the same."
        return _form(visit, found, HTTPStatus.CONFLICT, problem, form.wishes_of(visit.form))
    except Refused as refused:
        return _form(visit, found, HTTPStatus.UNPROCESSABLE_ENTITY, str(refused), visit.form)
    told = "Nothing was changed." if update is None else f"The {type} is changed."
    back = place[:-1] if form.is_new(place) else place
    return visit.go(_own(visit, at=write_place(form.shown_at(back)) or None), told)


@pages.post("/{ams}/objects/{type}/{id}/remove")
def remove(visit: Visit) -> Response:
    """Take a part out."""
    type, id = _meant(visit)
    place = read_place(visit.form.get("at", ""))
    visit.centra.remove_part(type, id, write_place(place))
    told = f"The {place[-1].name} is removed."
    return visit.go(_own(visit, at=write_place(form.shown_at(place[:-1])) or None), told)


@pages.get("/{ams}/objects/{type}/{id}/xml")
def show_xml(visit: Visit) -> Page:
    return _xml(visit)


@pages.get("/{ams}/objects/{type}/{id}/xml/file")
def download(visit: Visit) -> Response:
    """All of it, however long."""
    found = _there(visit, _find(visit))
    headers = {"Content-Disposition": f'attachment; filename="{visit.path["type"]}-{found.internal}.xml"'}
    return Response(_written(found.tree), HTTPStatus.OK, headers, content_type="text/xml; charset=utf-8")


@pages.post("/{ams}/objects/{type}/{id}/xml")
def merge_xml(visit: Visit) -> Answer:
    type, id = _meant(visit)
    xml = visit.form.get("xml", "")
    _there(visit, _find(visit))
    try:
        visit.centra.put(type, id, xml=xml, scope=_scope(visit))
    except Refused as refused:
        return _xml(visit, HTTPStatus.UNPROCESSABLE_ENTITY, str(refused), xml)
    return visit.go(_own(visit, "xml"), f"The {type} is changed.")


@pages.post("/{ams}/objects/{type}/{id}/delete")
def delete(visit: Visit) -> Response:
    type, id = _meant(visit)
    visit.centra.delete(type, id, scope=_scope(visit))
    return visit.go(visit.url("objects", type), f"{type} {id} is deleted.")


@pages.get("/{ams}/objects/{type}/{id}/history")
def show_history(visit: Visit) -> Page:
    type, id = _meant(visit)
    until = visit.number("until", 0)
    found = visit.centra.objects.history(type, id, until or None, CHANGES + 1, scope=_scope(visit))
    older = _own(visit, "history", until=found[CHANGES].id) if len(found) > CHANGES else None
    newest = _own(visit, "history") if until else None
    return _page(visit, "object_history.html", changes=found[:CHANGES], older=older, newest=newest)


@pages.get("/{ams}/objects/{type}/{id}/events")
def show_events(visit: Visit) -> Page:
    type, id = _meant(visit)
    before = visit.number("before", 0)
    events = visit.queries.objects.events(type, id, before or None, SIZE + 1, scope=_scope(visit))
    found, has_more = page_of(events, SIZE)
    older = _own(visit, "events", before=found[-1].event.id) if has_more else None
    newest = _own(visit, "events") if before else None
    return _page(visit, "object_events.html", events=found, older=older, newest=newest)


@pages.get("/{ams}/objects/{type}/{id}/referring")
def show_referring(visit: Visit) -> Page:
    type, id = _meant(visit)
    kinds = [obj.name for obj in OBJECTS.values() if _may_refer(obj.name, type)]
    of, after = visit.ask("of") or next(iter(kinds), None), visit.number("after", 0)
    some = visit.queries.objects.referring((type, id), of, after, SIZE, scope=_scope(visit)) if of else None
    following = some.next_after if some is not None else None
    return _page(
        visit,
        "object_referring.html",
        kinds=kinds,
        of=of,
        rows=[(each, form.title_of(each.tree)) for each in some.objects] if some is not None else [],
        looked=following,
        next=_own(visit, "referring", of=of, after=following) if following is not None else None,
        first=_own(visit, "referring", of=of) if after else None,
    )


def _form(
    visit: Visit,
    found: Found,
    status: int = HTTPStatus.OK,
    problem: str = "",
    sent: dict[str, str] | None = None,
) -> Page:
    known, place = known_type(visit.path["type"]).field, read_place(visit.form.get("at") or visit.ask("at") or "")
    part = form.part_at(found.tree, known, place)
    around = [place[:count] for count in range(1, len(place) + 1) if place[count - 1].key is not None]
    shown = form.Pages(visit.ask("list") or "", visit.number("start", 0))
    last = [known, *fields_at(known, place)][-1]
    return _page(
        visit,
        "object_form.html",
        status,
        found,
        sections=form.sections_of(part, last, place, shown),
        unknown=sorted({str(sub.tag) for sub in part if str(sub.tag) not in last.by_name} if part is not None else ()),
        pages=shown,
        at=write_place(place),
        trail=[
            (write_place(each), f"{each[-1].name} {', '.join(filter(None, each[-1].key or ()))}") for each in around
        ],
        part=last.name,
        title=form.title_of(part) if part is not None else "",
        new=part is None,
        problem=problem,
        sent=sent or {},
        NEW=form.NEW,
    )


def _xml(visit: Visit, status: int = HTTPStatus.OK, problem: str = "", xml: str = "") -> Page:
    type = visit.path["type"]
    found = _there(visit, _find(visit))
    draft = xml or f"<{type}>\n  \n</{type}>"
    return _page(visit, "object_xml.html", status, found, written=_written(found.tree), problem=problem, draft=draft)


def _written(tree: Element) -> bytes:
    return etree.tostring(tree, encoding="utf-8")


def _page(visit: Visit, template: str, status: int = HTTPStatus.OK, found: Found | None = None, **values: Any) -> Page:
    """A page about an object: all of them begin alike."""
    type, id = _meant(visit)
    if found is None:
        found = _find(visit)
    if found is None and not _was_there(visit):
        raise NotFound(Code.UNKNOWN_OBJECT, _NO.format(type, id))
    about = {
        "type": type,
        "id": id,
        "scope": _scope(visit),
        "own": partial(_own, visit),
        "internal": found.internal if found is not None else None,
        "name": form.title_of(found.tree) if found is not None else "",
        "views": {step: title for step, title in VIEWS.items() if found is not None or step in OF_ONE_GONE},
        "tab": template.removeprefix("object_").removesuffix(".html"),
    }
    return visit.page(template, status, **about, **values)


def _meant(visit: Visit) -> tuple[str, str]:
    return visit.path["type"], visit.path["id"]


def _scope(visit: Visit) -> int | None:
    """What the id is unique in, where the address says so."""
    return visit.number("scope", 0) if visit.ask("scope") else None


def _find(visit: Visit) -> Found | None:
    return visit.centra.objects.find(*_meant(visit), scope=_scope(visit))


def _own(visit: Visit, *steps: str, **query: object) -> str:
    """The address of a page of the object."""
    return visit.url("objects", *_meant(visit), *steps, scope=_scope(visit), **query)


def _which(visit: Visit, conflict: Conflict) -> Page:
    """Several have this id: each has an address that names its scope."""
    type, id = _meant(visit)
    values = {"type": type, "id": id, "within": OBJECTS[type].scope, "entries": conflict.entries}
    return visit.page("object_which.html", HTTPStatus.MULTIPLE_CHOICES, **values)


def _there(visit: Visit, found: Found | None) -> Found:
    """An object that has to be there."""
    if found is None:
        raise NotFound(Code.UNKNOWN_OBJECT, _NO.format(*_meant(visit)))
    return found


def _was_there(visit: Visit) -> bool:
    type, id = _meant(visit)
    try:
        return bool(visit.centra.objects.history(type, id, limit=1, scope=_scope(visit)))
    except NotFound:
        return False


def _may_refer(type: str, to: str) -> bool:
    return any(leaf.bears == to and not leaf.home for leaf in OBJECTS[type].field.walk())
