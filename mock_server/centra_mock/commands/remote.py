"""A small client of the control API: what goes wrong on the way is one clear line."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

import click

PREFIX = "_mock"
PORT = 8337
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PASSWORD_VARIABLE = "CENTRA_MOCK_ADMIN_PASSWORD"  # noqa: S105 (its name)
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"


class Trouble(click.ClickException):
    """What a person is told in one line, before exit 2."""

    exit_code = 2


@dataclass(frozen=True)
class Reply:
    """What the API said."""

    url: str
    """The server's."""
    raw: bytes

    @property
    def data(self) -> Any:
        """The JSON, or ``None`` where nothing was said."""
        if not self.raw:
            return None
        try:
            return json.loads(self.raw)
        except ValueError:
            raise stranger(self.url, "with no JSON") from None


class Remote:
    """A running server."""

    def __init__(self, url: str, timeout: float) -> None:
        self.url = url.rstrip("/")
        self._timeout = timeout
        self._host, self._port = _address(self.url)
        self._opener = _opener(self._host)

    def call(
        self, method: str, *steps: str | int, body: Any = None, query: Mapping[str, object] | None = None
    ) -> Reply:
        """Call the path that these steps make. A body of ``bytes`` is sent as it is, everything else as JSON."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": JSON} if data is not None else {}
        if password := os.environ.get(PASSWORD_VARIABLE):
            headers["Authorization"] = f"Basic {b64encode(f'admin:{password}'.encode()).decode()}"
        # The scheme was looked at in _address.
        request = Request(self._path(steps, query), data, headers, method=method)  # noqa: S310
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return Reply(self.url, self._read(response))
        except HTTPError as error:
            with error:
                self._refused(error)
        except URLError as error:
            self._unreachable(error.reason)
        except (OSError, HTTPException) as error:
            self._unreachable(error)

    def _path(self, steps: tuple[str | int, ...], query: Mapping[str, object] | None) -> str:
        path = "/".join((self.url, PREFIX, *(quote(str(step), safe="") for step in steps)))
        given = {name: value for name, value in (query or {}).items() if value is not None}
        return f"{path}?{urlencode(given)}" if given else path

    def _read(self, response: HTTPResponse) -> bytes:
        raw = response.read()
        if raw and response.headers.get_content_type() != JSON:
            raise stranger(self.url, f"with {response.headers.get_content_type()}")
        return raw

    def _refused(self, error: HTTPError) -> NoReturn:
        """The API's own words, if it is the API that said no."""
        try:
            raw = error.read() if error.headers.get_content_type() == PROBLEM_JSON else b""
            detail = json.loads(raw)["detail"] if raw else None
        except (OSError, HTTPException, ValueError, KeyError, TypeError):
            detail = None
        if not isinstance(detail, str):
            raise stranger(self.url, f"{error.code} {error.reason}")
        raise Trouble(detail)

    def _unreachable(self, reason: object) -> NoReturn:
        if isinstance(reason, TimeoutError):
            told = f"{self.url} has not answered within {self._timeout:g} seconds; --timeout allows it more"
            raise Trouble(told)
        why = reason.strerror if isinstance(reason, OSError) and reason.strerror else str(reason)
        raise Trouble(f"no server can be reached at {self.url} ({why}); {self._advice()}")

    def _advice(self) -> str:
        if self._host not in LOOPBACK:
            return "is it running, and is --url right?"
        port = "" if self._port == PORT else f" --port {self._port}"
        return f"start one with: centra-mock serve{port}"


def stranger(url: str, how: str) -> Trouble:
    """Somebody answers, but not our server."""
    return Trouble(f"{url} answers {how}, and not as a centra-mock does; is --url right?")


class _NoRedirect(HTTPRedirectHandler):
    """The API redirects nobody: who does is somebody else, and what is to be changed there is not ours."""

    def redirect_request(self, *_: object) -> None:
        return None


def _opener(host: str) -> OpenerDirector:
    """Proxies of the environment are for the world outside: this machine's own servers are called directly."""
    direct = (ProxyHandler({}),) if host in LOOPBACK else ()
    return build_opener(_NoRedirect, *direct)


def _address(url: str) -> tuple[str, int]:
    """The host and the port of a server's address. Raises ``Trouble`` for one that can't be called."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    usable = host and parts.scheme in ("http", "https") and not parts.query and not parts.fragment
    if not host or not usable or not url.isprintable() or " " in url or "@" in parts.netloc:
        raise Trouble(f"--url: {url!r} is not a server's address, as http://127.0.0.1:{PORT} is")
    return host, port or (443 if parts.scheme == "https" else 80)
