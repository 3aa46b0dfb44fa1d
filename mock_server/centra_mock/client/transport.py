"""HTTP to one server: connections that are kept, safe retries, and what goes wrong as one line."""

from __future__ import annotations

import json
import weakref
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from selectors import EVENT_READ, DefaultSelector
from typing import Any, NamedTuple, NoReturn, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from centra_mock.client.errors import ControlError, Unreachable
from centra_mock.control_api.endpoint import JSON
from centra_mock.error_codes import Code

PORT = 8337
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PROBLEM_JSON = "application/problem+json"
Value = TypeVar("Value")

SAFE = frozenset({"GET", "HEAD"})
"""Methods that change nothing. They are sent again where a kept connection was closed meanwhile."""


@dataclass(frozen=True)
class Reply:
    """An answer to a call."""

    url: str
    """The server's."""
    raw: bytes
    """The body."""

    @property
    def data(self) -> Any:
        """Return the JSON of the body, or ``None`` for an empty one. Raises ``Unreachable`` for anything else."""
        if not self.raw:
            return None
        try:
            return json.loads(self.raw)
        except ValueError:
            raise self.unexpected("with no JSON") from None

    def read(self, type: type[Value]) -> Value:
        """Return the JSON of the body as a type. Raises ``Unreachable`` for what is not of that type."""
        try:
            return msgspec.json.decode(self.raw, type=type)
        except msgspec.ValidationError:
            raise self.unexpected("with other JSON") from None
        except msgspec.DecodeError:
            raise self.unexpected("with no JSON") from None

    def unexpected(self, how: str) -> Unreachable:
        """Return the error for an answer that no centra-mock gives."""
        return not_a_mock(self.url, how)


class Address(NamedTuple):
    """Where a server is."""

    scheme: str
    host: str
    port: int
    path: str
    """What its paths begin with, behind a proxy."""

    @classmethod
    def read(cls, url: str) -> Address:
        """Raise ``Unreachable`` for what is not a server's address."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        usable = host and parts.scheme in ("http", "https") and not parts.query and not parts.fragment
        if not host or not usable or not url.isprintable() or " " in url or "@" in parts.netloc:
            raise Unreachable(f"{url!r} is not a server's address, as http://127.0.0.1:{PORT} is")
        return cls(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), parts.path)

    @property
    def is_local(self) -> bool:
        return self.host in LOOPBACK


class Transport:
    """Sends requests to a server. Threads may share it: each request has a connection to itself."""

    def __init__(self, url: str, timeout: float, admin_password: str | None) -> None:
        """Raise ``Unreachable`` for a ``url`` that is not a server's address."""
        self.url = url.rstrip("/")
        self._address = Address.read(self.url)
        self._timeout = timeout
        login = b64encode(f"admin:{admin_password}".encode()).decode() if admin_password else None
        self._headers = {"Authorization": f"Basic {login}"} if login else {}
        self._proxy = _proxy(self._address)
        self._idle: list[HTTPConnection] = []
        # A client that was forgotten leaves no open socket.
        weakref.finalize(self, _close, self._idle)

    def close(self) -> None:
        """Close the connections that are kept."""
        _close(self._idle)

    def send(
        self,
        method: str,
        prefix: str,
        path: tuple[str | int, ...],
        body: Any = None,
        query: Mapping[str, object] | None = None,
        content_type: str | None = JSON,
    ) -> Reply:
        """Send a request and return its answer.

        A body of ``bytes`` is sent as it is, anything else as JSON; ``content_type`` is what the answer has to be.
        Raises ``ControlError``.
        """
        data = body if body is None or isinstance(body, bytes) else msgspec.json.encode(body)
        headers = {**self._headers, "Content-Type": JSON} if data is not None else self._headers
        target = self._address.path + prefix + _target(path, query)
        if self._proxy is not None and self._address.scheme == "http":
            target = f"http://{self._address.host}:{self._address.port}{target}"
        try:
            response, raw = self._exchange(method, target, data, headers)
        except (OSError, HTTPException, UnicodeError) as error:
            self._unreachable(error)
        found = response.headers.get_content_type()
        if not 200 <= response.status < 300:
            refused = _refusal(raw, response.status) if found == PROBLEM_JSON else None
            raise refused or not_a_mock(self.url, f"{response.status} {response.reason}")
        if raw and content_type is not None and found != content_type.partition(";")[0]:
            raise not_a_mock(self.url, f"with {found}")
        return Reply(self.url, raw)

    def _exchange(
        self, method: str, target: str, data: bytes | None, headers: Mapping[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        """Send a request over a kept connection, or over a new one. What was closed meanwhile is not used."""
        while (kept := _popped(self._idle)) is not None:
            if not _is_closed(kept):
                try:
                    return self._over(kept, method, target, data, headers)
                except (ConnectionError, HTTPException):
                    if method not in SAFE:
                        raise
            kept.close()
        return self._over(self._connect(), method, target, data, headers)

    def _over(
        self, connection: HTTPConnection, method: str, target: str, data: bytes | None, headers: Mapping[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        try:
            try:
                connection.request(method, target, data, dict(headers))
            except (BrokenPipeError, ConnectionResetError):
                if data is None:
                    raise
                # A server that does not want the body may have said so before it hung up.
            response = connection.getresponse()
            raw = response.read()
        except BaseException:
            connection.close()
            raise
        if connection.sock is not None:
            self._idle.append(connection)
        return response, raw

    def _connect(self) -> HTTPConnection:
        host, port = (self._proxy or self._address)[1:3]
        if self._address.scheme == "http":
            return HTTPConnection(host, port, timeout=self._timeout)
        connection = HTTPSConnection(host, port, timeout=self._timeout)
        if self._proxy is not None:
            connection.set_tunnel(self._address.host, self._address.port)
        return connection

    def _unreachable(self, error: Exception) -> NoReturn:
        if isinstance(error, TimeoutError):
            raise Unreachable(
                f"{self.url} has not answered within {self._timeout:g} seconds; a longer timeout allows it more"
            ) from None
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Unreachable(f"no server can be reached at {self.url} ({why}); {self._advice}") from None

    @property
    def _advice(self) -> str:
        if not self._address.is_local:
            return "is it running, and is its address right?"
        port = "" if self._address.port == PORT else f" --port {self._address.port}"
        return f"start one with: centra-mock serve{port}"


def not_a_mock(url: str, how: str) -> Unreachable:
    """Return the error text for an answer that does not come from a centra-mock."""
    return Unreachable(f"{url} answers {how}, and not as a centra-mock does; is its address right?")


def _refusal(document: bytes, status: int) -> ControlError | None:
    """Return the error that a problem document (RFC 9457) describes; ``None`` for anything else."""
    try:
        found = json.loads(document)
        detail = found["detail"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(detail, str):
        return None
    code = Code.named(found.get("code")) or Code.INTERNAL_ERROR
    return ControlError(code, detail, status, found.get("entries") or (), str(found.get("place") or ""))


def _target(path: tuple[str | int, ...], query: Mapping[str, object] | None) -> str:
    """Return a path of these steps, quoted, with the parameters that have a value."""
    target = "".join(f"/{quote(str(step), safe='')}" for step in path)
    given = {name: _parameter(value) for name, value in (query or {}).items() if value not in (None, msgspec.UNSET)}
    return f"{target}?{urlencode(given)}" if given else target


def filled(path: str, values: Mapping[str, object]) -> Iterator[str]:
    """Yield the steps of a path such as ``/orders/{order}``, with the values in it."""
    for step in path.strip("/").split("/"):
        yield str(values[step[1:-1]]) if step.startswith("{") else step


def _parameter(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _proxy(address: Address) -> Address | None:
    """Return the proxy that the environment names for a server. Those on this machine are called directly."""
    if address.is_local:
        return None
    from urllib.request import getproxies, proxy_bypass

    url = getproxies().get(address.scheme)
    if not url or proxy_bypass(address.host):
        return None
    # Logins of proxies are not supported: such a proxy answers 407, and the error shows that.
    place = url.rpartition("@")[2].rpartition("://")[2]
    return Address.read(f"http://{place}")


def _popped(idle: list[HTTPConnection]) -> HTTPConnection | None:
    try:
        return idle.pop()
    except IndexError:
        return None


def _is_closed(connection: HTTPConnection) -> bool:
    """Return whether the server has hung up: then there is something to read, which is the end."""
    with DefaultSelector() as selector:
        selector.register(connection.sock, EVENT_READ)
        return bool(selector.select(0))


def _close(idle: list[HTTPConnection]) -> None:
    while (connection := _popped(idle)) is not None:
        connection.close()
