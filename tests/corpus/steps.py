"""Functions for writing stories: requests to an endpoint, and activities of the shop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from corpus.exchanges import Control, Request, Step
from corpus.story_endpoint import ASKED, StoryEndpoint

Fields = Mapping[str, Any]
Tale = Iterator[tuple[str, Step]]


class Endpoint(StoryEndpoint):
    """An endpoint with methods for what a client sends."""

    def call(self, element: str, inner: str = "", **headers: str) -> Request:
        """Call an operation by the name of its request element."""
        return self.send(f"<{element}>{self.login}{inner}</{element}>", **headers)

    def send(self, within: str, **headers: str) -> Request:
        """Send the body of an envelope. Keyword arguments are headers, with underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Request(headers={**self.headers, **named}, body=self.fill(within.join(ASKED)).encode())

    def update(self, plural: str, *objects: Fields | str) -> Request:
        """Call the update of a type, with objects as fields or as XML."""
        inner = "".join(each if isinstance(each, str) else xml(singular(plural), each) for each in objects)
        return self.call(f"{plural}_Update", f"<{plural}>{inner}</{plural}>")

    def orders(self, *orders: Fields) -> Request:
        return self.update("orders", *orders)

    def poll(self, type: str = "all") -> Request:
        return self.call("events_GetRequest", f"<type>{type}</type>")

    def poll_markets(self, *markets: str, type: str = "all") -> Request:
        inner = "".join(f"<market><id>{escape(id)}</id></market>" for id in markets)
        return self.call("events_GetByMarkets", f"<type>{type}</type><markets>{inner}</markets>")

    def done(self, *ids: int | str) -> Request:
        return self.call("events_Done", "".join(f"<event>{id}</event>" for id in ids))


def singular(plural: str) -> str:
    """Return the name of an element of a list; in some lists it is the name of the list."""
    return plural if plural in ("paymentterms", "shippingterms") else plural.removesuffix("s")


def xml(name: str, value: Any) -> str:
    """Return an element with plain values: a mapping is a group, a list repeats, ``""`` is empty."""
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(xml(key, sub) for key, sub in value.items())}</{name}>"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(xml(name, each) for each in value)
    return f"<{name}>{escape(str(value))}</{name}>" if value != "" else f"<{name}/>"


def policy(**settings: object) -> Control:
    return Control("PATCH", "policy", settings)


def order(*lines: Fields, **terms: Any) -> Control:
    """Place an order in the shop."""
    return Control("POST", "orders", {**({"lines": list(lines)} if lines else {}), **terms})


def put(type: str, id: str, **fields: Any) -> Control:
    """Change an object as an admin."""
    return Control("PUT", f"objects/{type}/{id}", {"fields": fields})


def emit(type: str, **terms: Any) -> Control:
    """Queue raw events."""
    return Control("POST", "events", {"type": type, **terms})


def line(quantities: Mapping[str, int], product: str = "sweater", size: str = "M") -> dict[str, Any]:
    """Return a line of an order that names rows by order item, as clients ship, cancel and refund."""
    sizes = [{"id": size, "qty": quantity, "orderitem": {"id": item}} for item, quantity in quantities.items()]
    return {"product": [{"id": product, "sizes": {"size": sizes}}]}
