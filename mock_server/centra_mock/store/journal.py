"""The journal of exchanges: append-only, and bounded by count and by bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select

from centra_mock.domain.effects import Effects
from centra_mock.domain.exchange import Exchange, ExchangeSummary, JournalFilter, JournalSize, Poll
from centra_mock.store.bodies import BodyLength, BodyStart, body_text, read_body, stored_body
from centra_mock.store.counters import EXCHANGES, JOURNAL_SIZE, Counters
from centra_mock.store.retention import Retention, drop_oldest
from centra_mock.store.schema import exchanges
from centra_mock.store.statements import one_of_many, tenant_rows
from centra_mock.store.tenant_connection import TenantConnection
from centra_mock.store.text_search import check_search, holds
from centra_mock.wire.http import Headers
from centra_mock.wire.operations import Operation

_EFFECTS = msgspec.json.Decoder(Effects)
_HEADERS = msgspec.json.Decoder(Headers)

_TEXTS = ("request", "response", "request_headers", "response_headers")
_READ = select(*(exchanges.c[name] for name in Exchange._fields))
_BRIEF = select(
    *(exchanges.c[name] for name in ExchangeSummary._fields[:-3]),
    BodyLength(exchanges.c.request),
    BodyLength(exchanges.c.response),
    BodyStart(exchanges.c.response),
)
_ONE = _READ.where(*tenant_rows(exchanges, "id"))
_WHOLE = _READ.where(*tenant_rows(exchanges), one_of_many(exchanges.c.id))
_BRIEFS = _BRIEF.where(*tenant_rows(exchanges), one_of_many(exchanges.c.id))
_CALLS = (
    select(*(exchanges.c[name] for name in Poll._fields))
    .where(*tenant_rows(exchanges), one_of_many(exchanges.c.operation))
    .order_by(exchanges.c.id.desc())
    .limit(bindparam("limit"))
)
_VOLUME = select(func.count(), func.coalesce(func.sum(exchanges.c.size), 0)).where(*tenant_rows(exchanges))


class JournalRepository(TenantConnection):
    """The journal of one tenant."""

    retention = Retention()

    def __init__(self, connection: Connection, tenant: str) -> None:
        super().__init__(connection, tenant)
        self.counters = Counters(connection, tenant)

    def add(self, exchange: Exchange) -> int:
        """Record an exchange (its ``id`` is given here), and return its id.

        The oldest beyond the retention are dropped, in batches.
        """
        id = self.counters.take(EXCHANGES)
        size = len(exchange.request) + len(exchange.response)
        total = self.size() + size
        dialect = self.connection.dialect
        values = {
            **exchange._asdict(),
            "id": id,
            "size": size,
            "request": stored_body(dialect, exchange.request),
            "response": stored_body(dialect, exchange.response),
            "request_headers": _written(exchange.request_headers),
            "response_headers": _written(exchange.response_headers),
            "effects": msgspec.json.encode(exchange.effects),
            "faults": ",".join(exchange.faults),
        }
        self.insert(exchanges, values)
        if self.retention.is_due(id, total):
            drop_oldest(self, exchanges, id, self.retention)
            total = self.volume().size
        self.counters.set(JOURNAL_SIZE, total)
        return id

    def size(self) -> int:
        """Return the bytes that are recorded. Without a kept number, as in an earlier version, they are counted."""
        return self.counters.last(JOURNAL_SIZE) or self.volume().size

    def page(
        self, sought: JournalFilter, after: int = 0, limit: int = 100, before: int | None = None
    ) -> list[Exchange]:
        """Return exchanges with ids above ``after``, oldest first; or those below ``before``, newest first."""
        return [_read(row) for row in self._rows(_READ, sought, after, limit, before)]

    def summaries(
        self, sought: JournalFilter, after: int = 0, limit: int = 100, before: int | None = None
    ) -> list[ExchangeSummary]:
        """Return the same without bodies."""
        return [_brief(row) for row in self._rows(_BRIEF, sought, after, limit, before)]

    def ids(self, sought: JournalFilter) -> list[int]:
        """Return the ids of all that are meant, newest first."""
        query = select(exchanges.c.id).where(*self.matching(exchanges), *self._conditions(sought))
        return list(self.connection.execute(query.order_by(exchanges.c.id.desc())).scalars())

    def summaries_by_id(self, ids: Sequence[int]) -> list[ExchangeSummary]:
        """Return exchanges by their ids, newest first, without bodies."""
        return sorted(map(_brief, self.execute_among(_BRIEFS, ids)), reverse=True)

    def by_ids(self, ids: Sequence[int]) -> list[Exchange]:
        """Return exchanges by their ids, oldest first."""
        return sorted(map(_read, self.execute_among(_WHOLE, ids)))

    def polls(self, operations: Iterable[Operation], limit: int) -> list[Poll]:
        """Return the last calls of some operations, oldest first."""
        names = [operation.name for operation in operations]
        found = [Poll(*row) for row in self.execute_among(_CALLS, names, limit=limit)]
        return [poll._replace(effects=_EFFECTS.decode(poll.effects)) for poll in reversed(found)]  # type: ignore[arg-type]

    def get(self, id: int) -> Exchange | None:
        row = self.execute(_ONE, id=id).first()
        return _read(row) if row is not None else None

    def id_by_request(self, request_id: str) -> int | None:
        """Return the id of the exchange with this request id, by which an object's history finds what changed it."""
        found: int | None = self.select(exchanges.c.id, request_id=request_id).scalar()
        return found

    def volume(self) -> JournalSize:
        """Return how much is recorded."""
        count, size = self.execute(_VOLUME).first()
        return JournalSize(int(count), int(size))

    def clear(self) -> None:
        self.delete(exchanges)
        self.counters.set(JOURNAL_SIZE, 0)

    def _rows(self, query: Any, sought: JournalFilter, after: int, limit: int, before: int | None) -> Sequence[Any]:
        ids = exchanges.c.id
        query = query.where(*self.matching(exchanges), ids > after, *self._conditions(sought)).limit(limit)
        query = query.order_by(ids) if before is None else query.where(ids < before).order_by(ids.desc())
        return self.connection.execute(query).all()

    def _conditions(self, sought: JournalFilter) -> list[ColumnElement[bool]]:
        check_search(sought.search or "")
        named = {"operation": sought.operation, "outcome": sought.outcome, "endpoint": sought.endpoint}
        found = self.matching(exchanges, **{name: value for name, value in named.items() if value is not None})
        if sought.search:
            dialect = self.connection.dialect
            texts = (body_text(dialect, exchanges.c[name]) for name in _TEXTS)
            found.append(or_(*(holds(dialect, text, sought.search) for text in texts)))
        return found


def _written(headers: Headers) -> bytes:
    return msgspec.json.encode(headers)


def _brief(row: Sequence[Any]) -> ExchangeSummary:
    brief = ExchangeSummary(*row)
    return brief._replace(effects=_EFFECTS.decode(brief.effects), faults=_kinds(brief.faults))  # type: ignore[arg-type]


def _read(row: Sequence[Any]) -> Exchange:
    exchange = Exchange(*row)
    return exchange._replace(
        request=read_body(exchange.request),
        response=read_body(exchange.response),
        request_headers=_headers(exchange.request_headers),
        response_headers=_headers(exchange.response_headers),
        effects=_EFFECTS.decode(exchange.effects),  # type: ignore[arg-type]
        faults=_kinds(exchange.faults),
    )


def _headers(written: Any) -> Headers:
    return _HEADERS.decode(written)


def _kinds(written: Any) -> list[str]:
    return written.split(",") if written else []
