"""Changes to an answer's body and to what is said of it. Each tells whether it applied."""

from __future__ import annotations

import gzip
import re

from werkzeug.wrappers import Request, Response

from centra_mock.domain.fault_schedule import Turn
from centra_mock.soap.notices import with_notices

_BETWEEN = re.compile(rb">(?=<)")


def add_notices(turn: Turn, _request: Request, response: Response) -> bool:
    """Notices do not mean failure; they are added to those that a success has, and to nothing else."""
    changed = with_notices(response.get_data(), turn.fault.messages or ())
    if changed is None:
        return False
    response.set_data(changed)
    return True


def break_xml(_turn: Turn, _request: Request, response: Response) -> bool:
    """A stray ``<&`` between two elements, near the middle: a client that reads as it comes has read half by then."""
    body = response.get_data()
    between = [match.end() for match in _BETWEEN.finditer(body)] or [len(body) // 2]
    at = min(between, key=lambda place: abs(place - len(body) // 2))
    response.set_data(body[:at] + b"<&" + body[at:])
    return True


def change_type(turn: Turn, _request: Request, response: Response) -> bool:
    assert turn.fault.content_type is not None
    response.headers["Content-Type"] = turn.fault.content_type
    return True


def compress(_turn: Turn, request: Request, response: Response) -> bool:
    """Only for a client that says it can read it."""
    if not request.accept_encodings["gzip"] or "Content-Encoding" in response.headers:
        return False
    # Without a time, the same answer is the same bytes.
    response.set_data(gzip.compress(response.get_data(), mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return True
