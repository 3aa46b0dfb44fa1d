"""The journal of exchanges: append-only, and bounded by count and by bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from centra_mock.store.connection import Scoped
from centra_mock.store.counters import EXCHANGES, Counters
from centra_mock.store.schema import exchanges

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Bounds:
    """How much a tenant's journal keeps."""

    count: int = 2000
    size: int = 64 * 1024 * 1024
    """Bytes of bodies."""


class Exchange(NamedTuple):
    """A request and its response. Bodies are texts in UTF-8 where they could be read."""

    id: int
    at: str
    endpoint: str
    path: str
    operation: str | None
    client: str
    status: int
    outcome: str
    """``ok``, ``failure`` (success=false), ``fault``, or ``broken`` (no answer got through)."""
    microseconds: int
    request_headers: Headers
    request: bytes
    response_headers: Headers
    response: bytes


_READ = select(*(exchanges.c[name] for name in Exchange._fields))


class Journal(Scoped):
    """The journal of one tenant."""

    bounds = Bounds()

    def __init__(self, connection: Connection, tenant: str) -> None:
        super().__init__(connection, tenant)
        self.counters = Counters(connection, tenant)

    def add(self, exchange: Exchange) -> int:
        """Record an exchange (its ``id`` is given here), drop the oldest beyond the bounds, and return its id."""
        id = self.counters.take(EXCHANGES)
        values = {
            **exchange._asdict(),
            "id": id,
            "tenant": self.tenant,
            "size": len(exchange.request) + len(exchange.response),
            "request_headers": _written(exchange.request_headers),
            "response_headers": _written(exchange.response_headers),
        }
        self.run(insert(exchanges).values(values))
        self._bound(id)
        return id

    def page(
        self, operation: str | None = None, outcome: str | None = None, after: int = 0, limit: int = 100
    ) -> list[Exchange]:
        """Exchanges with ids above ``after``, oldest first."""
        query = _READ.where(*self.of(exchanges), exchanges.c.id > after).order_by(exchanges.c.id).limit(limit)
        if operation is not None:
            query = query.where(exchanges.c.operation == operation)
        if outcome is not None:
            query = query.where(exchanges.c.outcome == outcome)
        return [_read(row) for row in self.connection.execute(query)]

    def get(self, id: int) -> Exchange | None:
        row = self.connection.execute(_READ.where(*self.of(exchanges, id=id))).first()
        return _read(row) if row is not None else None

    def clear(self) -> None:
        self.run(delete(exchanges).where(*self.of(exchanges)))

    def _bound(self, newest: int) -> None:
        self.run(delete(exchanges).where(*self.of(exchanges), exchanges.c.id <= newest - self.bounds.count))
        size = self.scalar(select(func.sum(exchanges.c.size)).where(*self.of(exchanges)))
        if size > self.bounds.size:
            oldest = select(exchanges.c.id, exchanges.c.size).where(*self.of(exchanges)).order_by(exchanges.c.id)
            for row in self.connection.execute(oldest).all()[:-1]:
                self.run(delete(exchanges).where(*self.of(exchanges, id=row.id)))
                size -= row.size
                if size <= self.bounds.size:
                    break


def _written(headers: Headers) -> bytes:
    return json.dumps(headers).encode()


def _read(row: Sequence[Any]) -> Exchange:
    exchange = Exchange(*row)
    return exchange._replace(
        request_headers=_headers(exchange.request_headers), response_headers=_headers(exchange.response_headers)
    )


def _headers(written: Any) -> Headers:
    return [(name, value) for name, value in json.loads(written)]
