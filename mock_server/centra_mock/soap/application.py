"""A spyne application for each endpoint."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from spyne import Application, Fault, Service, rpc

from centra_mock.domain.events import write_result
from centra_mock.errors import BadRequest, LoginMissing, LoginRefused
from centra_mock.soap.answer import Answerer
from centra_mock.soap.login import check_login
from centra_mock.soap.models import Models
from centra_mock.soap.protocol import Call, CentraSoap, as_fault
from centra_mock.wire.endpoints import Endpoint, Login
from centra_mock.wire.operations import OPERATIONS, RESULT, Operation

log = logging.getLogger(__name__)

SERVICE = "Centra"


def application(endpoint: Endpoint, answerer: Answerer, login: Login) -> Any:
    """The spyne application that serves an endpoint's operations."""
    models = Models(endpoint.namespace)
    handler = _handler(endpoint, answerer, login)
    methods = {operation.name: _method(operation, endpoint, models, handler) for operation in OPERATIONS}
    headers = {} if endpoint.login == "body" else {"__in_header__": (models.login,)}
    service = type(SERVICE, (Service,), {**methods, **headers})
    protocol = CentraSoap(endpoint)
    return Application([service], endpoint.namespace, SERVICE, in_protocol=protocol, out_protocol=CentraSoap(endpoint))


def _method(operation: Operation, endpoint: Endpoint, models: Models, handler: Callable[[Any, Any], bytes]) -> Any:
    def method(ctx: Any, _request: Any) -> bytes:
        return handler(ctx, _request)

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


def _handler(endpoint: Endpoint, answerer: Answerer, login: Login) -> Callable[[Any, Any], bytes]:
    def handle(ctx: Any, _request: Any) -> bytes:
        call: Call = ctx.udc
        assert call.operation is not None
        assert call.envelope is not None
        assert call.request is not None
        try:
            check_login(login, endpoint, call.envelope, call.request, call.basic)
            answered = answerer.answer(call.operation, call.request, call.tenant, call.settings, call.cause)
            call.effects = answered.effects
            return answered.body
        except LoginRefused as error:
            call.lacks_login = isinstance(error, LoginMissing)
            if call.settings.policy.login_failure == "result":
                return write_result([str(error)], [])
            raise as_fault(error) from error
        except BadRequest as error:
            raise as_fault(error) from error
        except Exception as error:
            log.exception("%s could not be answered", call.operation.name)
            raise Fault("Server", "The mock failed to answer this request; its log says why.") from error

    return handle
