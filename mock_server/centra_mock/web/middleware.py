"""Steps of a client's call to the endpoint and back: each passes it on, answers it itself, or alters the answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

from werkzeug.wrappers import Request, Response

from centra_mock.activities.faults import When
from centra_mock.domain.fault_schedule import DueFault
from centra_mock.domain.mutations import Mutator
from centra_mock.error_codes import Code
from centra_mock.services.requests import ClientRequest, Kind, Outcome
from centra_mock.soap.message import SoapMessage
from centra_mock.web.faults.connection import NoResponse
from centra_mock.wire.http import id_headers


@dataclass(frozen=True)
class SoapCall:
    """A client's call."""

    http: Request
    request: ClientRequest
    message: SoapMessage
    due_faults: Sequence[DueFault] = ()
    """The faults whose turn it is."""
    mutator: Mutator | None = None

    @property
    def unhandled_outcome(self) -> Outcome:
        """Return the outcome of the call if it does not reach the endpoint."""
        operation = self.message.operation
        return Outcome("broken", operation=operation.name if operation else None)

    def faults_of(self, kinds: Collection[str], when: When = "after") -> Iterator[DueFault]:
        """Yield the faults of some kinds that strike before the commit, or after it."""
        return (due for due in self.due_faults if due.fault.kind in kinds and due.fault.when == when)


@dataclass
class SoapReply:
    """An answer as it is sent, and the outcome of the call."""

    http: Response
    outcome: Outcome

    @property
    def is_sent(self) -> bool:
        """Return whether an answer is sent at all."""
        return not isinstance(self.http, NoResponse)

    @property
    def is_soap(self) -> bool:
        """Return whether what is sent declares to be SOAP."""
        return self.is_sent and self.http.mimetype == "text/xml"

    def replaced_by(self, http: Response, kind: Kind = "broken", code: Code | None = None) -> SoapReply:
        """Return another answer to the same call."""
        return SoapReply(http, replace(self.outcome, kind=kind, code=code, result=None))


Received = TypeVar("Received")
Answered = TypeVar("Answered")

SoapHandler = Callable[[SoapCall], SoapReply]


class Middleware(Protocol):
    """A step of a call. It calls ``handle`` for what lies behind it, or answers without."""

    def __call__(self, call: SoapCall, handle: SoapHandler, /) -> SoapReply: ...


def compose(
    middleware: Sequence[Callable[[Received, Callable[[Received], Answered]], Answered]],
    endpoint: Callable[[Received], Answered],
) -> Callable[[Received], Answered]:
    """Return a handler that passes a request or a call through each step, the first one first, to the endpoint."""
    handler = endpoint
    for each in reversed(middleware):
        handler = partial(_pass_through, each, handler)
    return handler


def _pass_through(
    step: Callable[[Received, Callable[[Received], Answered]], Answered],
    handle: Callable[[Received], Answered],
    received: Received,
) -> Answered:
    return step(received, handle)


def name_request(call: SoapCall, handle: SoapHandler) -> SoapReply:
    """Add the headers that name the request."""
    reply = handle(call)
    reply.http.headers.extend(id_headers(call.request.id))
    return reply


def mutate(call: SoapCall, handle: SoapHandler) -> SoapReply:
    """Mutate an answer as the tenant is set to. What is no SOAP is not an answer of Centra's."""
    reply = handle(call)
    if call.mutator is not None and reply.is_soap:
        rewritten = call.mutator.mutate(reply.http.get_data())
        reply.http.set_data(rewritten.body)
        reply.http.content_type = f"text/xml; charset={rewritten.charset}"
    return reply
