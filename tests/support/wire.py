"""Call the mock with handwritten envelopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import requests
from lxml import etree

from centra_mock.wire.endpoints import CENTRA, ENDPOINTS, ENVELOPE, Login
from centra_mock.wire.tree import Element, normalized

NAMESPACES = {endpoint.name: endpoint.namespace for endpoint in ENDPOINTS}
HEADERS = {"Content-Type": "text/xml; charset=utf-8"}


class Called(Protocol):
    """A Centra that can be called: in this process or in another one."""

    @property
    def login(self) -> Login: ...

    def endpoint_url(self, name: str = ...) -> str: ...


def login(centra: Called) -> str:
    return f"<login><username>{centra.login.username}</username><password>{centra.login.password}</password></login>"


def envelope(body: str, namespace: str = CENTRA) -> str:
    return f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body xmlns="{namespace}">{body}</e:Body></e:Envelope>'


@dataclass
class Reply:
    """A response: the element in its body without namespaces, or its fault."""

    http: requests.Response
    body: Element

    @property
    def fault(self) -> str | None:
        return self.body.findtext("faultstring")

    @property
    def success(self) -> bool:
        return self.body.findtext("success") == "true"

    @property
    def errors(self) -> list[str]:
        return [message.text or "" for message in self.body.iterfind("errors/message")]

    @property
    def notices(self) -> list[str]:
        return [message.text or "" for message in self.body.iterfind("notices/message")]


def post(url: str, data: bytes, namespace: str = CENTRA, headers: dict[str, str] | None = None, **more: Any) -> Reply:
    """Send bytes and return the answer; it must be an envelope with one element in its body."""
    http = requests.post(url, data=data, headers=HEADERS if headers is None else headers, timeout=30, **more)
    root = etree.fromstring(http.content)
    assert root.tag == f"{{{ENVELOPE}}}Envelope", http.text
    (body,) = root.findall(f"{{{ENVELOPE}}}Body/*")
    return Reply(http, normalized(body, namespace))


def call(centra: Called, operation: str, inner: str = "", endpoint: str = "soap") -> Reply:
    """Call an operation by the name of its request element, with the login in the endpoint's place."""
    namespace = NAMESPACES[endpoint]
    basic = (centra.login.username, centra.login.password) if endpoint == "navision-api" else None
    own_login = "" if basic else login(centra)
    data = envelope(f"<{operation}>{own_login}{inner}</{operation}>", namespace).encode()
    return post(centra.endpoint_url(endpoint), data, namespace, auth=basic)


def poll(centra: Called, type: str = "all", endpoint: str = "soap") -> list[Element]:
    """Return the events of events_Get."""
    reply = call(centra, "events_GetRequest", f"<type>{type}</type>", endpoint)
    assert reply.fault is None, reply.fault
    return reply.body.findall("events/event")


def done(centra: Called, *ids: str | int) -> Reply:
    return call(centra, "events_Done", "".join(f"<event>{id}</event>" for id in ids))
