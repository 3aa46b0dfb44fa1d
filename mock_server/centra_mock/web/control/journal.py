"""The journal of exchanges, passwords masked."""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from centra_mock.control_api import journal as api
from centra_mock.control_api.endpoint import NoFields
from centra_mock.domain.exchange import Exchange, ExchangeSummary, JournalFilter
from centra_mock.scalars import LARGEST
from centra_mock.web.control.routes import ControlCall, ControlRoutes, RawResponse, value_or_none
from centra_mock.web.exchange_summary import sentence
from centra_mock.web.har import write_har

routes = ControlRoutes()

_SHARED = [name for name in api.ExchangeView.__struct_fields__ if name in Exchange._fields and name != "faults"]
"""What is shown of an exchange as the journal keeps it."""


@routes.serves(api.LIST_EXCHANGES)
def list_exchanges(call: ControlCall[NoFields, api.JournalQuery]) -> api.ExchangesPage:
    """List the recorded exchanges, oldest first."""
    query = call.query
    found = call.queries.journal.summaries(
        _journal_filter(query), query.after, query.limit, value_or_none(query.before)
    )
    shown = [_shown(each, each.request_bytes, each.response_bytes) for each in found]
    return api.ExchangesPage(shown, *_next(query, [each.id for each in found]))


@routes.serves(api.EXPORT_HAR)
def export_har(call: ControlCall[NoFields, api.ArchiveQuery]) -> RawResponse:
    """Export the recorded exchanges, or the newest of them, as an HTTP archive (HAR)."""
    query = call.query
    before = LARGEST if query.before is UNSET else query.before
    ids = [id for id in call.queries.journal.ids(_journal_filter(query)) if query.after < id < before]
    return RawResponse(write_har(call.queries.journal.all(ids[: query.limit])), api.HAR)


@routes.serves(api.SHOW_EXCHANGE)
def show_exchange(call: ControlCall[NoFields, NoFields]) -> api.FullExchangeView:
    """Show one exchange with headers and bodies."""
    return _full_exchange(call.centra.journal.exchange(call.number("id")))


@routes.serves(api.LIST_WHOLE_EXCHANGES)
def list_whole_exchanges(call: ControlCall[NoFields, api.JournalQuery]) -> api.FullExchangesPage:
    """List the recorded exchanges with headers and bodies, oldest first."""
    found = _page(call)
    return api.FullExchangesPage(
        [_full_exchange(each) for each in found], *_next(call.query, [each.id for each in found])
    )


@routes.serves(api.CLEAR_JOURNAL)
def clear_journal(call: ControlCall[NoFields, NoFields]) -> None:
    """Delete the recorded exchanges."""
    call.centra.journal.clear()


def _page(call: ControlCall[NoFields, api.JournalQuery]) -> list[Exchange]:
    query = call.query
    sought = _journal_filter(query)
    return call.centra.journal.exchanges(
        sought.operation, sought.outcome, query.after, query.limit,
        endpoint=sought.endpoint, search=sought.search, before=value_or_none(query.before),
    )  # fmt: skip


def _next(query: api.JournalQuery, ids: list[int]) -> tuple[int | None, int | None]:
    """Return the cursors of the next page: going forward, and going back."""
    if len(ids) < query.limit:
        return None, None
    return (ids[-1], None) if query.before is UNSET else (None, ids[-1])


def _journal_filter(query: api.JournalQuery) -> JournalFilter:
    return JournalFilter(
        value_or_none(query.operation),
        value_or_none(query.outcome),
        value_or_none(query.endpoint),
        value_or_none(query.search),
    )


def _full_exchange(found: Exchange) -> api.FullExchangeView:
    return api.FullExchangeView(
        **msgspec.structs.asdict(_shown(found, len(found.request), len(found.response))),
        request_headers=found.request_headers,
        request=found.request.decode("utf-8", "replace"),
        response_headers=found.response_headers,
        response=found.response.decode("utf-8", "replace"),
        request_id=found.request_id,
    )


def _shown(found: Exchange | ExchangeSummary, request_bytes: int, response_bytes: int) -> api.ExchangeView:
    return api.ExchangeView(
        **{name: getattr(found, name) for name in _SHARED},
        request_bytes=request_bytes,
        response_bytes=response_bytes,
        summary=sentence(found),
        faults=list(found.faults),
    )
