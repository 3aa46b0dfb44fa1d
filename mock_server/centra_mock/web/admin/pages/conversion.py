"""The ID conversion table: searched and paged, entries added, edited and deleted; what collides is explained."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from centra_mock.error_codes import Code
from centra_mock.errors import Conflict, Refused
from centra_mock.scalars import LARGEST, whole_number
from centra_mock.web.admin.helpers import page_of
from centra_mock.web.admin.page_request import AdminPage, Answer, PageRequest
from centra_mock.web.admin.routes import AdminSection
from centra_mock.wire.grammar import GRAMMAR, OBJECTS

SIZE = 50

pages = AdminSection("Conversion", "conversion")


@pages.get("/{ams}/conversion")
def show(page_request: PageRequest) -> AdminPage:
    return _shown(page_request)


@pages.post("/{ams}/conversion")
def set_entry(page_request: PageRequest) -> Answer:
    """Add an entry, or change the client's id of one."""
    kind, internal, external = (
        page_request.form.get("of", ""),
        page_request.form.get("internal", ""),
        page_request.form.get("external", ""),
    )
    try:
        page_request.centra.convert(kind, _number(internal), external, page_request.form.get("was"))
    except Conflict as conflict:
        return _shown(page_request, HTTPStatus.CONFLICT, conflict, conflict.entries)
    except Refused as refused:
        return _shown(page_request, HTTPStatus.UNPROCESSABLE_ENTITY, refused)
    return page_request.redirect(
        _back(page_request), f"{kind} number {internal} has the client's id “{external}” from now on."
    )


@pages.post("/{ams}/conversion/delete")
def delete_entry(page_request: PageRequest) -> Answer:
    kind, internal = page_request.form.get("of", ""), page_request.form.get("internal", "")
    try:
        page_request.centra.forget_conversion(kind, _number(internal), page_request.form.get("was"))
    except Conflict as conflict:
        return _shown(page_request, HTTPStatus.CONFLICT, conflict, conflict.entries)
    return page_request.redirect(_back(page_request), f"{kind} number {internal} shows its number again.")


def _shown(
    page_request: PageRequest,
    status: int = HTTPStatus.OK,
    problem: Refused | None = None,
    entries: list[Any] | None = None,
) -> AdminPage:
    # What was typed into the form for a new entry, which is shown again where it is refused.
    adding = page_request.form if problem and page_request.form.get("was") == "" else None
    kind, search = _filter_value(page_request, "kind"), _filter_value(page_request, "search") or ""
    after = (
        (page_request.query_text("of") or "", page_request.query_number("after", 0))
        if page_request.query_text("of")
        else None
    )
    found, has_more = page_of(page_request.queries.conversions.page(kind, search, after, SIZE + 1), SIZE)
    last = found[-1] if has_more else None
    return page_request.page(
        "conversion.html",
        status,
        kind=kind or "",
        search=search,
        kinds=sorted(GRAMMAR.kinds),
        entries=found,
        objects=OBJECTS,
        largest=LARGEST,
        problem=problem,
        adding=adding,
        collisions=entries or [],
        next=page_request.url("conversion", kind=kind, search=search or None, of=last.kind, after=last.internal)
        if last
        else None,
        first=page_request.url("conversion", kind=kind, search=search or None) if after else None,
    )


def _filter_value(page_request: PageRequest, name: str) -> str | None:
    """Return what the list is filtered by, from the query or from the form on the list."""
    return page_request.query_text(name) or page_request.form.get(name) or None


def _back(page_request: PageRequest) -> str:
    return page_request.url(
        "conversion", kind=_filter_value(page_request, "kind"), search=_filter_value(page_request, "search")
    )


def _number(text: str) -> int:
    number = whole_number(text)
    if not number:
        raise Refused(Code.INVALID_VALUE, f"The internal id is a whole number, not {text[:60]!r}.")
    return number
