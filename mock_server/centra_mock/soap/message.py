"""What a client sent: a SOAP message, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from centra_mock.errors import BadRequest
from centra_mock.wire.endpoints import Endpoint, Login
from centra_mock.wire.envelope import operation_of, parse
from centra_mock.wire.operations import Operation
from centra_mock.wire.tree import Element


@dataclass(frozen=True)
class SoapMessage:
    """A message on its way to an endpoint. It is read when it is first asked for something."""

    endpoint: Endpoint
    data: bytes | BadRequest
    """The bytes, or why there are none."""
    max_depth: int
    """How deep its elements may be nested."""
    charset: str | None = None
    """The charset of the Content-Type, which has priority over that of the document."""
    action: str | None = None
    """The SOAPAction."""
    login: Login | None = None
    """The login of the HTTP headers."""

    @property
    def operation(self) -> Operation | None:
        """Return the operation that it asks for; ``None`` where it cannot be read."""
        return None if isinstance(self.call, BadRequest) else self.call[0]

    @cached_property
    def envelope(self) -> Element | BadRequest:
        """Return the envelope, or what is wrong with it."""
        if isinstance(self.data, BadRequest):
            return self.data
        try:
            return parse(self.data, self.charset, self.max_depth)
        except BadRequest as error:
            return error

    @cached_property
    def call(self) -> tuple[Operation, Element] | BadRequest:
        """Return the operation and its element, or what is wrong with them."""
        if isinstance(self.envelope, BadRequest):
            return self.envelope
        try:
            return operation_of(self.envelope, self.endpoint)
        except BadRequest as error:
            return error
