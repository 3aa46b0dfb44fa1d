"""The page *Fault injection*: unknown events, mutated answers, faults and the clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, get_args

import msgspec
from werkzeug.wrappers import Response

from centra_mock.activities.events import Emit
from centra_mock.activities.faults import KINDS, SetFault
from centra_mock.activities.mutation import ADDED, EQUAL, OPTIONAL, OPTIONAL_ADDED, SetMutation
from centra_mock.activities.values import EventType
from centra_mock.domain.events import DELETE, UPDATE
from centra_mock.domain.mutations import Mutation
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.formatting import count_text
from centra_mock.services.tenant import Tenant
from centra_mock.web.admin.page_request import AdminPage, Answer, PageRequest
from centra_mock.web.admin.pages.clock import UNITS, set_clock
from centra_mock.web.admin.pages.shop.activity import perform_with_events
from centra_mock.web.admin.pages.shop.forms import Form, read_fields
from centra_mock.web.admin.routes import AdminSection
from centra_mock.wire.operations import OPERATIONS

STEPS = ("shop", "faults")
FIRST_KIND = next(iter(KINDS))

ADDITIONS = {**ADDED, **OPTIONAL_ADDED}
REWORDINGS = {**EQUAL, **OPTIONAL}

TYPE = re.compile(get_args(EventType)[1].pattern)

pages = AdminSection()


@pages.get("/{ams}/shop/faults")
def show(page_request: PageRequest) -> AdminPage:
    return _shown(page_request, page_request.request.args)


@pages.post("/{ams}/shop/faults/event")
def emit(page_request: PageRequest) -> Answer:
    def emitted(tenant: Tenant) -> str:
        if not TYPE.fullmatch(type := page_request.form.get("type", "")):
            raise Refused(
                Code.INVALID_VALUE,
                f"{type[:70]!r} is not a type of events: a type has up to 64 letters, digits, dots, dashes and "
                "underscores, the first of them a letter",
                "type",
            )
        tenant.centra.perform(read_fields(page_request.form, Emit))
        return ""

    return _done(page_request, "event", lambda: perform_with_events(page_request, emitted))


@pages.post("/{ams}/shop/faults/mutation")
def mutate(page_request: PageRequest) -> Answer:
    def set() -> str:
        kinds = {name: page_request.forms.getlist(name) for name in ("added", "equal")}
        if not any(kinds.values()):
            raise Refused(Code.NOTHING_SELECTED, "Nothing is selected: select additions, or ways to write the answers.")
        wanted = read_fields({**page_request.form, **kinds}, SetMutation)
        page_request.centra.mutation = Mutation(**msgspec.structs.asdict(wanted))
        return f"Answers are mutated from now on: {', '.join((*kinds['added'], *kinds['equal']))}."

    return _done(page_request, "mutation", set)


@pages.post("/{ams}/shop/faults/mutation/clear")
def clear_mutation(page_request: PageRequest) -> Response:
    page_request.centra.mutation = None
    return page_request.redirect(page_request.url(*STEPS), "Answers are no longer mutated.")


@pages.post("/{ams}/shop/faults/fault")
def set_fault(page_request: PageRequest) -> Answer:
    def set() -> str:
        form = page_request.form
        given: dict[str, Any] = {**form, "messages": form.get("messages", "").splitlines() or ""}
        if "forever" in form:
            given["count"] = None
        wanted = read_fields(given, SetFault)
        id = page_request.centra.faults.add(**msgspec.structs.asdict(wanted))
        return f"Fault {id}, {wanted.kind}, is set for {wanted.operation or 'all operations'}."

    return _done(page_request, "fault", set)


@pages.post("/{ams}/shop/faults/fault/clear")
def clear_faults(page_request: PageRequest) -> Response:
    gone = page_request.centra.faults.clear()
    return page_request.redirect(
        page_request.url(*STEPS), f"{count_text(len(gone), 'fault')} {'is' if len(gone) == 1 else 'are'} removed."
    )


@pages.post("/{ams}/shop/faults/fault/{id}/remove")
def remove_fault(page_request: PageRequest) -> Response:
    gone = page_request.centra.faults.remove(page_request.id_number("id"))
    return page_request.redirect(page_request.url(*STEPS), f"Fault {gone.id} is removed; it {_fired(gone.fired)}.")


@pages.post("/{ams}/shop/faults/clock")
def move_clock(page_request: PageRequest) -> Answer:
    return _done(page_request, "clock", lambda: set_clock(page_request.centra.clock, page_request.form))


def _done(page_request: PageRequest, section: str, what: Callable[[], str]) -> Answer:
    try:
        return page_request.redirect(page_request.url(*STEPS), what())
    except Refused as refused:
        return _shown(page_request, page_request.forms, HTTPStatus.UNPROCESSABLE_ENTITY, {section: refused})


def _shown(
    page_request: PageRequest, sent: Form, status: int = HTTPStatus.OK, problems: dict[str, Refused] | None = None
) -> AdminPage:
    centra = page_request.centra
    asked = sent.get("kind", "")
    kind = asked if asked in KINDS else FIRST_KIND
    mutation = centra.mutation
    return page_request.page(
        "shop_faults.html",
        status,
        problems=problems or {},
        sent=sent,
        missions=(UPDATE, DELETE),
        mutation=mutation,
        shown=mutation or Mutation(),
        additions=ADDITIONS,
        rewordings=REWORDINGS,
        faults=centra.faults,
        kinds_of=KINDS,
        kind=kind,
        settings={name: _written(value) for name, value in KINDS[kind].settings.items()},
        operations=[("", "every call"), *(operation.name for operation in OPERATIONS)],
        now=centra.clock(),
        is_frozen=centra.clock.is_frozen,
        units=UNITS,
    )


def _written(value: Any) -> str:
    """Return the default of a setting as the form shows it."""
    if isinstance(value, tuple):
        return "\n".join(value)
    return "" if value is None else str(value)


def _fired(count: int) -> str:
    return {0: "was never injected", 1: "was injected once"}.get(count, f"was injected {count} times")
