"""Errors of the control API as problem documents (RFC 9457): what was wrong, and what is allowed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from werkzeug.wrappers import Response

from centra_mock.error_codes import Code
from centra_mock.errors import CentraError, Conflict, NotFound

PROBLEM_JSON = "application/problem+json"


class Problem(Exception):
    """An answer that is an error; ``more`` are members beside the standard ones."""

    def __init__(
        self, status: HTTPStatus, code: Code, detail: str, headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}
        self.more = more

    def response(self) -> Response:
        document = {
            "type": f"urn:centra-mock:problem:{self.code}",
            "title": self.code.cause,
            "status": self.status.value,
            "detail": self.detail,
            "code": self.code,
            **self.more,
        }
        return Response(msgspec.json.encode(document), self.status.value, self.headers, content_type=PROBLEM_JSON)


def problem_of(error: CentraError) -> Problem:
    """Return an error of the mock as a problem."""
    if isinstance(error, NotFound):
        return Problem(HTTPStatus.NOT_FOUND, error.code, str(error))
    if isinstance(error, Conflict):
        return Problem(HTTPStatus.CONFLICT, error.code, str(error), entries=error.entries)
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, error.code, str(error))
