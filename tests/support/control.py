"""Calls of the control API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import requests

from centra_mock import Centra

PREFIX = "/_mock"


@dataclass(frozen=True)
class Control:
    """The control API of one tenant."""

    centra: Centra

    def call(self, method: str, path: str, json: Any = None, **more: Any) -> requests.Response:
        """Call a path below that of the tenant."""
        url = f"{self.centra.server_url}{PREFIX}/{self.centra.name}{path}"
        return requests.request(method, url, json=json, timeout=60, **more)

    def ok(self, method: str, path: str, json: Any = None, **more: Any) -> Any:
        """Return the JSON of a call that must succeed."""
        answer = self.call(method, path, json, **more)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def problem(self, method: str, path: str, json: Any = None, **more: Any) -> dict[str, Any]:
        """Return the problem document of a call that must fail."""
        answer = self.call(method, path, json, **more)
        assert answer.headers["Content-Type"] == "application/problem+json", answer.text
        document: dict[str, Any] = answer.json()
        assert document["status"] == answer.status_code
        assert document["type"] == f"urn:centra-mock:problem:{document['code']}"
        return document

    def refusal(
        self, code: str, method: str, path: str, json: Any = None, mentions: Iterable[str] = (), **more: Any
    ) -> dict[str, Any]:
        """Check the problem document of a call that must fail: its code, and words in its detail."""
        document = self.problem(method, path, json, **more)
        assert document["code"] == code, document
        assert [each for each in mentions if each not in document["detail"]] == [], document
        return document
