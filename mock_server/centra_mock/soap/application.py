"""A spyne application for each endpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spyne import Application, Service, rpc

from centra_mock.errors import BadRequest, DatabaseFailed, InternalError
from centra_mock.services.requests import handle_request, log_failure
from centra_mock.soap.login import check_login
from centra_mock.soap.message import Content, SoapMessage
from centra_mock.soap.models import Models
from centra_mock.soap.protocol import CentraSoap, Dispatch, SoapFault
from centra_mock.wire.endpoints import Endpoint, Login
from centra_mock.wire.operations import OPERATIONS, RESULT, Operation

SERVICE = "Centra"


def application(endpoint: Endpoint) -> Any:
    """Return the spyne application that serves an endpoint's operations."""
    models = Models(endpoint.namespace)
    handler = _handler(endpoint)
    methods = {operation.name: _method(operation, endpoint, models, handler) for operation in OPERATIONS}
    headers = {} if endpoint.login == "body" else {"__in_header__": (models.login,)}
    service = type(SERVICE, (Service,), {**methods, **headers})
    protocol = CentraSoap(endpoint)
    return Application([service], endpoint.namespace, SERVICE, in_protocol=protocol, out_protocol=CentraSoap(endpoint))


def _method(operation: Operation, endpoint: Endpoint, models: Models, handler: Callable[[Any], None]) -> Any:
    def method(ctx: Any, _request: Any) -> None:
        handler(ctx)

    method.__name__ = operation.name
    request = models.request(operation, endpoint.login == "body")
    response = models.result if operation.response == RESULT else models.events()
    return rpc(
        request,
        _returns=response,
        _body_style="bare",
        _in_message_name=f"{{{endpoint.namespace}}}{operation.request}",
        _out_message_name=f"{{{endpoint.namespace}}}{operation.response}",
    )(method)


def _handler(endpoint: Endpoint) -> Callable[[Any], None]:
    def handle(ctx: Any) -> None:
        dispatch: Dispatch = ctx.udc
        content = dispatch.message.content
        assert isinstance(content, Content)
        operation = content.operation
        try:
            check_login(dispatch.login, endpoint, _login(dispatch.message, content))
            dispatch.outcome = handle_request(dispatch.request, operation, content.arguments)
        except BadRequest as error:
            raise SoapFault(error) from error
        except Exception as error:
            log_failure(f"{operation.name} could not be answered", error)
            raise SoapFault(error if isinstance(error, DatabaseFailed) else InternalError()) from error

    return handle


def _login(message: SoapMessage, content: Content) -> Login | None:
    """Return the login of a request. That of the HTTP headers counts where the body is no place for it."""
    return content.login if message.endpoint.login == "body" else message.login or content.login
