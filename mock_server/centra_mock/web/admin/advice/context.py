"""An exchange as those see it who look for the mistake in it."""

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
"""Bytes of a request that is read once more: this is done for a person who waits."""


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
        """The header of the request, empty where there is none."""
        headers = ((name.lower(), value) for name, value in self.exchange.request_headers)
        return next((value for name, value in headers if name == "content-type"), "")

    @cached_property
    def request(self) -> Element | None:
        """The operation's element in plain form, where it can be read."""
        if len(self.exchange.request) > _LONGEST:
            return None
        try:
            envelope = parse(self.exchange.request, "utf-8", self.tenant.centra.policy.max_depth)
            return normalized(operation_of(envelope, self.endpoint)[1], self.endpoint.namespace)
        except BadRequest:
            return None

    @property
    def code(self) -> str | None:
        """What was wrong, where something was."""
        return self.exchange.code


Diagnosis = Callable[[DiagnosisContext], Iterator[str]]
"""Says what would be right, or nothing where this is not what went wrong."""
