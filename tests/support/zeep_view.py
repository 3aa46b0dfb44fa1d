"""Check that zeep, which uses the WSDL, reads the same data as is on the wire."""

from __future__ import annotations

from functools import cache
from typing import Any

import zeep
from zeep.helpers import serialize_object
from zeep.wsdl import Document

from centra_mock import Centra, MockServer
from centra_mock.wire.operations import EVENT_DATA
from centra_mock.wire.tree import Element
from centra_mock.wire.values import as_values
from support.wire import poll


@cache
def document() -> Document:
    """Return the parsed WSDL; only the URL differs between servers and tenants."""
    with MockServer() as server, zeep.Client(server.tenant("ams").wsdl_url) as client:  # type: ignore[no-untyped-call]
        found: Document = client.wsdl
        return found


def newest(shop: Centra, type: str) -> Element:
    """Return the object in the newest queued event of a type, after checking that zeep reads the same."""
    data = [event.find(f"data/{type}") for event in poll(shop, type)]
    assert data, f"no {type} event is queued"
    with zeep.Client(document()) as client:  # type: ignore[no-untyped-call]
        login = {"username": shop.login.username, "password": shop.login.password}
        (binding,) = client.wsdl.bindings
        events = client.create_service(binding, shop.url).events_Get(login=login, type=type)
        seen = serialize_object(events, dict)  # type: ignore[no-untyped-call]
    assert [leaves(event["data"][type]) for event in seen] == [leaves(on_the_wire(each, type)) for each in data]
    assert data[-1] is not None
    return data[-1]


def on_the_wire(tree: Element | None, type: str) -> dict[str, Any]:
    return as_values(tree, EVENT_DATA[type].field) if tree is not None else {}


def leaves(value: Any, path: str = "") -> dict[str, str]:
    """Yield each non-empty value with its path."""
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)  # type: ignore[assignment]
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value or "" if value is None else value)
        return {path: text} if text else {}
    return {key: text for name, sub in parts for key, text in leaves(sub, f"{path}/{name}").items()}
