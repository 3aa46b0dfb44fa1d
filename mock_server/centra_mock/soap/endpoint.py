"""One endpoint of the API: requests in, answers out, without HTTP."""

from __future__ import annotations

import logging
from functools import cache, cached_property
from threading import Lock
from typing import Any

from spyne import MethodContext
from spyne.server import ServerBase

from centra_mock.errors import InternalError, RequestError
from centra_mock.services.requests import ClientRequest, Outcome, refuse_request
from centra_mock.soap.application import application
from centra_mock.soap.message import SoapMessage
from centra_mock.soap.protocol import Dispatch, SoapFault
from centra_mock.soap.wsdl import Wsdl
from centra_mock.wire.endpoints import Endpoint, Login

log = logging.getLogger(__name__)

_BUILDING = Lock()
"""Spyne's models register themselves as they are made: one at a time."""


class _Transport(ServerBase):  # type: ignore[misc]
    """Spyne's server side without HTTP."""

    transport = "http://schemas.xmlsoap.org/soap/http"


@cache
def _transport(endpoint: Endpoint) -> _Transport:
    return _Transport(application(endpoint))


@cache
def _wsdl(endpoint: Endpoint) -> Wsdl:
    return Wsdl(_transport(endpoint).app, endpoint)


class SoapEndpoint:
    """Serves the WSDL and the operations of an endpoint."""

    def __init__(self, endpoint: Endpoint, login: Login) -> None:
        self.endpoint = endpoint
        self._login = login

    # Built when it is first asked for, as most clients use one endpoint, and few programs need its WSDL; and once for
    # all servers of a process, since it takes a tenth of a second.
    @cached_property
    def _server(self) -> _Transport:
        with _BUILDING:
            return _transport(self.endpoint)

    @cached_property
    def _wsdl(self) -> Wsdl:
        with _BUILDING:
            return _wsdl(self.endpoint)

    def wsdl(self, address: str) -> bytes:
        """Return the WSDL, saying that the endpoint is at ``address``."""
        return self._wsdl.at(address)

    def respond(self, request: ClientRequest, message: SoapMessage) -> Outcome:
        """Return the outcome of a request. Its answer is a SOAP envelope in every case."""
        dispatch = Dispatch(request, message, self._login)
        try:
            error = self._dispatch(dispatch)
        except Exception:
            log.exception("A request could not be answered")
            error = InternalError()
        return dispatch.outcome or refuse_request(request, error or InternalError(), message.operation)

    def _dispatch(self, dispatch: Dispatch) -> RequestError | None:
        """Have spyne find and call the operation's method. Returns why it did not."""
        start = MethodContext(self._server, MethodContext.SERVER)
        start.udc = dispatch
        ctx: Any = self._server.generate_contexts(start)[0]
        if ctx.in_error is None:
            self._server.get_in_object(ctx)
        if ctx.in_error is None:
            self._server.get_out_object(ctx)
        if isinstance(ctx.out_error, SoapFault):
            return ctx.out_error.error
        if ctx.out_error is not None:
            raise ctx.out_error
        return None
