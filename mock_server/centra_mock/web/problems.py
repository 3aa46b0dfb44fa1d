"""Errors of the control API as problem documents (RFC 9457): what was wrong, and what is allowed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from werkzeug.wrappers import Response

from centra_mock.error_codes import Code
from centra_mock.errors import CentraError, Conflict, DatabaseFailed, NotFound

PROBLEM_JSON = "application/problem+json"

_STATUSES = {
    DatabaseFailed: HTTPStatus.SERVICE_UNAVAILABLE,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
}
_REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


class Problem(Exception):
    """An answer that is an error.

    Args:
        status: The status of HTTP.
        code: The kind of mistake.
        detail: What was wrong, where, and what would be right.
        headers: Of the answer, beside those that every answer has.
        place: Where in the input, such as ``lines[0].quantity``; left out of the document where it is empty.
        more: Members of the document beside the standard ones.
    """

    def __init__(
        self,
        status: HTTPStatus,
        code: Code,
        detail: str,
        headers: dict[str, str] | None = None,
        place: str = "",
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}
        self.place = place
        self.more = more

    def response(self) -> Response:
        document = {
            "type": f"urn:centra-mock:problem:{self.code}",
            "title": self.code.cause,
            "status": self.status.value,
            "detail": self.detail,
            "code": self.code,
            **({"place": self.place} if self.place else {}),
            **self.more,
        }
        return Response(msgspec.json.encode(document), self.status.value, self.headers, content_type=PROBLEM_JSON)


def problem_of(error: CentraError) -> Problem:
    """Return an error of the mock as a problem."""
    status = next((found for kind, found in _STATUSES.items() if isinstance(error, kind)), _REFUSED)
    more: dict[str, Any] = {"entries": error.entries} if isinstance(error, Conflict) else {}
    return Problem(status, error.code, str(error), place=error.place, **more)
