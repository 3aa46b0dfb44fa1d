"""Diagnostics for events that events_Done named and that were not queued."""

from __future__ import annotations

import re
from collections.abc import Iterator

from centra_mock.domain.effects import CountedIds
from centra_mock.domain.events import CANCELLED, Cursor
from centra_mock.domain.exchange import ExchangeSummary, JournalFilter
from centra_mock.errors import NotFound
from centra_mock.services.event_search import EventFilter
from centra_mock.web.admin.advice.context import Diagnosis, DiagnosisContext
from centra_mock.wire.operations import DONE

_LIST = re.compile(rb"<(?:[\w.-]+:)?event>\s*(\d+)\s*[,;]\s*(\d+)")


def _comma_list(context: DiagnosisContext) -> Iterator[str]:
    found = _LIST.search(context.exchange.request)
    if context.operation == DONE and found is not None:
        first, second = found[1].decode(), found[2].decode()
        yield f"Each id stands in an element of its own: <event>{first}</event><event>{second}</event>."


def _already(context: DiagnosisContext) -> Iterator[str]:
    finished = context.exchange.effects.finished
    if finished is not None and finished.already.count:
        fates = [_fate(context, id) for id in finished.already.first]
        yield f"{'; '.join(fates)}{_more(finished.already)}. An event is done once."


def _unknown(context: DiagnosisContext) -> Iterator[str]:
    finished = context.exchange.effects.finished
    if finished is not None and finished.unknown.count:
        meant = [told for id in finished.unknown.first if (told := _meant(context, id))]
        ids = ", ".join(finished.unknown.first)
        never = f"There never was an event {ids}{_more(finished.unknown)}"
        yield f"{'; '.join((never, *meant))}. An event is named by its own <id>, not by <entry>, the id of its object."


def _fate(context: DiagnosisContext, id: str) -> str:
    try:
        event = context.tenant.centra.queue.event(int(id))
    except NotFound:
        return f"Event {id} is not there any more"
    if event.state == CANCELLED:
        return f"Event {id} was cancelled"
    by = _done_by(context, id)
    return f"Event {id} was done at {_time(by)}, by exchange {by.id}" if by else f"Event {id} was done before"


def _done_by(context: DiagnosisContext, id: str) -> ExchangeSummary | None:
    """Return the id of the exchange that marked an event done; ``None`` if the journal no longer has it."""
    for each in context.tenant.queries.journal.summaries(JournalFilter(DONE.name, search=f">{id}<")):
        found = each.effects.finished
        if found and found.done and id not in (*found.already.first, *found.unknown.first):
            return each
    return None


def _time(exchange: ExchangeSummary) -> str:
    return exchange.at[:19].replace("T", " ")


def _meant(context: DiagnosisContext, id: str) -> str | None:
    """Return the oldest queued event about an object with this id."""
    found = context.tenant.queries.queue.page(EventFilter(search=id), Cursor(), 1).events
    return f"event {found[0].event.id} is about {found[0].event.type} {id}" if found else None


def _more(some: CountedIds) -> str:
    others = some.count - len(some.first)
    return f", and {others:,} more" if others else ""


DIAGNOSES: tuple[Diagnosis, ...] = (_comma_list, _already, _unknown)
