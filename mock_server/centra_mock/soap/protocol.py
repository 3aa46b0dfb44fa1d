"""SOAP 1.1 as this mock speaks it: spyne dispatches, the data stays an lxml tree and leaves as ready bytes.

Typed objects would lose the difference between absent and empty, and cost a hundred times more on the way out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from spyne import Fault
from spyne.protocol.soap import Soap11

from centra_mock.domain.effects import Effects
from centra_mock.errors import BadRequest
from centra_mock.services.settings import Settings
from centra_mock.wire import envelope
from centra_mock.wire.endpoints import Endpoint, Login
from centra_mock.wire.operations import Operation
from centra_mock.wire.tree import Element, plain


@dataclass
class Call:
    """One request on its way through spyne (as ``ctx.udc``)."""

    tenant: str
    settings: Settings
    charset: str | None
    action: str | None
    basic: Login | None
    operation: Operation | None = None
    envelope: Element | None = None
    request: Element | None = None
    """The operation's element, in plain form."""
    lacks_login: bool = False
    cause: str = ""
    """The id of the request."""
    effects: Effects = field(default_factory=Effects)


class CentraSoap(Soap11):  # type: ignore[misc]
    """Reads envelopes with our own checks and writes bodies that are bytes already."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(validator=None)
        self.endpoint = endpoint

    def create_in_document(self, ctx: Any, charset: str | None = None) -> None:
        call: Call = ctx.udc
        try:
            ctx.in_document = envelope.parse(b"".join(ctx.in_string), call.charset, call.settings.policy.max_depth)
        except BadRequest as error:
            raise as_fault(error) from error

    def decompose_incoming_envelope(self, ctx: Any, message: Any = Soap11.REQUEST) -> None:
        call: Call = ctx.udc
        try:
            call.operation, body = envelope.operation_of(ctx.in_document, self.endpoint)
            if call.settings.policy.soap_action == "check":
                envelope.check_action(call.action, call.operation, self.endpoint.namespace)
        except BadRequest as error:
            raise as_fault(error) from error
        call.envelope, call.request = ctx.in_document, plain(body, self.endpoint.namespace)
        ctx.in_body_doc = body
        ctx.method_request_string = body.tag

    def deserialize(self, ctx: Any, message: Any) -> None:
        ctx.in_object = [None]

    def serialize(self, ctx: Any, message: Any) -> None:
        if ctx.out_error is not None:
            body = envelope.fault(ctx.out_error.faultcode, ctx.out_error.faultstring)
        else:
            body = ctx.out_object[0]
        ctx.out_document = envelope.wrap(body, self.endpoint.namespace)

    def create_out_string(self, ctx: Any, charset: str | None = None) -> None:
        ctx.out_string = [ctx.out_document]


def as_fault(error: BadRequest) -> Any:
    code = "VersionMismatch" if isinstance(error, envelope.VersionMismatch) else "Client"
    return Fault(code, str(error))
