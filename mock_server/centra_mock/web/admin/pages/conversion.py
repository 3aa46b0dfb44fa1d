"""The ID conversion table: searched and paged, entries added, edited and deleted; what collides is explained."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from centra_mock.error_codes import Code
from centra_mock.errors import Conflict, Refused
from centra_mock.scalars import LARGEST, whole_number
from centra_mock.web.admin.helpers import page_of
from centra_mock.web.admin.page_request import Answer, Page, Visit
from centra_mock.web.admin.routes import Pages
from centra_mock.wire.grammar import GRAMMAR, OBJECTS

SIZE = 50

pages = Pages("Conversion", "conversion")


@pages.get("/{ams}/conversion")
def show(visit: Visit) -> Page:
    return _shown(visit)


@pages.post("/{ams}/conversion")
def set_entry(visit: Visit) -> Answer:
    """An entry that is new, or another id for one that is there."""
    kind, internal, external = visit.form.get("of", ""), visit.form.get("internal", ""), visit.form.get("external", "")
    try:
        visit.centra.convert(kind, _number(internal), external, visit.form.get("was"))
    except Conflict as conflict:
        return _shown(visit, HTTPStatus.CONFLICT, str(conflict), conflict.entries)
    except Refused as refused:
        return _shown(visit, HTTPStatus.UNPROCESSABLE_ENTITY, str(refused))
    return visit.go(_back(visit), f"{kind} number {internal} is called “{external}” from now on.")


@pages.post("/{ams}/conversion/delete")
def delete_entry(visit: Visit) -> Answer:
    kind, internal = visit.form.get("of", ""), visit.form.get("internal", "")
    try:
        visit.centra.forget_conversion(kind, _number(internal), visit.form.get("was"))
    except Conflict as conflict:
        return _shown(visit, HTTPStatus.CONFLICT, str(conflict), conflict.entries)
    return visit.go(_back(visit), f"{kind} number {internal} shows its number again.")


def _shown(visit: Visit, status: int = HTTPStatus.OK, problem: str = "", entries: list[Any] | None = None) -> Page:
    # What was typed into the form for a new entry, which is shown again where it is refused.
    adding = visit.form if problem and visit.form.get("was") == "" else None
    kind, search = _asked(visit, "kind"), _asked(visit, "search") or ""
    after = (visit.ask("of") or "", visit.number("after", 0)) if visit.ask("of") else None
    found, has_more = page_of(visit.queries.conversions.page(kind, search, after, SIZE + 1), SIZE)
    last = found[-1] if has_more else None
    return visit.page(
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
        next=visit.url("conversion", kind=kind, search=search or None, of=last.kind, after=last.internal)
        if last
        else None,
        first=visit.url("conversion", kind=kind, search=search or None) if after else None,
    )


def _asked(visit: Visit, name: str) -> str | None:
    """What the list is filtered by, in its address or in the form that came from it."""
    return visit.ask(name) or visit.form.get(name) or None


def _back(visit: Visit) -> str:
    return visit.url("conversion", kind=_asked(visit, "kind"), search=_asked(visit, "search"))


def _number(text: str) -> int:
    number = whole_number(text)
    if not number:
        raise Refused(Code.INVALID_VALUE, f"The internal id is a whole number, not {text[:60]!r}.")
    return number
