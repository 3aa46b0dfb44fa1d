"""Which operation a request asks for, before it is handled."""

from __future__ import annotations

from centra_mock.errors import BadRequest
from centra_mock.wire import envelope
from centra_mock.wire.endpoints import Endpoint


def operation_in(data: bytes, charset: str | None, endpoint: Endpoint, max_depth: int) -> str | None:
    """The operation's name, found just as the endpoint finds it; ``None`` where it would refuse the request."""
    try:
        operation, _ = envelope.operation_of(envelope.parse(data, charset, max_depth), endpoint)
    except BadRequest:
        return None
    return operation.name
