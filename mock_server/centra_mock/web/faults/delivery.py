"""How an answer gets to the client: cut short, drop by drop, in chunks. Each tells whether it applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from werkzeug.wrappers import Request, Response

from centra_mock.domain.fault_schedule import Turn
from centra_mock.web.faults.connection import NoAnswer, hang_up

_ODD_SIZES = (1, 7, 3, 61, 13, 997)
"""Sizes that keep no tag, no entity and no letter of several bytes in one chunk."""


def truncate(turn: Turn, request: Request, response: Response) -> bool:
    """The whole length is announced; an answer that is no longer than that lacks its last byte."""
    assert turn.fault.byte is not None
    body = response.get_data()
    start = body[: min(turn.fault.byte, len(body) - 1)]
    _send(response, _cut(start, request.environ), start, len(body))
    return True


def trickle(turn: Turn, request: Request, response: Response) -> bool:
    body = response.get_data()
    _send(response, _dripping(body, turn, request.environ), body, len(body))
    return True


def chunk(_turn: Turn, request: Request, response: Response) -> bool:
    """Without a length, the server sends each piece as a chunk; HTTP/1.0 knows no chunks."""
    if request.environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
        return False
    body = response.get_data()
    _send(response, _pieces(body, cycle(_ODD_SIZES)), body, None)
    return True


def body_sent(response: Response) -> bytes | None:
    """What of an answer's body gets to the client, for those who keep a record; ``None`` if no answer does."""
    if isinstance(response, NoAnswer):
        return None
    return response.response.body if isinstance(response.response, _Sending) else response.get_data()


@dataclass(frozen=True)
class _Sending:
    """A body on its way. It can be read once, so what it will have been is told beside."""

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
    hang_up(environ)


def _dripping(body: bytes, turn: Turn, environ: dict[str, Any]) -> Iterator[bytes]:
    assert turn.fault.size is not None
    for place, piece in enumerate(_pieces(body, cycle((turn.fault.size,)))):
        if place and not turn.pause():
            hang_up(environ)
            return
        yield piece


def _pieces(body: bytes, sizes: Iterator[int]) -> Iterator[bytes]:
    start = 0
    while start < len(body):
        end = start + next(sizes)
        yield body[start:end]
        start = end
