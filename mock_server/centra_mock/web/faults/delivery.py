"""Steps that change how an answer is sent: truncated, trickled, in chunks. Each returns whether it applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any

from werkzeug.wrappers import Response

from centra_mock.domain.fault_schedule import DueFault
from centra_mock.services.requests import Outcome, record_exchange
from centra_mock.web.faults.connection import NoResponse, close_connection
from centra_mock.web.middleware import SoapCall, SoapHandler, SoapReply

_ODD_SIZES = (1, 7, 3, 61, 13, 997)
"""Sizes that keep no tag, no entity and no letter of several bytes in one chunk."""


def truncate(due: DueFault, call: SoapCall, reply: SoapReply) -> bool:
    """Cut the body, but announce its whole length. A body that is shorter than that lacks its last byte."""
    assert due.fault.byte is not None
    body = reply.http.get_data()
    start = body[: min(due.fault.byte, len(body) - 1)]
    _send(reply.http, _cut(start, call.http.environ), start, len(body))
    return True


def trickle(due: DueFault, call: SoapCall, reply: SoapReply) -> bool:
    """Send the body a few bytes at a time, with a pause between."""
    body = reply.http.get_data()
    _send(reply.http, _trickled(body, due, call.http.environ), body, len(body))
    return True


def chunk(_turn: DueFault, call: SoapCall, reply: SoapReply) -> bool:
    """Leave out the length, so that the server sends each piece as a chunk; HTTP/1.0 has no chunks."""
    if call.http.environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
        return False
    body = reply.http.get_data()
    _send(reply.http, _pieces(body, cycle(_ODD_SIZES)), body, None)
    return True


def record_delivery(call: SoapCall, handle: SoapHandler) -> SoapReply:
    """Write down an answer as it is sent, where a fault or a mutation may have changed it."""
    reply = handle(call)
    if call.request.answer_may_change:
        record_exchange(call.request, _outcome_as_sent(call, reply))
    return reply


def body_sent(response: Response) -> bytes | None:
    """Return what is sent of an answer's body; ``None`` if no answer is sent."""
    if isinstance(response, NoResponse):
        return None
    return response.response.body if isinstance(response.response, _Sending) else response.get_data()


@dataclass(frozen=True)
class _Sending:
    """A body that is sent in pieces. These can be read once; ``body`` is what they make together."""

    pieces: Iterator[bytes]
    body: bytes

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces


def _send(response: Response, pieces: Iterator[bytes], body: bytes, length: int | None) -> None:
    response.response = _Sending(pieces, body)
    if length is None:
        response.headers.pop("Content-Length", None)
    else:
        response.headers["Content-Length"] = str(length)


def _cut(start: bytes, environ: dict[str, Any]) -> Iterator[bytes]:
    yield start
    close_connection(environ)


def _trickled(body: bytes, due: DueFault, environ: dict[str, Any]) -> Iterator[bytes]:
    assert due.fault.size is not None
    for place, piece in enumerate(_pieces(body, cycle((due.fault.size,)))):
        if place and not due.pause():
            close_connection(environ)
            return
        yield piece


def _pieces(body: bytes, sizes: Iterator[int]) -> Iterator[bytes]:
    start = 0
    while start < len(body):
        end = start + next(sizes)
        yield body[start:end]
        start = end


def _outcome_as_sent(call: SoapCall, reply: SoapReply) -> Outcome:
    """Return the outcome of a call, with the answer as it is sent."""
    faults = [due.fault.kind for due in call.due_faults if due.has_fired]
    sent = body_sent(reply.http)
    if sent is None:
        return replace(reply.outcome, kind="broken", status=0, headers=[], body=b"", redacted=None, faults=faults)
    return replace(
        reply.outcome,
        kind=reply.outcome.kind if reply.is_soap else "broken",
        status=reply.http.status_code,
        headers=list(reply.http.headers),
        body=sent,
        redacted=None,
        charset=reply.http.mimetype_params.get("charset"),
        faults=faults,
    )
