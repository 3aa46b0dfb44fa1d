"""A sample of every request and response, derived from the grammar: every field, in order, with made-up values.

All is pure and the same each time; the login is left open, as ``USERNAME`` and ``PASSWORD``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from centra_mock.wire.descriptions import Description, Thing, description_of, shared, things
from centra_mock.wire.endpoints import BODY_PREFIX, ENVELOPE, ENVELOPE_PREFIX, Endpoint
from centra_mock.wire.grammar import GRAMMAR, Field, ObjectType
from centra_mock.wire.operations import DONE, EVENT_TYPES, GET_BY_MARKETS, RESULT, Operation
from centra_mock.wire.structures import REMOVING
from centra_mock.wire.tree import Element, element, text

USERNAME = "{username}"
PASSWORD = "{password}"  # noqa: S105 (where one goes)
"""What stands in a sample where a client has its own login."""

LOGIN = "login"
_ANY: Mapping[str, str] = {"int": "1", "number": "1", "boolean": "true", "flag": "yes"}
"""Type -> what a field without a description holds, so that a new field has a sample too."""

_ERROR = "A message for each object that was refused: which one, which field, and what would be right."


@dataclass(frozen=True)
class Sample:
    """A message as it goes over the wire."""

    title: str
    envelope: Element


def sample_request(operation: Operation, endpoint: Endpoint) -> Element:
    """Return the envelope that a client sends, with the login where the endpoint reads it."""
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
    """Return what the mock may answer: events, or success and failure."""
    if operation.response != RESULT:
        return (Sample("Response", _response(endpoint, _events(operation))),)
    notice = description_of(operation.subject).notice
    return (
        Sample("Response", _response(endpoint, _result("true", (), (notice,)))),
        Sample("Response when something is refused", _response(endpoint, _result("false", (_ERROR,), ()))),
    )


def sample_object(obj: ObjectType) -> Element:
    """Return one object with every field of it."""
    return _Sampler(description_of(obj.plural)).sample(obj.field, (obj.name,))


def pretty(envelope: Element) -> str:
    """Return an envelope as text, indented."""
    copy = etree.fromstring(etree.tostring(envelope))
    etree.indent(copy, "  ")
    return etree.tostring(copy, encoding="unicode")


def _asked(operation: Operation) -> Iterable[Element]:
    """Yield what the request's element holds, but for the login."""
    sampler = _Sampler(description_of(operation.subject))
    if operation.object:
        obj = operation.object
        yield element(obj.plural, None, *sampler.siblings(obj.field, (obj.name,)))
    else:
        yield from sampler.sample(GRAMMAR.messages[operation.request], (operation.request,))
    if operation == DONE:
        yield from (element("event", id) for id in ("2", "3"))


_NOTHING = Description(sentence="")


@dataclass(frozen=True)
class _Sampler:
    """Makes the elements of one operation or type, with the values that are described for it."""

    described: Description = _NOTHING

    def sample(self, field: Field, path: tuple[str, ...], holder: Field | None = None) -> Element:
        """Return an element with everything below it.

        ``path`` starts with the object and ends with the element's own name; ``holder`` is the field that it stands in.
        """
        if field.is_leaf:
            return element(field.name, self.value(field, path, holder) or None)
        below = (each for sub in field.fields for each in self.siblings(sub, (*path, sub.name), field))
        return element(field.name, None, *below)

    def siblings(self, field: Field, path: tuple[str, ...], holder: Field | None = None) -> Iterable[Element]:
        """Yield an element, and the others that have to be there beside it."""
        where = "/".join(path)
        yield from (_short(field.name, values) for values in self.described.before.get(where, ()))
        yield self.sample(field, path, holder)
        yield from (_short(field.name, values) for values in self.described.after.get(where, ()))

    def value(self, field: Field, path: tuple[str, ...], holder: Field | None = None) -> str:
        """Return what a leaf holds: what is described for the longest end of its path, or what its type gives.

        Ids, and descriptions beside them, are those of their kind's thing unless an end says otherwise that is longer
        than a name.
        """
        *longer, name = ("/".join(path[start:]) for start in range(len(path)))
        found = next((self._values[end] for end in longer if end in self._values), None)
        kind = field.bears or (holder.id.bears if holder and holder.id and field.name == "description" else None)
        if found is None and kind:
            thing = things().get(kind, Thing(f"{kind}-1"))
            if thing.another and any(step.endswith(REMOVING) for step in path):
                thing = thing.another
            found = thing.id if field.bears else thing.description
        if found is None:
            found = self._values.get(name)
        return _ANY.get(field.value, f"A {field.name}") if found is None else found

    @cached_property
    def _values(self) -> Mapping[str, str]:
        return {**shared().values, **self.described.values}


def _short(name: str, values: Mapping[str, str]) -> Element:
    return element(name, None, *(element(field, value) for field, value in values.items()))


def _login() -> Element:
    values = {"username": USERNAME, "password": PASSWORD}
    names = (field.name for field in GRAMMAR.messages[LOGIN].fields)
    return _short(LOGIN, {name: values.get(name, "") for name in names})


def _events(operation: Operation) -> Element:
    """Return an event of each type that there are events of; those of a market are of objects that belong to one."""
    chosen = [(type, obj) for type, obj in EVENT_TYPES.items() if operation != GET_BY_MARKETS or obj.market]
    events = (_event(number, type, obj) for number, (type, obj) in enumerate(chosen, 1))
    return element(operation.response, None, element("events", None, *events))


def _event(number: int, type: str, obj: ObjectType) -> Element:
    sampler, data = _Sampler(), sample_object(obj)
    data.tag = type
    event = element("event")
    for field in GRAMMAR.messages["event"].fields:
        leaf = element(field.name, sampler.value(field, ("event", field.name)))
        if field.name == "data":
            leaf = element("data", None, data)
        event.append(leaf)
    given = {"id": str(number), "type": type, "entry": text(data, "id")}
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
    """Add a copy of a tree without namespaces, in a namespace, below ``parent``."""
    nsmap: dict[Any, str] = {prefix: namespace}  # a default namespace has the prefix None
    made = etree.SubElement(parent, f"{{{namespace}}}{node.tag}", nsmap=nsmap)
    made.text = node.text
    for sub in node:
        _put(made, sub, namespace, prefix)
