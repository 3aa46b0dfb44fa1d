"""Log: every exchange, newest first, and one of them with its headers and bodies."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from centra_mock.control_api.endpoint import PREFIX as CONTROL
from centra_mock.domain.effects import ID_LENGTH
from centra_mock.domain.exchange import Exchange, JournalFilter
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound
from centra_mock.web.admin.advice import advice
from centra_mock.web.admin.helpers import address_of, addresses_of, page_of
from centra_mock.web.admin.page_request import AdminPage, PageRequest
from centra_mock.web.admin.replay import as_curl, send_again
from centra_mock.web.admin.routes import AdminSection
from centra_mock.web.exchange_summary import sentence
from centra_mock.wire.endpoints import ENDPOINTS
from centra_mock.wire.operations import OPERATIONS

SIZE = 50
"""How many exchanges a page shows."""

FOLDED = frozenset({"data"})
"""Elements that are folded at first: the data of events."""

SIDES = ("request", "response")

OUTCOMES = ("ok", "failure", "fault", "broken")

pages = AdminSection("Log", "log")


@pages.get("/{ams}/log")
def show(page_request: PageRequest) -> AdminPage:
    sought, asked = _journal_filter(page_request)
    before = page_request.query_number("before", 0)
    ids = page_request.queries.journal.ids(sought)
    shown, has_more = page_of([id for id in ids if not before or id < before], SIZE)
    return page_request.page(
        "log.html",
        exchanges=[(each, sentence(each)) for each in page_request.queries.journal.by_ids(shown)],
        sought=sought,
        asked=asked,
        count=len(ids),
        archive=f"{CONTROL}/{page_request.ams}/journal.har?{urlencode(asked)}",
        newest=page_request.url("log", **asked) if before else None,
        older=page_request.url("log", **asked, before=shown[-1]) if has_more else None,
        operations=[("", "all"), *(operation.name for operation in OPERATIONS)],
        outcomes=[("", "all"), *OUTCOMES],
        endpoints=[("", "all"), *(endpoint.name for endpoint in ENDPOINTS)],
        addresses=addresses_of(page_request),
        username=page_request.server.login.username,
    )


@pages.get("/{ams}/log/{id}")
def show_one(page_request: PageRequest) -> AdminPage:
    found = page_request.centra.journal.exchange(page_request.id_number("id"))
    sought, asked = _journal_filter(page_request)
    ids = page_request.queries.journal.ids(sought)
    touched, more = _changed_objects(found)
    newer = next((id for id in reversed(ids) if id > found.id), None)
    older = next((id for id in ids if id < found.id), None)
    return page_request.page(
        "exchange.html",
        exchange=found,
        summary=sentence(found),
        error=Code.named(found.code),
        touched=touched,
        more=more,
        advice=advice(found, page_request.tenant),
        messages=[
            ("Request", found.request_headers, found.request),
            ("Response", found.response_headers, found.response),
        ],
        folded=FOLDED,
        curl=as_curl(found, address_of(page_request, found.path), page_request.server.login.username),
        asked=asked,
        place=f"{ids.index(found.id) + 1:,} of {len(ids):,}" if found.id in ids else "",
        newer=page_request.url("log", newer, **asked) if newer else None,
        older=page_request.url("log", older, **asked) if older else None,
    )


@pages.get("/{ams}/log/{id}/{side}")
def download(page_request: PageRequest) -> Response:
    found = page_request.centra.journal.exchange(page_request.id_number("id"))
    side = page_request.path["side"]
    if side not in SIDES:
        raise NotFound(Code.UNKNOWN_PATH, f"an exchange has a {' and a '.join(SIDES)}, no {side[:60]!r}")
    data: bytes = getattr(found, side)
    kind, end = ("text/xml", "xml") if data.startswith(b"<") else ("text/plain", "txt")
    file = f"{page_request.ams}-{found.id}-{side}.{end}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(data, HTTPStatus.OK, headers, content_type=f"{kind}; charset=utf-8")


@pages.post("/{ams}/log/{id}/replay")
def replay(page_request: PageRequest) -> Response:
    found = page_request.centra.journal.exchange(page_request.id_number("id"))
    made = page_request.centra.journal.exchange_of(
        send_again(found, page_request.server.login, page_request.request, page_request.respond)
    )
    return page_request.redirect(
        page_request.url("log", *([made] if made is not None else [])), "The request was sent again."
    )


@pages.post("/{ams}/log/clear")
def clear(page_request: PageRequest) -> Response:
    page_request.centra.journal.clear()
    return page_request.redirect(page_request.url("log"), "The log is empty.")


def _changed_objects(exchange: Exchange) -> tuple[list[tuple[str, str]], int]:
    """Return the first objects that an update made or changed, as (type, id), and how many more there are."""
    updated = exchange.effects.updated
    if updated is None:
        return [], 0
    ids = (id for some in (updated.made, updated.changed) for id in some.first)
    named = [(updated.type, id) for id in ids if 0 < len(id) < ID_LENGTH]
    return named, updated.made.count + updated.changed.count - len(named)


def _journal_filter(page_request: PageRequest) -> tuple[JournalFilter, dict[str, str]]:
    """Return the filter of the list, and the query parameters that stand for it."""
    sought = JournalFilter(
        page_request.query_text("operation"),
        page_request.query_text("outcome"),
        page_request.query_text("endpoint"),
        page_request.query_text("search"),
    )
    return sought, {name: value for name, value in vars(sought).items() if value is not None}
