"""SOAP 1.1 as spyne dispatches it here: the data stays an lxml tree, and answers are written by the use case.

Typed objects would lose the difference between absent and empty, and cost a hundred times more on the way out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from spyne import Fault
from spyne.protocol.soap import Soap11

from centra_mock.errors import BadRequest, RequestError
from centra_mock.services.requests import ClientRequest, Outcome
from centra_mock.soap.message import SoapMessage
from centra_mock.wire.endpoints import Endpoint, Login
from centra_mock.wire.envelope import check_action

T = TypeVar("T")


@dataclass
class Dispatch:
    """One request on its way through spyne (as ``ctx.udc``)."""

    request: ClientRequest
    message: SoapMessage
    login: Login
    """The right one."""
    outcome: Outcome | None = None
    """The outcome, once the request was handled."""


class SoapFault(Fault):  # type: ignore[misc]
    """An error on its way through spyne."""

    def __init__(self, error: RequestError) -> None:
        super().__init__(error.faultcode, str(error))
        self.error = error


class CentraSoap(Soap11):  # type: ignore[misc]
    """Gives spyne the message that was read, and finds the method that it asks for."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(validator=None)
        self.endpoint = endpoint

    def create_in_document(self, ctx: Any, charset: str | None = None) -> None:
        dispatch: Dispatch = ctx.udc
        ctx.in_document = _read(dispatch.message.content).envelope

    def decompose_incoming_envelope(self, ctx: Any, message: Any = Soap11.REQUEST) -> None:
        dispatch: Dispatch = ctx.udc
        content = _read(dispatch.message.content)
        if dispatch.request.settings.policy.soap_action == "check":
            try:
                check_action(dispatch.message.action, content.operation, self.endpoint.namespace)
            except BadRequest as error:
                raise SoapFault(error) from error
        ctx.in_body_doc = content.element
        ctx.method_request_string = content.element.tag

    def deserialize(self, ctx: Any, message: Any) -> None:
        ctx.in_object = [None]


def _read(found: T | BadRequest) -> T:
    if isinstance(found, BadRequest):
        raise SoapFault(found) from found
    return found
