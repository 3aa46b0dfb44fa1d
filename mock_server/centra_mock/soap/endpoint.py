"""One endpoint of the API: requests in, answers out, with no idea of HTTP servers."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from spyne import MethodContext
from spyne.server import ServerBase

from centra_mock.domain.effects import Effects
from centra_mock.errors import BadRequest
from centra_mock.services.settings import Settings
from centra_mock.soap.answer import Answerer
from centra_mock.soap.application import application
from centra_mock.soap.protocol import Call
from centra_mock.soap.wsdl import Wsdl
from centra_mock.wire import envelope
from centra_mock.wire.endpoints import Endpoint, Login

log = logging.getLogger(__name__)

_BUILDING = Lock()
"""Spyne's models register themselves as they are made: one at a time."""


@dataclass(frozen=True)
class Answer:
    body: bytes
    is_fault: bool
    operation: str | None = None
    """What was asked for, where that could be read."""
    lacks_login: bool = False
    effects: Effects = field(default_factory=Effects)


class _Transport(ServerBase):  # type: ignore[misc]
    """Spyne's server side without a server: HTTP is not its business here."""

    transport = "http://schemas.xmlsoap.org/soap/http"


class SoapEndpoint:
    """Serves the WSDL and the operations of an endpoint."""

    def __init__(self, endpoint: Endpoint, answerer: Answerer, login: Login) -> None:
        self.endpoint = endpoint
        self._answerer = answerer
        self._login = login

    # Built when it is first asked for, as most clients use one endpoint, and few programs need its WSDL.
    @cached_property
    def _server(self) -> _Transport:
        with _BUILDING:
            return _Transport(application(self.endpoint, self._answerer, self._login))

    @cached_property
    def _wsdl(self) -> Wsdl:
        app = self._server.app
        with _BUILDING:
            return Wsdl(app, self.endpoint)

    def wsdl(self, address: str) -> bytes:
        """The WSDL, saying that the endpoint is at ``address``."""
        return self._wsdl.at(address)

    def call(
        self,
        tenant: str,
        settings: Settings,
        data: bytes,
        charset: str | None = None,
        action: str | None = None,
        basic: Login | None = None,
        cause: str = "",
    ) -> Answer:
        """The answer to a request: always an envelope, whatever was sent."""
        call = Call(tenant, settings, charset, action, basic, cause=cause)
        try:
            return self._through_spyne(call, data)
        except Exception:
            log.exception("A request could not be answered")
            return self._fault("Server", "The mock failed to answer this request; its log says why.")

    def refuse(self, error: BadRequest) -> Answer:
        """The answer to a request that is not worth reading."""
        return self._fault("Client", str(error))

    def _through_spyne(self, call: Call, data: bytes) -> Answer:
        start = MethodContext(self._server, MethodContext.SERVER)
        start.udc = call
        start.in_string = [data]
        ctx: Any = self._server.generate_contexts(start)[0]
        if ctx.in_error is None:
            self._server.get_in_object(ctx)
        if ctx.in_error is None:
            self._server.get_out_object(ctx)
        self._server.get_out_string(ctx)
        operation = call.operation.name if call.operation else None
        return Answer(b"".join(ctx.out_string), ctx.out_error is not None, operation, call.lacks_login, call.effects)

    def _fault(self, code: str, message: str) -> Answer:
        return Answer(envelope.wrap(envelope.fault(code, message), self.endpoint.namespace), True)
