"""Log: every exchange, newest first, and one of them with all that was said."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from lxml import etree
from werkzeug.wrappers import Response

from centra_mock.store.journal import Brief, Sought
from centra_mock.web.admin.advice import advice
from centra_mock.web.admin.again import as_curl, send_again
from centra_mock.web.admin.helpers import page_of
from centra_mock.web.admin.routes import Pages
from centra_mock.web.admin.told import sentence
from centra_mock.web.admin.visit import Visit
from centra_mock.web.control.types import LARGEST
from centra_mock.web.look.xml_view import Line, lines_of
from centra_mock.web.soap import host_of
from centra_mock.wire.names import ENDPOINTS
from centra_mock.wire.operations import OPERATIONS
from centra_mock.wire.tree import parse

SIZE = 50
"""Exchanges on a page."""

LONGEST = 200_000
"""Bytes of a body that are shown; the archive has it all."""

OUTCOMES = ("ok", "failure", "fault", "broken")

pages = Pages("Log", "log")


@dataclass(frozen=True)
class Body:
    """What was said, ready for the page."""

    lines: list[Line]
    """Nothing where it is no XML, or too long to fold."""
    raw: str
    is_cut: bool


@pages.get("/{ams}/log")
def show(visit: Visit) -> Response:
    sought = Sought(visit.ask("operation"), visit.ask("outcome"), visit.ask("endpoint"), visit.ask("search"))
    before = visit.number("before", 0)
    found = visit.centra.exchange_list(sought, limit=SIZE + 1, before=before or LARGEST)
    exchanges, has_more = page_of(found, SIZE)
    asked = {name: value for name, value in vars(sought).items() if value is not None}
    return visit.page(
        "log.html",
        exchanges=[(each, sentence(each)) for each in exchanges],
        asked=sought,
        newest=visit.url("log", **asked) if before else None,
        older=visit.url("log", **asked, before=exchanges[-1].id) if has_more else None,
        operations=[("", "all"), *(operation.name for operation in OPERATIONS)],
        outcomes=[("", "all"), *OUTCOMES],
        endpoints=[("", "all"), *(endpoint.name for endpoint in ENDPOINTS)],
    )


@pages.get("/{ams}/log/{id}")
def show_one(visit: Visit) -> Response:
    found = visit.centra.exchange(visit.id_number("id"))
    url = f"{visit.request.scheme}://{host_of(visit.request)}{found.path}"
    return visit.page(
        "exchange.html",
        exchange=found,
        told=sentence(found),
        advice=advice(found, visit.centra),
        said=[
            ("Request", found.request_headers, _body(found.request)),
            ("Response", found.response_headers, _body(found.response)),
        ],
        curl=as_curl(found, url, visit.server.login.username),
        before=_neighbour(visit, visit.centra.exchange_list(Sought(), limit=1, before=found.id)),
        after=_neighbour(visit, visit.centra.exchange_list(Sought(), found.id, limit=1)),
    )


@pages.post("/{ams}/log/{id}/replay")
def replay(visit: Visit) -> Response:
    found = visit.centra.exchange(visit.id_number("id"))
    made = visit.centra.exchange_of(send_again(found, visit.server.login, visit.request, visit.respond))
    return visit.go(visit.url("log", *([made] if made is not None else [])), "The request was sent again.")


@pages.post("/{ams}/log/clear")
def clear(visit: Visit) -> Response:
    visit.centra.clear_journal()
    return visit.go(visit.url("log"), "The log is empty.")


def _neighbour(visit: Visit, found: list[Brief]) -> str | None:
    return visit.url("log", found[0].id) if found else None


def _body(data: bytes) -> Body:
    lines: list[Line] = []
    if len(data) <= LONGEST:
        with suppress(etree.XMLSyntaxError):
            lines = lines_of(parse(data), frozenset({"data"}))
    return Body(lines, data[:LONGEST].decode("utf-8", "replace"), len(data) > LONGEST)
