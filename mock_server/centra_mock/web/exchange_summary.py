"""An exchange in one sentence: what it did, or why it did nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape

from centra_mock.clock import event_age
from centra_mock.domain.effects import CountedIds, Delivered, Effects, Finished, Updated
from centra_mock.domain.exchange import Exchange, ExchangeSummary
from centra_mock.formatting import count_text, span_text

_FAULTSTRING = re.compile(rb"<(?:[\w.-]+:)?faultstring\b[^<>]*>")
_MESSAGE = re.compile(rb"<(?:[\w.-]+:)?message\b[^<>]*>")
_LONGEST = 300


def sentence(exchange: Exchange | ExchangeSummary) -> str:
    """Summarise what an exchange did, and which faults changed its answer.

    For instance ``delivered 100 events (90 again), oldest 12 min``.
    """
    clauses = [*_effects(exchange.effects, exchange.at)] if exchange.outcome not in ("fault", "failure") else []
    if exchange.outcome == "failure":
        clauses = [*_effects(exchange.effects, exchange.at), _refusal(exchange)]
    elif exchange.outcome == "fault":
        clauses = [f"fault: {_first_text(_FAULTSTRING, exchange.response)}"]
    if exchange.faults:
        clauses.append(_injected_faults(exchange))
    return "; ".join(clauses) or "nothing was done"


def _effects(effects: Effects, at: str) -> Iterator[str]:
    if effects.delivered is not None:
        yield _delivered(effects.delivered, at)
    if effects.finished is not None:
        yield from _finished(effects.finished)
        if effects.queued is not None:
            yield f"{effects.queued:,} left"
    if effects.updated is not None:
        yield from _updated(effects.updated)


def _delivered(found: Delivered, at: str) -> str:
    if not found.events:
        return "no events"
    again = f" ({found.again:,} again)" if found.again else ""
    age = f", oldest {span_text(event_age(found.oldest, datetime.fromisoformat(at)))}" if found.oldest else ""
    return f"delivered {count_text(found.events, 'event')}{again}{age}"


def _finished(found: Finished) -> Iterator[str]:
    if found.done or not (found.already.count or found.unknown.count):
        yield f"marked {count_text(found.done, 'event')} done"
    for some, why in ((found.already, "done or cancelled already"), (found.unknown, "never there")):
        if some.count:
            were = "was" if some.count == 1 else "were"
            yield f"{count_text(some.count, 'event')} {were} not queued: {_id_list(some)} ({why})"


def _updated(found: Updated) -> Iterator[str]:
    for verb, some in (("changed", found.changed), ("made", found.made)):
        if some.count == 1:
            yield f"{verb} {found.type} {some.first[0] or 'without an id'}"
        elif some.count:
            yield f"{verb} {count_text(some.count, found.type)}"


def _id_list(some: CountedIds) -> str:
    return ", ".join(some.first) + (", …" if some.count > len(some.first) else "")


def _refusal(exchange: Exchange | ExchangeSummary) -> str:
    """Return why objects were refused, and how many if there were several."""
    found = exchange.effects.updated
    much = f" {count_text(found.refused.count, found.type)}" if found is not None and found.refused.count > 1 else ""
    return f"refused{much}: {_first_text(_MESSAGE, exchange.response)}"


def _injected_faults(exchange: Exchange | ExchangeSummary) -> str:
    lost = exchange.outcome == "broken"
    kinds = ", ".join(exchange.faults)
    return f"the answer was {'cut off' if lost else 'changed'} by a fault that you set ({kinds})"


def _first_text(pattern: re.Pattern[bytes], answer: bytes) -> str:
    found = pattern.search(answer)
    end = answer.find(b"</", found.end()) if found else -1
    if found is None or end < 0:
        return "no reason was given"
    text = unescape(answer[found.end() : end].decode("utf-8", "replace")).strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
