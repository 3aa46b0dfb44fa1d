"""An exchange between client and Centra, with its request and response parsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from centra_mock.control_api.journal import Effects, FullExchangeView
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
    """An event as it was delivered to the client."""

    id: int
    type: str
    entry: str
    """The id of the object that Centra shows."""
    mission: str
    data: Element | None
    """The element of the object, if there is one."""

    @cached_property
    def object(self) -> ObjectType | None:
        return EVENT_DATA.get(self.type)

    @cached_property
    def values(self) -> dict[str, Any]:
        """Return the object's fields by the grammar's names; empty for an unknown type."""
        return as_values(self.data, self.object.field) if self.data is not None and self.object else {}


@dataclass(frozen=True)
class ObservedExchange:
    """An exchange from the journal, which masks passwords."""

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
    """What the request did in the mock."""

    @classmethod
    def read(cls, shown: FullExchangeView) -> ObservedExchange:
        """Return an exchange of the journal."""
        names = ("id", "endpoint", "operation", "status", "outcome", "request", "response", "at", "effects")
        headers = {name.lower(): value for name, value in shown.request_headers}
        return cls(**{name: getattr(shown, name) for name in names}, request_headers=headers)

    @property
    def host(self) -> str:
        """Return the header ``Host`` of the request."""
        return self.request_headers.get("host", "")

    @property
    def is_read(self) -> bool:
        return self.operation in READS

    @property
    def is_done(self) -> bool:
        return self.operation == DONE.name

    @property
    def updated_type(self) -> ObjectType | None:
        """Return the type of the objects, if this is an update."""
        return _UPDATED.get(self.operation or "")

    @cached_property
    def request_element(self) -> Element | None:
        """Return the element of the operation in the request, without namespaces."""
        return _inner(self.request, _NAMESPACES[self.endpoint])

    @property
    def has_header_login(self) -> bool:
        """Return whether the SOAP header has a login."""
        root = _root(self.request)
        return root is not None and root.find(f"{{{ENVELOPE}}}Header/{{*}}login") is not None

    @cached_property
    def response_element(self) -> Element | None:
        """Return the element in the Body of the response, if the client got a complete one."""
        return _inner(self.response, _NAMESPACES[self.endpoint]) if self.outcome != "broken" else None

    @cached_property
    def delivered(self) -> list[DeliveredEvent]:
        """Return the events that the client got."""
        if not self.is_read or self.response_element is None:
            return []
        return [_event(each) for each in self.response_element.iterfind("events/event")]

    @cached_property
    def done_ids(self) -> list[str]:
        """Return the ids of the events that the request marks done, as the client wrote them."""
        return [(each.text or "").strip() for each in self._request_elements("event")] if self.is_done else []

    @cached_property
    def updated_objects(self) -> list[Element]:
        """Return the elements of the objects that the request updates."""
        obj = self.updated_type
        return list(self._request_elements(f"{obj.plural}/{obj.name}")) if obj else []

    @property
    def succeeded(self) -> bool:
        """Return whether the client got a response that reports success."""
        if self.response_element is None or self.outcome != "ok":
            return False
        return self.is_read or self.response_element.findtext("success") == TRUE

    @cached_property
    def notices(self) -> list[str]:
        """Return the notices in the response."""
        found = self.response_element.iterfind("notices/message") if self.response_element is not None else ()
        return [each.text or "" for each in found]

    def _request_elements(self, path: str) -> Iterator[Element]:
        return iter(self.request_element.findall(path)) if self.request_element is not None else iter(())


def values_of(type: str, element: Element) -> dict[str, Any]:
    """Return the fields of an object of a type."""
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
