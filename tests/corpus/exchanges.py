"""Exchanges with an endpoint as data, and playing them over HTTP.

Nothing of the mock is imported: recorded answers hold for any code behind the endpoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, IncompleteRead, RemoteDisconnected
from json import dumps
from re import fullmatch
from typing import Any
from urllib.parse import urlsplit

NOON = "2026-03-27T12:00:00+01:00"
HOST = "centra.example.com"
"""The host in requests, so that no WSDL depends on the port."""

VARIES = {"server", "date", "connection", "content-length", "x-centra-request-id", "x-correlation-id"}
"""Headers that are not compared. The request id must have the documented form."""


@dataclass(frozen=True)
class Request:
    """A call of an endpoint, as it is sent."""

    method: str = "POST"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Control:
    """A call of the control API below ``/_mock/<tenant>/``, between two requests."""

    method: str
    path: str
    json: Any = None


Step = Request | Control


@dataclass(frozen=True)
class Answer:
    """An answer; for the control API, its status only. Status 0 means a closed connection."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Exchange:
    """A step and the answer to it."""

    title: str
    step: Step
    answer: Answer


class Caller:
    """Plays steps on one endpoint of one tenant."""

    def __init__(self, server_url: str, tenant: str, path: str) -> None:
        """``path`` is the endpoint's, below the tenant."""
        self._address = urlsplit(server_url).netloc
        self._tenant = tenant
        self._path = f"/{tenant}/{path}"

    def start(self) -> None:
        """Reset the tenant, and freeze its clock at noon."""
        self._control("DELETE", f"/_mock/tenants/{self._tenant}", None)
        assert self._control("PUT", f"/_mock/{self._tenant}/clock", {"now": NOON, "frozen": True}) == 200

    def do(self, step: Step) -> Answer:
        """Play a step. Raise ``AssertionError`` if the answer has no request id of the documented form."""
        if isinstance(step, Control):
            return Answer(self._control(step.method, f"/_mock/{self._tenant}/{step.path}", step.json))
        headers = {"Host": HOST, **step.headers}
        if step.method == "POST":
            headers["Content-Length"] = str(len(step.body))
        try:
            answer, given = self._send(step.method, self._path + step.query, headers, step.body)
        except (RemoteDisconnected, ConnectionResetError):
            return Answer(0)
        request_id = given.get("x-centra-request-id", "")
        assert fullmatch(r"1_[0-9a-f]{32}", request_id), request_id
        assert given.get("x-correlation-id") == f"centra_{request_id}"
        return answer

    def _control(self, method: str, target: str, json: Any) -> int:
        """Return the status of a call of the control API."""
        body = b"" if json is None else dumps(json).encode()
        headers = {"Host": self._address, "Content-Type": "application/json", "Content-Length": str(len(body))}
        answer, _ = self._send(method, target, headers, body)
        return answer.status

    def _send(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[Answer, Mapping[str, str]]:
        """Return the answer, and all its headers."""
        connection = HTTPConnection(self._address, timeout=30)
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            given = {name.lower(): value for name, value in response.getheaders()}
            kept = {name: value for name, value in given.items() if name not in VARIES}
            return Answer(response.status, kept, _read(response)), given
        finally:
            connection.close()


def _read(response: HTTPResponse) -> bytes:
    """Return the body, as far as it is sent."""
    try:
        return response.read()
    except IncompleteRead as broken:
        return broken.partial
