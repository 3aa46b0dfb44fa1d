"""Log: every exchange, newest first, and one of them with all that was said."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from centra_mock.control_api.endpoint import PREFIX as CONTROL
from centra_mock.domain.effects import CUT
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound
from centra_mock.store.journal import Exchange, Sought
from centra_mock.web.admin.advice import advice
from centra_mock.web.admin.helpers import address_of, addresses_of, page_of
from centra_mock.web.admin.page_request import Page, Visit
from centra_mock.web.admin.replay import as_curl, send_again
from centra_mock.web.admin.routes import Pages
from centra_mock.web.exchange_summary import sentence
from centra_mock.wire.endpoints import ENDPOINTS
from centra_mock.wire.operations import OPERATIONS

SIZE = 50
"""Exchanges on a page."""

FOLDED = frozenset({"data"})
"""An event's data is opened by who wants to see it."""

SIDES = ("request", "response")

OUTCOMES = ("ok", "failure", "fault", "broken")

pages = Pages("Log", "log")


@pages.get("/{ams}/log")
def show(visit: Visit) -> Page:
    sought, asked = _sought(visit)
    before = visit.number("before", 0)
    ids = visit.queries.journal.ids(sought)
    shown, has_more = page_of([id for id in ids if not before or id < before], SIZE)
    return visit.page(
        "log.html",
        exchanges=[(each, sentence(each)) for each in visit.queries.journal.named(shown)],
        sought=sought,
        asked=asked,
        count=len(ids),
        archive=f"{CONTROL}/{visit.ams}/journal.har?{urlencode(asked)}",
        newest=visit.url("log", **asked) if before else None,
        older=visit.url("log", **asked, before=shown[-1]) if has_more else None,
        operations=[("", "all"), *(operation.name for operation in OPERATIONS)],
        outcomes=[("", "all"), *OUTCOMES],
        endpoints=[("", "all"), *(endpoint.name for endpoint in ENDPOINTS)],
        addresses=addresses_of(visit),
        username=visit.server.login.username,
    )


@pages.get("/{ams}/log/{id}")
def show_one(visit: Visit) -> Page:
    found = visit.centra.journal.exchange(visit.id_number("id"))
    sought, asked = _sought(visit)
    ids = visit.queries.journal.ids(sought)
    touched, more = _touched(found)
    newer = next((id for id in reversed(ids) if id > found.id), None)
    older = next((id for id in ids if id < found.id), None)
    return visit.page(
        "exchange.html",
        exchange=found,
        told=sentence(found),
        touched=touched,
        more=more,
        advice=advice(found, visit.tenant),
        said=[
            ("Request", found.request_headers, found.request),
            ("Response", found.response_headers, found.response),
        ],
        folded=FOLDED,
        curl=as_curl(found, address_of(visit, found.path), visit.server.login.username),
        asked=asked,
        place=f"{ids.index(found.id) + 1:,} of {len(ids):,}" if found.id in ids else "",
        newer=visit.url("log", newer, **asked) if newer else None,
        older=visit.url("log", older, **asked) if older else None,
    )


@pages.get("/{ams}/log/{id}/{side}")
def download(visit: Visit) -> Response:
    found = visit.centra.journal.exchange(visit.id_number("id"))
    side = visit.path["side"]
    if side not in SIDES:
        raise NotFound(Code.UNKNOWN_PATH, f"an exchange has a {' and a '.join(SIDES)}, no {side[:60]!r}")
    data: bytes = getattr(found, side)
    kind, end = ("text/xml", "xml") if data.startswith(b"<") else ("text/plain", "txt")
    file = f"{visit.ams}-{found.id}-{side}.{end}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(data, HTTPStatus.OK, headers, content_type=f"{kind}; charset=utf-8")


@pages.post("/{ams}/log/{id}/replay")
def replay(visit: Visit) -> Response:
    found = visit.centra.journal.exchange(visit.id_number("id"))
    made = visit.centra.journal.exchange_of(send_again(found, visit.server.login, visit.request, visit.respond))
    return visit.go(visit.url("log", *([made] if made is not None else [])), "The request was sent again.")


@pages.post("/{ams}/log/clear")
def clear(visit: Visit) -> Response:
    visit.centra.journal.clear()
    return visit.go(visit.url("log"), "The log is empty.")


def _touched(exchange: Exchange) -> tuple[list[tuple[str, str]], int]:
    """The first objects that an update made or changed, as (type, id), and how many there are besides."""
    updated = exchange.effects.updated
    if updated is None:
        return [], 0
    named = [(updated.type, id) for some in (updated.made, updated.changed) for id in some.first if 0 < len(id) < CUT]
    return named, updated.made.count + updated.changed.count - len(named)


def _sought(visit: Visit) -> tuple[Sought, dict[str, str]]:
    """Which exchanges are meant, and the words of the query that say so."""
    sought = Sought(visit.ask("operation"), visit.ask("outcome"), visit.ask("endpoint"), visit.ask("search"))
    return sought, {name: value for name, value in vars(sought).items() if value is not None}
