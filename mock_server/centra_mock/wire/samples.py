"""A sample of every request and response, derived from the grammar: every field, in order, with made-up values.

All is pure and the same each time; the login is left open, as ``USERNAME`` and ``PASSWORD``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from centra_mock.wire.grammar import GRAMMAR, Field, ObjectType
from centra_mock.wire.names import BODY_PREFIX, ENVELOPE, ENVELOPE_PREFIX, Endpoint
from centra_mock.wire.operations import DONE, EVENT_TYPES, GET_BY_MARKETS, RESULT, Operation
from centra_mock.wire.sample_values import AFTER, BEFORE, IDS, value_of
from centra_mock.wire.tree import Element, element, text

USERNAME = "{username}"
PASSWORD = "{password}"  # noqa: S105 (where one goes)
"""What stands in a sample where a client has its own login."""

LOGIN = "login"
_NOTICES = {"size": "Added new size: M: Medium to: Letter sizes!"}
_NOTICE = "A notice says what else happened; it is no failure."
_ERROR = "A message for each object that was refused: which one, which field, and what would be right."


@dataclass(frozen=True)
class Sample:
    """A message as it goes over the wire."""

    title: str
    envelope: Element


def sample_request(operation: Operation, endpoint: Endpoint) -> Element:
    """The envelope that a client sends, with the login where the endpoint reads it."""
    asked = element(operation.request, None, *_asked(operation))
    login = _login()
    if endpoint.login == "body":
        asked.insert(0, login)
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={ENVELOPE_PREFIX: ENVELOPE})
    if endpoint.login == "header":
        _put(etree.SubElement(envelope, f"{{{ENVELOPE}}}Header"), login, endpoint.namespace, None)
    _put(etree.SubElement(envelope, f"{{{ENVELOPE}}}Body"), asked, endpoint.namespace, None)
    return envelope


def sample_responses(operation: Operation, endpoint: Endpoint) -> tuple[Sample, ...]:
    """What the mock may answer: events, or success and failure."""
    if operation.response != RESULT:
        return (Sample("Response", _response(endpoint, _events(operation))),)
    notice = _NOTICES.get(operation.object.name, _NOTICE) if operation.object else _NOTICE
    return (
        Sample("Response", _response(endpoint, _result("true", (), (notice,)))),
        Sample("Response when something is refused", _response(endpoint, _result("false", (_ERROR,), ()))),
    )


def sample_object(obj: ObjectType) -> Element:
    """One object with every field of it."""
    return _sample(obj.field, (obj.name,))


def pretty(envelope: Element) -> str:
    """An envelope as text, indented."""
    copy = etree.fromstring(etree.tostring(envelope))
    etree.indent(copy, "  ")
    return etree.tostring(copy, encoding="unicode")


def _asked(operation: Operation) -> Iterable[Element]:
    """What the request's element holds, but for the login."""
    if operation.object:
        obj = operation.object
        yield element(obj.plural, None, *_repeated(obj.field, (obj.name,)))
    else:
        yield from _sample(GRAMMAR.messages[operation.request], (operation.request,))
    if operation == DONE:
        yield from (element("event", id) for id in ("2", "3"))


def _sample(field: Field, path: tuple[str, ...]) -> Element:
    """An element with everything below it."""
    if field.is_leaf:
        return element(field.name, value_of(field, path) or None)
    return element(field.name, None, *(each for sub in field.fields for each in _repeated(sub, (*path, sub.name))))


def _repeated(field: Field, path: tuple[str, ...]) -> Iterable[Element]:
    """A sample of a field, and the others that have to be there beside it."""
    where = "/".join(path)
    yield from (_short(field.name, values) for values in BEFORE.get(where, ()))
    yield _sample(field, path)
    yield from (_short(field.name, values) for values in AFTER.get(where, ()))


def _short(name: str, values: Mapping[str, str]) -> Element:
    return element(name, None, *(element(field, value) for field, value in values.items()))


def _login() -> Element:
    values = {"username": USERNAME, "password": PASSWORD}
    names = (field.name for field in GRAMMAR.messages[LOGIN].fields)
    return _short(LOGIN, {name: values.get(name, "") for name in names})


def _events(operation: Operation) -> Element:
    """An event of each type that there are events of; those of a market are of objects that belong to one."""
    chosen = [
        (type, obj)
        for type, obj in EVENT_TYPES.items()
        if operation != GET_BY_MARKETS or "market" in {obj.name, *obj.field.by_name}
    ]
    events = (_event(number, type, obj) for number, (type, obj) in enumerate(chosen, 1))
    return element(operation.response, None, element("events", None, *events))


def _event(number: int, type: str, obj: ObjectType) -> Element:
    data = sample_object(obj)
    data.tag = type
    event = element("event")
    for field in GRAMMAR.messages["event"].fields:
        leaf = element(field.name, value_of(field, ("event", field.name)))
        if field.name == "data":
            leaf = element("data", None, data)
        event.append(leaf)
    given = {"id": str(number), "type": type, "entry": IDS.get(obj.name) or text(data, "id")}
    for name, value in given.items():
        for leaf in event.findall(name):
            leaf.text = value
    return event


def _result(success: str, errors: Iterable[str], notices: Iterable[str]) -> Element:
    return element(
        RESULT,
        None,
        element("success", success),
        element("errors", None, *(element("message", message) for message in errors)),
        element("notices", None, *(element("message", message) for message in notices)),
    )


def _response(endpoint: Endpoint, content: Element) -> Element:
    nsmap = {ENVELOPE_PREFIX: ENVELOPE, BODY_PREFIX: endpoint.namespace}
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap=nsmap)
    _put(etree.SubElement(envelope, f"{{{ENVELOPE}}}Body"), content, endpoint.namespace, BODY_PREFIX)
    return envelope


def _put(parent: Element, node: Element, namespace: str, prefix: str | None) -> None:
    """A copy of a tree without namespaces, in a namespace, below ``parent``."""
    nsmap: dict[Any, str] = {prefix: namespace}  # a default namespace has the prefix None
    made = etree.SubElement(parent, f"{{{namespace}}}{node.tag}", nsmap=nsmap)
    made.text = node.text
    for sub in node:
        _put(made, sub, namespace, prefix)
