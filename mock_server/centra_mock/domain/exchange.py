"""Exchanges of the client with Centra, as the journal keeps and lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from centra_mock.domain.effects import Effects
from centra_mock.wire.http import Headers


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
    request_id: str = ""
    """``X-Centra-Request-ID``, unique to the exchange. What it changed was written under this id (``Origin.cause``)."""
    effects: Effects = Effects()
    faults: Sequence[str] = ()
    """The kinds of the faults that struck."""
    replay_of: int | None = None
    """The exchange that it was sent again for."""
    code: str | None = None
    """The code of the error, where there was one."""


class ExchangeSummary(NamedTuple):
    """An exchange without its headers and bodies, for lists. ``response`` is only the start of the answer."""

    id: int
    at: str
    endpoint: str
    operation: str | None
    client: str
    status: int
    outcome: str
    microseconds: int
    effects: Effects
    faults: list[str]
    replay_of: int | None
    code: str | None
    request_bytes: int
    response_bytes: int
    response: bytes


class Poll(NamedTuple):
    """A read of the queue, or a call of events_Done, and what it did."""

    id: int
    at: str
    operation: str
    client: str
    outcome: str
    effects: Effects


@dataclass(frozen=True)
class JournalFilter:
    """Which exchanges are meant; ``None`` for all."""

    operation: str | None = None
    outcome: str | None = None
    endpoint: str | None = None
    search: str | None = None
    """A text that stands somewhere in the bodies or the headers; capitals of ASCII count as small letters."""


class JournalSize(NamedTuple):
    """How much a journal holds."""

    exchanges: int
    size: int
    """Bytes of bodies."""
