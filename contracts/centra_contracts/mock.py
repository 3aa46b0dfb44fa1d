"""The mock as the suite drives it: its control API over HTTP, in a tenant of one's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

from centra_contracts.exchange import Exchange
from centra_contracts.snapshot import Snapshot
from centra_mock.wire.endpoints import ENDPOINTS

_DIRECT = build_opener(ProxyHandler({}))
PATIENCE = 60.0
"""Seconds that the mock may take for an answer."""


class MockError(Exception):
    """The mock refused what was asked of it, or is not there. The text says what was asked, and why not."""

    def __init__(self, text: str, status: int | None = None, detail: str = "") -> None:
        super().__init__(text)
        self.status = status
        """Of HTTP, if there was an answer."""
        self.detail = detail
        """The mock's own words, if it refused what was asked."""

    def within(self, place: str) -> MockError:
        """The same, told by where it was asked for; what is no refusal is told as it is."""
        return MockError(f"{place}: {self.detail}", self.status, self.detail) if self.detail else self


@dataclass(frozen=True)
class Mock:
    """One Centra on a running mock."""

    server: str
    """Its address, as in ``http://127.0.0.1:8337``."""
    tenant: str

    def endpoint_url(self, name: str) -> str:
        endpoint = next(each for each in ENDPOINTS if each.name == name)
        return f"{self.server}/{self.tenant}/{endpoint.path}"

    def call(self, method: str, *path: str | int, body: Any = None, query: Mapping[str, object] | None = None) -> Any:
        """The JSON of an answer. A body of ``bytes`` is sent as it is. Raises ``MockError``."""
        raw = self.raw(method, *path, body=body, query=query)
        return json.loads(raw) if raw else None

    def raw(self, method: str, *path: str | int, body: Any = None, query: Mapping[str, object] | None = None) -> bytes:
        """The bytes of an answer."""
        below = "/".join(quote(str(step), safe="") for step in (self.tenant, *path))
        url = f"{self.server}/_mock/{below}" + (f"?{urlencode(query)}" if query else "")
        return self.fetch(url, method, body)

    def fetch(self, url: str, method: str = "GET", body: Any = None) -> bytes:
        """The bytes that are at an address of the mock."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if data is not None else {}
        request = Request(url, data, headers, method=method)  # noqa: S310 (the mock's own address)
        try:
            with _DIRECT.open(request, timeout=PATIENCE) as answer:
                found: bytes = answer.read()
                return found
        except HTTPError as error:
            with error:
                detail = _detail(error)
                raise MockError(f"{method} {url}: {detail}", error.code, detail) from None
        except (URLError, OSError) as error:
            raise MockError(f"{method} {url}: {getattr(error, 'reason', error)}") from None

    # What the suite asks again and again

    def happened(self, seen: int = -1, seconds: float = 0) -> int:
        """How much has happened, once it is not ``seen`` or that time is over."""
        query = {"seen": max(seen, 0), "seconds": seconds if seen >= 0 else 0}
        count: int = self.call("GET", "activity", query=query)["count"]
        return count

    def snapshot(self) -> Snapshot:
        """All of it, as it is now."""
        return Snapshot(self.raw("GET", "state"))

    def has_fired(self, fault: int) -> bool:
        """Whether a fault that is set has struck."""
        return any(each["id"] == fault and each["fired"] for each in self.call("GET", "faults")["faults"])

    def exchanges(self, after: int) -> list[Exchange]:
        """What the client and Centra have said to each other, after an exchange that is known."""
        found: list[Exchange] = []
        while True:
            page = self.call("GET", "exchanges", query={"after": after, "limit": 1000})
            found += (Exchange.read(each) for each in page["exchanges"])
            after = page["next_after"]
            if after is None:
                return found


def _detail(error: HTTPError) -> str:
    try:
        return str(json.loads(error.read())["detail"])
    except (ValueError, KeyError, TypeError, OSError):
        return f"{error.code} {error.reason}"
