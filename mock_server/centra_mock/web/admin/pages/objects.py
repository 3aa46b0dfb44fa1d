"""Objects: by type, found by a text in an id or a field, and made."""

from __future__ import annotations

from http import HTTPStatus

from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.services.queries.objects import ObjectPage
from centra_mock.web.admin.form import title_of
from centra_mock.web.admin.helpers import page_of
from centra_mock.web.admin.page_request import AdminPage, Answer, PageRequest
from centra_mock.web.admin.routes import AdminSection

SIZE = 50

pages = AdminSection("Objects", "objects")


@pages.get("/{ams}/objects")
def types(page_request: PageRequest) -> AdminPage:
    return page_request.page("objects.html", counts=page_request.centra.objects.counts())


@pages.get("/{ams}/objects/{type}")
def show_type(page_request: PageRequest) -> AdminPage:
    return _listed(page_request)


@pages.post("/{ams}/objects/{type}")
def make(page_request: PageRequest) -> Answer:
    type, id = page_request.path["type"], page_request.form.get("id", "").strip()
    if id and page_request.centra.objects.get(type, id) is not None:
        taken = Refused(Code.ID_TAKEN, f"There is a {type} “{id}” already.")
        return _listed(page_request, HTTPStatus.CONFLICT, taken, id)
    try:
        made = page_request.centra.put(type, id or None)
    except Refused as refused:
        return _listed(page_request, HTTPStatus.UNPROCESSABLE_ENTITY, refused, id)
    return page_request.redirect(page_request.url("objects", type, made), f"The {type} is created with empty fields.")


def _listed(
    page_request: PageRequest, status: int = HTTPStatus.OK, problem: Refused | None = None, id: str = ""
) -> AdminPage:
    type, search, after = (
        page_request.path["type"],
        page_request.query_text("search"),
        page_request.query_number("after", 0),
    )
    if search is not None:
        some = page_request.queries.objects.search(type, search, after, SIZE)
    else:
        found, has_more = page_of(page_request.centra.objects.of_type(type, after, SIZE + 1), SIZE)
        some = ObjectPage(found, found[-1].internal if has_more else None)
    following = page_request.url("objects", type, search=search, after=some.next_after)
    return page_request.page(
        "object_list.html",
        status,
        type=type,
        search=search or "",
        rows=[(each, title_of(each.tree)) for each in some.objects],
        looked=some.next_after,
        next=following if some.next_after is not None else None,
        first=page_request.url("objects", type, search=search) if after else None,
        problem=problem,
        id=id,
    )
