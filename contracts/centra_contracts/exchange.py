"""One exchange between the client and Centra, and what was said in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from centra_mock.control_api.journal import Effects, ExchangeWhole
from centra_mock.scalars import TRUE
from centra_mock.wire.endpoints import ENDPOINTS, ENVELOPE
from centra_mock.wire.grammar import OBJECTS, ObjectType
from centra_mock.wire.operations import DONE, EVENT_DATA, GET, GET_BY_MARKETS, UPDATES
from centra_mock.wire.tree import Element, normalized, parse
from centra_mock.wire.values import as_values

READS = (GET.name, GET_BY_MARKETS.name)
_NAMESPACES = {endpoint.name: endpoint.namespace for endpoint in ENDPOINTS}
_UPDATED = {operation.name: operation.object for operation in UPDATES if operation.object}


@dataclass(frozen=True)
class DeliveredEvent:
    """An event as the client got it."""

    id: int
    type: str
    entry: str
    mission: str
    data: Element | None
    """The object, if there is one."""

    @cached_property
    def object(self) -> ObjectType | None:
        return EVENT_DATA.get(self.type)

    @cached_property
    def values(self) -> dict[str, Any]:
        """The object's fields by the grammar's names; of an unknown type, none."""
        return as_values(self.data, self.object.field) if self.data is not None and self.object else {}


@dataclass(frozen=True)
class ObservedExchange:
    """As the journal has it, passwords masked."""

    id: int
    endpoint: str
    operation: str | None
    status: int
    outcome: str
    request: str
    response: str
    request_headers: Mapping[str, str]
    at: str
    effects: Effects
    """What it did in the mock."""

    @classmethod
    def read(cls, shown: ExchangeWhole) -> ObservedExchange:
        """Return an exchange of the journal."""
        names = ("id", "endpoint", "operation", "status", "outcome", "request", "response", "at", "effects")
        headers = {name.lower(): value for name, value in shown.request_headers}
        return cls(**{name: getattr(shown, name) for name in names}, request_headers=headers)

    @property
    def host(self) -> str:
        """The host that the client has called."""
        return self.request_headers.get("host", "")

    @property
    def is_read(self) -> bool:
        return self.operation in READS

    @property
    def is_done(self) -> bool:
        return self.operation == DONE.name

    @property
    def updated_type(self) -> ObjectType | None:
        """The type of what it updates, if it is an update."""
        return _UPDATED.get(self.operation or "")

    @cached_property
    def request_element(self) -> Element | None:
        """The operation's element as the client sent it, without namespaces."""
        return _inner(self.request, _NAMESPACES[self.endpoint])

    @property
    def has_header_login(self) -> bool:
        """Whether a login stands in the SOAP header."""
        root = _root(self.request)
        return root is not None and root.find(f"{{{ENVELOPE}}}Header/{{*}}login") is not None

    @cached_property
    def response_element(self) -> Element | None:
        """The answer's element, if a whole one got through."""
        return _inner(self.response, _NAMESPACES[self.endpoint]) if self.outcome != "broken" else None

    @cached_property
    def delivered(self) -> list[DeliveredEvent]:
        """The events that got through to the client."""
        if not self.is_read or self.response_element is None:
            return []
        return [_event(each) for each in self.response_element.iterfind("events/event")]

    @cached_property
    def done_ids(self) -> list[str]:
        """The ids of the events that it marks done, as they were written."""
        return [(each.text or "").strip() for each in self._request_elements("event")] if self.is_done else []

    @cached_property
    def updated_objects(self) -> list[Element]:
        """The objects that it updates."""
        obj = self.updated_type
        return list(self._request_elements(f"{obj.plural}/{obj.name}")) if obj else []

    @property
    def succeeded(self) -> bool:
        """Whether the client was told, in an answer that got through, that it went well."""
        if self.response_element is None or self.outcome != "ok":
            return False
        return self.is_read or self.response_element.findtext("success") == TRUE

    @cached_property
    def notices(self) -> list[str]:
        found = self.response_element.iterfind("notices/message") if self.response_element is not None else ()
        return [each.text or "" for each in found]

    def _request_elements(self, path: str) -> Iterator[Element]:
        return iter(self.request_element.findall(path)) if self.request_element is not None else iter(())


def values_of(type: str, element: Element) -> dict[str, Any]:
    """The fields of an object."""
    return as_values(element, OBJECTS[type].field)


def _root(document: str) -> Element | None:
    try:
        return parse(document.encode())
    except (etree.XMLSyntaxError, ValueError):
        return None


def _inner(document: str, namespace: str) -> Element | None:
    root = _root(document)
    found = root.find(f"{{{ENVELOPE}}}Body/*") if root is not None else None
    return normalized(found, namespace) if found is not None else None


def _event(node: Element) -> DeliveredEvent:
    data = node.find("data")
    return DeliveredEvent(
        id=int(node.findtext("id") or 0),
        type=node.findtext("type") or "",
        entry=node.findtext("entry") or "",
        mission=node.findtext("mission") or "",
        data=data[0] if data is not None and len(data) else None,
    )
