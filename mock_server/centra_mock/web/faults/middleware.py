"""The faults that are set for a call, as steps on its way to the endpoint and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from werkzeug.wrappers import Response

from centra_mock.activities.faults import When
from centra_mock.domain.fault_schedule import DueFault
from centra_mock.error_codes import Code
from centra_mock.services.requests import Kind
from centra_mock.web.faults import answers, bodies, delivery
from centra_mock.web.faults.connection import ConnectionClosed, ConnectionReset
from centra_mock.web.middleware import SoapCall, SoapHandler, SoapReply
from centra_mock.wire.endpoints import Endpoint

Step = Callable[[DueFault, SoapCall, SoapReply], bool]
"""Changes an answer. Returns ``False`` where it does not apply to it."""

_REPLACEMENTS: Mapping[str, tuple[Kind, Callable[[DueFault, Endpoint], Response]]] = {
    "refuse": ("broken", lambda _turn, _endpoint: ConnectionClosed()),
    "reset": ("broken", lambda _turn, _endpoint: ConnectionReset()),
    "html": ("broken", answers.html),
    "soap_fault": ("fault", answers.soap_fault),
    "status": ("broken", answers.status),
    "failure": ("failure", answers.failure),
}
"""What comes instead of the answer: the first of them that is set."""


@dataclass(frozen=True)
class Delay:
    """Lets a call wait before it is handled, or its answer after the commit."""

    when: When

    def __call__(self, call: SoapCall, handle: SoapHandler) -> SoapReply:
        if self.when == "before":
            return handle(call) if self._wait(call) else SoapReply(ConnectionClosed(), call.unhandled_outcome)
        reply = handle(call)
        return reply if self._wait(call) else reply.replaced_by(ConnectionClosed())

    def _wait(self, call: SoapCall) -> bool:
        """Wait. Returns ``False`` where the server stopped meanwhile."""
        for due in call.faults_of({"delay"}, self.when):
            due.fire()
            if not due.pause():
                return False
        return True


@dataclass(frozen=True)
class AnswerInstead:
    """Answers a call without handling it, or in place of the answer after the commit."""

    when: When

    def __call__(self, call: SoapCall, handle: SoapHandler) -> SoapReply:
        due = next(call.faults_of(_REPLACEMENTS, self.when), None)
        if due is None:
            return handle(call)
        reply = SoapReply(Response(), call.unhandled_outcome) if self.when == "before" else handle(call)
        if not reply.is_sent:
            return reply
        due.fire()
        kind, answer = _REPLACEMENTS[due.fault.kind]
        return reply.replaced_by(answer(due, call.request.endpoint), kind, Code.INJECTED_FAULT)


@dataclass(frozen=True)
class AlterReply:
    """Alters an answer on its way back by the faults that are set, in the order of the steps."""

    steps: Mapping[str, Step]
    only_one: bool = False
    """Whether the first that applies is the last."""

    def __call__(self, call: SoapCall, handle: SoapHandler) -> SoapReply:
        reply = handle(call)
        for kind, step in self.steps.items() if reply.is_sent else ():
            for due in call.faults_of({kind}):
                if step(due, call, reply):
                    due.fire()
                    if self.only_one:
                        return reply
        return reply


DELIVER = AlterReply(
    {"truncate": delivery.truncate, "trickle": delivery.trickle, "chunked": delivery.chunk}, only_one=True
)
"""How an answer is sent."""

ALTER_CONTENT = AlterReply({"malformed": bodies.break_xml, "content_type": bodies.change_type, "gzip": bodies.compress})
"""Alters the content of the answer and its headers."""

ADD_NOTICES = AlterReply({"notices": bodies.add_notices})
