"""What the diagnostics read of an exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from centra_mock.domain.exchange import Exchange
from centra_mock.errors import BadRequest
from centra_mock.services.tenant import Tenant
from centra_mock.wire.endpoints import ENDPOINTS, Endpoint
from centra_mock.wire.envelope import operation_of, parse
from centra_mock.wire.operations import OPERATIONS, Operation
from centra_mock.wire.tree import Element, normalized

_LONGEST = 1_000_000
"""Bytes of the largest request that is parsed again: a longer one would delay the page."""


@dataclass(frozen=True)
class DiagnosisContext:
    exchange: Exchange
    tenant: Tenant

    @cached_property
    def endpoint(self) -> Endpoint:
        return next(each for each in ENDPOINTS if each.name == self.exchange.endpoint)

    @cached_property
    def operation(self) -> Operation | None:
        return next((each for each in OPERATIONS if each.name == self.exchange.operation), None)

    @cached_property
    def content_type(self) -> str:
        """Return the Content-Type of the request, empty if it has none."""
        headers = ((name.lower(), value) for name, value in self.exchange.request_headers)
        return next((value for name, value in headers if name == "content-type"), "")

    @cached_property
    def request(self) -> Element | None:
        """Return the operation's element in plain form, or ``None`` if it cannot be parsed."""
        if len(self.exchange.request) > _LONGEST:
            return None
        try:
            envelope = parse(self.exchange.request, "utf-8", self.tenant.centra.policy.max_depth)
            return normalized(operation_of(envelope, self.endpoint)[1], self.endpoint.namespace)
        except BadRequest:
            return None

    @property
    def code(self) -> str | None:
        """Return the code of the error, or ``None`` if there was none."""
        return self.exchange.code


Diagnosis = Callable[[DiagnosisContext], Iterator[str]]
"""Yields advice for one kind of mistake; nothing if the exchange does not have it."""
