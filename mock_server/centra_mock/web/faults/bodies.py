"""Steps that change an answer's body and its headers. Each returns whether it applied."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

from centra_mock.domain.fault_schedule import DueFault
from centra_mock.error_codes import Code
from centra_mock.errors import Message
from centra_mock.web.middleware import SoapCall, SoapReply
from centra_mock.wire.envelope import wrap

_BETWEEN = re.compile(rb">(?=<)")


def add_notices(due: DueFault, call: SoapCall, reply: SoapReply) -> bool:
    """Add notices to those of a success. They do not mean failure, and nothing else has any."""
    result = reply.outcome.result
    if reply.outcome.kind != "ok" or result is None:
        return False
    added = [Message(Code.INJECTED_FAULT, text) for text in due.fault.messages or ()]
    result = replace(result, notices=[*result.notices, *added])
    reply.outcome = replace(reply.outcome, result=result)
    reply.http.set_data(wrap(result.to_xml(), call.request.endpoint.namespace))
    return True


def break_xml(_turn: DueFault, _call: SoapCall, reply: SoapReply) -> bool:
    """Put a stray ``<&`` between two elements near the middle: a client that reads a stream has read half by then."""
    body = reply.http.get_data()
    between = [match.end() for match in _BETWEEN.finditer(body)] or [len(body) // 2]
    at = min(between, key=lambda place: abs(place - len(body) // 2))
    reply.http.set_data(body[:at] + b"<&" + body[at:])
    return True


def change_type(due: DueFault, _call: SoapCall, reply: SoapReply) -> bool:
    assert due.fault.content_type is not None
    reply.http.headers["Content-Type"] = due.fault.content_type
    return True


def compress(_turn: DueFault, call: SoapCall, reply: SoapReply) -> bool:
    """Compress the body for a client that accepts it."""
    if not call.http.accept_encodings["gzip"] or "Content-Encoding" in reply.http.headers:
        return False
    # Without a time, the same answer is the same bytes.
    reply.http.set_data(gzip.compress(reply.http.get_data(), mtime=0))
    reply.http.headers["Content-Encoding"] = "gzip"
    reply.http.headers["Vary"] = "Accept-Encoding"
    return True
