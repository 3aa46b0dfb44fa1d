"""A running server, as other processes see it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from types import NoneType, TracebackType
from typing import Any, Self, cast

from centra_mock.client.errors import ControlError, Unreachable
from centra_mock.client.tenant import TenantClient
from centra_mock.client.transport import PORT, Reply, Transport, filled
from centra_mock.control_api import tenants as api
from centra_mock.control_api.endpoint import JSON, PREFIX, Answer, ControlEndpoint
from centra_mock.wire.endpoints import DEFAULT_TENANT

URL = f"http://127.0.0.1:{PORT}"
PASSWORD_VARIABLE = "CENTRA_MOCK_ADMIN_PASSWORD"  # noqa: S105 (its name)


class MockClient:
    """A centra-mock that runs in another process, by its control API.

    >>> server = MockClient("http://127.0.0.1:8337")
    >>> centra = server.tenant("ci7")
    >>> order = centra.place_order()

    Threads may share it. What is refused raises ``ControlError``; where no server answers, that is an ``Unreachable``.
    """

    def __init__(self, url: str = URL, *, admin_password: str | None = None, timeout: float = 60.0) -> None:
        """Make a client; nothing is sent yet.

        ``admin_password`` is what the server was started with, by default ``CENTRA_MOCK_ADMIN_PASSWORD``;
        ``timeout`` is how many seconds to wait for an answer. Raises ``Unreachable`` for a ``url`` that is none.
        """
        password = os.environ.get(PASSWORD_VARIABLE) if admin_password is None else admin_password
        self._transport = Transport(url, timeout, password)
        self.url = self._transport.url
        """The server's base address."""
        self.timeout = timeout

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept. The client can be used on."""
        self._transport.close()

    def tenant(self, name: str = DEFAULT_TENANT) -> TenantClient:
        """Return one Centra on the server; it is made when it is first called."""
        return TenantClient(self, name)

    def tenants(self) -> list[str]:
        """Return the names of the tenants on the server."""
        return self.request(api.LIST_TENANTS).tenants

    def create(self, name: str) -> TenantClient:
        """Make a tenant, unless it is there."""
        self.request(api.CREATE_TENANT, ams=name)
        return self.tenant(name)

    def drop(self, name: str) -> None:
        """Delete a tenant and all that is in it. Raises ``ControlError`` (404) where there is none."""
        self.request(api.DROP_TENANT, ams=name)

    def scenes(self) -> dict[str, str]:
        """Return the named scenes, each with what it is."""
        return self.request(api.LIST_SCENES).scenes

    def is_ready(self) -> bool:
        """Return whether the server answers and its database does too."""
        try:
            self.request(api.READY)
        except ControlError:
            return False
        return True

    def wait_until_ready(self, seconds: float = 30.0) -> Self:
        """Wait for a server that is starting. Raises ``Unreachable`` where it is not ready in time."""
        end = time.monotonic() + seconds
        while not self.is_ready():
            if time.monotonic() > end:
                raise Unreachable(f"no server was ready at {self.url} within {seconds:g} seconds")
            time.sleep(0.05)
        return self

    def call(self, method: str, *path: str | int, body: Any = None, query: Mapping[str, object] | None = None) -> Any:
        """Call a path below ``/_mock`` and return the JSON of the answer; ``None`` for an answer without a body.

        ``path`` is given in steps, which may hold any characters. A body of ``bytes`` is sent as it is, anything else
        as JSON. Parameters of the query that are ``None`` are left out.
        """
        return self.send(method, *path, body=body, query=query).data

    def send(
        self,
        method: str,
        *path: str | int,
        body: Any = None,
        query: Mapping[str, object] | None = None,
        prefix: str = PREFIX,
        content_type: str | None = JSON,
    ) -> Reply:
        """Do what ``call`` does, and return the answer as it came.

        ``content_type`` is what the answer has to be; ``None`` for anything.
        """
        return self._transport.send(method, prefix, path, body, query, content_type)

    def request(
        self,
        endpoint: ControlEndpoint[Answer],
        body: Any = None,
        query: Mapping[str, object] | None = None,
        **path: object,
    ) -> Answer:
        """Call an endpoint, with the values in its path, and return its answer."""
        reply = self._transport.send(
            endpoint.method, endpoint.prefix, tuple(filled(endpoint.path, path)), body, query, endpoint.content_type
        )
        if endpoint.answer is bytes:
            return cast(Answer, reply.raw)
        return cast(Answer, None) if endpoint.answer is NoneType else reply.read(endpoint.answer)
