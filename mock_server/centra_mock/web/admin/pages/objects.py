"""Objects: by type, found by a text in an id or a field, and made."""

from __future__ import annotations

from http import HTTPStatus

from centra_mock.errors import Refused
from centra_mock.services.queries.objects import ObjectPage
from centra_mock.web.admin.form import title_of
from centra_mock.web.admin.helpers import page_of
from centra_mock.web.admin.page_request import Answer, Page, Visit
from centra_mock.web.admin.routes import Pages

SIZE = 50

pages = Pages("Objects", "objects")


@pages.get("/{ams}/objects")
def types(visit: Visit) -> Page:
    return visit.page("objects.html", counts=visit.centra.objects.counts())


@pages.get("/{ams}/objects/{type}")
def show_type(visit: Visit) -> Page:
    return _listed(visit)


@pages.post("/{ams}/objects/{type}")
def make(visit: Visit) -> Answer:
    type, id = visit.path["type"], visit.form.get("id", "").strip()
    if id and visit.centra.objects.get(type, id) is not None:
        return _listed(visit, HTTPStatus.CONFLICT, f"There is a {type} “{id}” already.", id)
    try:
        made = visit.centra.put(type, id or None)
    except Refused as refused:
        return _listed(visit, HTTPStatus.UNPROCESSABLE_ENTITY, str(refused), id)
    return visit.go(visit.url("objects", type, made), f"The {type} is made; its fields are empty yet.")


def _listed(visit: Visit, status: int = HTTPStatus.OK, problem: str = "", id: str = "") -> Page:
    type, search, after = visit.path["type"], visit.ask("search"), visit.number("after", 0)
    if search is not None:
        some = visit.queries.objects.search(type, search, after, SIZE)
    else:
        found, has_more = page_of(visit.centra.objects.of_type(type, after, SIZE + 1), SIZE)
        some = ObjectPage(found, found[-1].internal if has_more else None)
    following = visit.url("objects", type, search=search, after=some.next_after)
    return visit.page(
        "object_list.html",
        status,
        type=type,
        search=search or "",
        rows=[(each, title_of(each.tree)) for each in some.objects],
        looked=some.next_after,
        next=following if some.next_after is not None else None,
        first=visit.url("objects", type, search=search) if after else None,
        problem=problem,
        id=id,
    )
