"""What a client sent: a SOAP message, read once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from centra_mock.domain.arguments import Arguments, read_arguments
from centra_mock.errors import BadRequest
from centra_mock.soap.login import read_login
from centra_mock.wire.endpoints import Endpoint, Login
from centra_mock.wire.envelope import operation_of, parse
from centra_mock.wire.operations import READS, Operation
from centra_mock.wire.tree import Element, normalized

_SHORT = 4096
"""Bytes of a message that is kept after it was read: clients that poll send the same again and again."""


@dataclass(frozen=True)
class Content:
    """What a message says. It may be shared by requests, so that its elements must not be changed."""

    endpoint: Endpoint
    envelope: Element
    operation: Operation
    element: Element
    """The operation's element, as it was sent."""

    @cached_property
    def arguments(self) -> Arguments:
        """Return the arguments of the operation. Raises ``BadRequest``."""
        return read_arguments(self.operation, self._plain)

    @cached_property
    def login(self) -> Login | None:
        """Return the login in the endpoint's place for it."""
        return read_login(self.endpoint, self.envelope, self._plain)

    @cached_property
    def _plain(self) -> Element:
        return normalized(self.element, self.endpoint.namespace)


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
        return None if isinstance(self.content, BadRequest) else self.content.operation

    @cached_property
    def content(self) -> Content | BadRequest:
        """Return what it says, or what is wrong with it."""
        if isinstance(self.data, BadRequest):
            return self.data
        read = _read_again if len(self.data) <= _SHORT else _read
        try:
            content = read(self.endpoint, self.data, self.charset, self.max_depth)
        except BadRequest as error:
            return error
        # The objects of an update are changed while it is handled: each has its own.
        return content if content.operation in READS else replace(content)


def _read(endpoint: Endpoint, data: bytes, charset: str | None, max_depth: int) -> Content:
    envelope = parse(data, charset, max_depth)
    return Content(endpoint, envelope, *operation_of(envelope, endpoint))


_read_again = lru_cache(maxsize=128)(_read)
