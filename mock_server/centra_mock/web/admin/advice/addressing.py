"""Diagnostics for the operation, its namespace and SOAPAction, and the login."""

from __future__ import annotations

import re
from collections.abc import Iterator

from centra_mock.error_codes import Code
from centra_mock.suggestions import nearest
from centra_mock.web.admin.advice.context import Diagnosis, DiagnosisContext
from centra_mock.wire.endpoints import ENDPOINTS
from centra_mock.wire.operations import BY_REQUEST, OPERATIONS

_OPERATION = re.compile(rb"<(?:[\w.-]+:)?Body\b[^<>]*>\s*<(?:[\w.-]+:)?([\w.-]+)")

_SIMILAR = 0.85
"""The similarity that a suggestion needs: high, because most operations end alike."""


def _misspelt(context: DiagnosisContext) -> Iterator[str]:
    asked = _OPERATION.search(context.exchange.request)
    if asked is None or context.code != Code.UNKNOWN_OPERATION:
        return
    name = asked[1].decode()
    requests = {operation.name: operation.request for operation in OPERATIONS} | {each: each for each in BY_REQUEST}
    if near := nearest(name, requests, _SIMILAR):
        yield f"The operation's element is <{requests[near]}>, not <{name}>."
    else:
        yield f"There is no operation <{name}>; there are {', '.join(each.request for each in OPERATIONS)}."


def _namespace(context: DiagnosisContext) -> Iterator[str]:
    if context.code != Code.NAMESPACE_MISMATCH:
        return
    right = context.endpoint.namespace
    others = [each for each in ENDPOINTS if each.namespace != right]
    meant = next((each for each in others if each.namespace.encode() in context.exchange.request), None)
    or_else = f"; or send this request to {meant.path}, whose namespace it has" if meant else ""
    yield f'Write xmlns="{right}" on the operation{or_else}.'


def _soap_action(context: DiagnosisContext) -> Iterator[str]:
    if context.operation and context.code == Code.SOAP_ACTION_MISMATCH:
        right = context.operation.soap_action(context.endpoint.namespace)
        yield f'Send the header SOAPAction: "{right}", or leave it out.'


def _login_missing(context: DiagnosisContext) -> Iterator[str]:
    if context.code != Code.LOGIN_MISSING:
        return
    if context.endpoint.login == "header":
        yield "Here the login is not in the body: send the header Authorization: Basic … (curl: -u user:password)."
    else:
        yield "Put <login><username>…</username><password>…</password></login> first into the operation's element."


def _login_wrong(context: DiagnosisContext) -> Iterator[str]:
    if context.code == Code.LOGIN_WRONG:
        options = "--username, --password"
        yield f"Use the user and password that the server was started with ({options}); neither is shown here."


DIAGNOSES: tuple[Diagnosis, ...] = (_misspelt, _namespace, _soap_action, _login_missing, _login_wrong)
