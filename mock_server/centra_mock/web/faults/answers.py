"""Answers that come instead of the real one."""

from __future__ import annotations

from html import escape
from http import HTTPStatus

from werkzeug.wrappers import Response

from centra_mock.domain.events import write_result
from centra_mock.domain.fault_schedule import DueFault
from centra_mock.wire.endpoints import Endpoint
from centra_mock.wire.envelope import fault, wrap
from centra_mock.wire.http import XML

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title><link rel="icon" href="data:,"></head>
<body><h1>{title}</h1><p>Please try again later.<br>We&nbsp;are sorry.</body>
</html>
"""
"""Fine HTML, but no XML: an element that is not closed, and an entity that XML does not know."""


def html(due: DueFault, _endpoint: Endpoint) -> Response:
    assert due.fault.status is not None
    page = _PAGE.format(title=escape(_phrase(due.fault.status)))
    return _with_retry(due, Response(page, due.fault.status, content_type="text/html; charset=utf-8"))


def status(due: DueFault, _endpoint: Endpoint) -> Response:
    assert due.fault.status is not None
    text = f"{_phrase(due.fault.status)}\n"
    return _with_retry(due, Response(text, due.fault.status, content_type="text/plain; charset=utf-8"))


def soap_fault(due: DueFault, endpoint: Endpoint) -> Response:
    body = fault("Server", " ".join(due.fault.messages or ()))
    return _with_retry(due, Response(wrap(body, endpoint.namespace), due.fault.status, content_type=XML))


def failure(due: DueFault, endpoint: Endpoint) -> Response:
    body = write_result(due.fault.messages or (), ())
    return Response(wrap(body, endpoint.namespace), content_type=XML)


def _phrase(code: int) -> str:
    phrases = {each.value: each.phrase for each in HTTPStatus}
    return f"{code} {phrases.get(code, 'Error')}"


def _with_retry(due: DueFault, response: Response) -> Response:
    if due.fault.retry_after is not None:
        response.headers["Retry-After"] = str(due.fault.retry_after)
    return response
