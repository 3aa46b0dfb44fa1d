"""The nearest thing that would have worked: what to correct in a request that failed."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from html import unescape

from centra_mock.store.journal import Exchange
from centra_mock.wire.names import ENDPOINTS, ENVELOPE, ENVELOPE_1_2, Endpoint
from centra_mock.wire.operations import BY_REQUEST, OPERATIONS

Diagnosis = Callable[[Exchange, Endpoint], str | None]
"""Says what would be right, or nothing where this is not what went wrong."""

_DIAGNOSES: list[Diagnosis] = []
_FAULTSTRING = re.compile(r"<faultstring>(.*?)</faultstring>", re.DOTALL)
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)")
_OPERATION = re.compile(rb"<(?:[\w.-]+:)?Body\b[^>]*>\s*<(?:[\w.-]+:)?([\w.-]+)")


def advice(exchange: Exchange) -> list[str]:
    """What would have worked instead, in the order in which one would look."""
    if exchange.faults:
        return ["A fault that you set spoilt this answer; take it back to see the real one."]
    endpoint = next(each for each in ENDPOINTS if each.name == exchange.endpoint)
    return [found for diagnose in _DIAGNOSES if (found := diagnose(exchange, endpoint))]


def _diagnosis(function: Diagnosis) -> Diagnosis:
    _DIAGNOSES.append(function)
    return function


def _faultstring(exchange: Exchange) -> str:
    if exchange.outcome != "fault":
        return ""
    found = _FAULTSTRING.search(exchange.response[:10_000].decode("utf-8", "replace"))
    return unescape(found[1]) if found else ""


@_diagnosis
def empty(exchange: Exchange, _endpoint: Endpoint) -> str | None:
    if exchange.outcome != "fault" or exchange.request.strip():
        return None
    return "The body is empty: send a SOAP 1.1 envelope, and say its length in Content-Length or send it in chunks."


@_diagnosis
def doctype(exchange: Exchange, _endpoint: Endpoint) -> str | None:
    if "has a DOCTYPE" not in _faultstring(exchange):
        return None
    return "Leave the <!DOCTYPE …> out: the envelope's own element comes first, after the XML declaration."


@_diagnosis
def soap_1_2(exchange: Exchange, _endpoint: Endpoint) -> str | None:
    if exchange.outcome != "fault" or ENVELOPE_1_2.encode() not in exchange.request:
        return None
    return f'Write xmlns="{ENVELOPE}" in place of "{ENVELOPE_1_2}", with Content-Type: text/xml and a SOAPAction.'


@_diagnosis
def ampersand(exchange: Exchange, _endpoint: Endpoint) -> str | None:
    found = _BARE_AMPERSAND.search(exchange.request)
    if found is None or "not well-formed" not in _faultstring(exchange):
        return None
    near = exchange.request[max(found.start() - 20, 0) : found.end() + 10].decode("utf-8", "replace")
    return f"An & is written &amp; in XML, as it should be here: …{near}…"


@_diagnosis
def misspelt(exchange: Exchange, _endpoint: Endpoint) -> str | None:
    asked = _OPERATION.search(exchange.request)
    if asked is None or "There is no operation" not in _faultstring(exchange):
        return None
    name = asked[1].decode()
    requests = {operation.name: operation.request for operation in OPERATIONS} | {each: each for each in BY_REQUEST}
    near = get_close_matches(name, requests, 1)
    return f"The operation's element is <{requests[near[0]]}>, not <{name}>." if near else None


@_diagnosis
def namespace(exchange: Exchange, endpoint: Endpoint) -> str | None:
    if f"endpoint expects {endpoint.namespace}" not in _faultstring(exchange):
        return None
    others = [each for each in ENDPOINTS if each.namespace != endpoint.namespace]
    meant = next((each for each in others if each.namespace.encode() in exchange.request), None)
    right = f'Write xmlns="{endpoint.namespace}" on the operation'
    return f"{right}; or send this request to {meant.path}, whose namespace it has." if meant else f"{right}."


@_diagnosis
def soap_action(exchange: Exchange, endpoint: Endpoint) -> str | None:
    operation = next((each for each in OPERATIONS if each.name == exchange.operation), None)
    if operation is None or not _faultstring(exchange).startswith("The SOAPAction is"):
        return None
    return f'Send the header SOAPAction: "{operation.soap_action(endpoint.namespace)}", or leave it out.'


@_diagnosis
def login_missing(exchange: Exchange, endpoint: Endpoint) -> str | None:
    if "The login is missing" not in _answer(exchange):
        return None
    if endpoint.login == "header":
        return "Here the login is not in the body: send the header Authorization: Basic … (curl: -u user:password)."
    return "Put <login><username>…</username><password>…</password></login> first into the operation's element."


@_diagnosis
def login_wrong(exchange: Exchange, _endpoint: Endpoint) -> str | None:
    if "The username or the password is wrong" not in _answer(exchange):
        return None
    return "Use the user and password that the server was started with (--username, --password); neither is shown here."


@_diagnosis
def comma_list(exchange: Exchange, _endpoint: Endpoint) -> str | None:
    found = re.search(rb"<(?:[\w.-]+:)?event>\s*(\d+)\s*[,;]\s*(\d+)", exchange.request)
    if exchange.operation != "events_Done" or found is None:
        return None
    first, second = found[1].decode(), found[2].decode()
    return f"Each id stands in an element of its own: <event>{first}</event><event>{second}</event>."


@_diagnosis
def not_queued(exchange: Exchange, _endpoint: Endpoint) -> str | None:
    finished = exchange.effects.finished
    if finished is None or not (finished.already.count or finished.unknown.count):
        return None
    return "An event is named by <id> of the event itself, not by <entry>, the id of its object; and it is done once."


@_diagnosis
def misplaced(exchange: Exchange, _endpoint: Endpoint) -> str | None:
    operation = next((each for each in OPERATIONS if each.name == exchange.operation), None)
    if operation is None or operation.object is None or "is not expected here" not in _answer(exchange):
        return None
    plural, name = operation.object.plural, operation.object.name
    return f"Wrap it: <{operation.request}><{plural}><{name}>…</{name}></{plural}></{operation.request}>."


def _answer(exchange: Exchange) -> str:
    """What an answer that is no success says."""
    if exchange.outcome not in ("fault", "failure"):
        return ""
    return exchange.response[:10_000].decode("utf-8", "replace")
