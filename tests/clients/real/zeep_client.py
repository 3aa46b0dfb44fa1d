"""A client with zeep: ``python zeep_client.py setup | poll | fulfil … | refund …``.

It prints its results as one JSON document. README.md describes the steps.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from zeep import Client, Transport
from zeep.exceptions import Fault

SHOP = Path(__file__).with_name("shop.json")


class Centra:
    """The API, with a login in the body of a request or, on navision-api, outside it."""

    def __init__(self, username: str, password: str) -> None:
        login = {"username": username, "password": password}
        session = requests.Session()
        self._login: dict[str, Any] = {}
        match os.environ.get("CENTRA_LOGIN", "body"):
            case "body":
                self._login = {"login": login}
            case "basic":
                session.auth = (username, password)
            case "header":
                self._login = {"_soapheaders": {"login": login}}
        transport = Transport(session=session)  # type: ignore[no-untyped-call]
        self._service = Client(os.environ["CENTRA_WSDL"], transport=transport).service  # type: ignore[no-untyped-call]

    def events(self) -> list[Any]:
        # An empty <events/> comes as None: zeep unwraps elements with a single child.
        return self._service.events_Get(type="all", **self._login) or []

    def done(self, events: list[Any]) -> dict[str, Any]:
        return outcome(self._service.events_Done(event=[event.id for event in events], **self._login))

    def update(self, plural: str, singular: str, objects: list[dict[str, Any]]) -> dict[str, Any]:
        return outcome(self._service[f"{plural}_Update"](**{plural: {singular: objects}}, **self._login))


def outcome(result: Any) -> dict[str, Any]:
    return {
        "success": result.success,
        "errors": result.errors.message if result.errors else [],
        "notices": result.notices.message if result.notices else [],
    }


def setup(centra: Centra) -> dict[str, Any]:
    return {
        "wrong_login": wrong_login(),
        "events": len(centra.events()),
        "updates": [centra.update(*step.values()) for step in json.loads(SHOP.read_text("utf-8"))],
    }


def wrong_login() -> str | None:
    try:
        Centra(os.environ["CENTRA_USERNAME"], "wrong").events()
    except Fault as fault:
        return str(fault.message)
    return None


def poll(centra: Centra) -> dict[str, Any]:
    events = centra.events()
    return {
        "types": [event.type for event in events],
        "orders": [order(event.data.order) for event in events if event.type == "order"],
        "done": centra.done(events),
    }


def order(order: Any) -> dict[str, Any]:
    return {
        "id": order.id,
        "store": order.store,
        "internal": order.internal,
        "rows": [
            {
                "product": line.id,
                "variation": line.variation.description,
                "size": row.id,
                "orderitem": row.orderitem.id,
                "qty": row.qty,
            }
            for line in order.products.product
            for row in line.sizes.size
        ],
    }


def fulfil(centra: Centra, order: str, product: str, orderitem: str, qty: str) -> dict[str, Any]:
    row = {"orderitem": {"id": orderitem}, "qty": qty}
    lines = {"product": [{"id": product, "sizes": {"size": [row]}}]}
    shipment = {"id": f"shipment-{order}", "shipped": "yes", "products": lines}
    return {
        "locked": centra.update("orders", "order", [{"id": order, "locked": "yes"}]),
        "shipped": centra.update("orders", "order", [{"id": order, "shipments": {"shipment": [shipment]}}]),
        "renamed": centra.update("products", "product", [{"id": product, "description": "Pullover"}]),
    }


def refund(centra: Centra, order: str, id: str, product: str, variation: str, size: str) -> dict[str, Any]:
    """Return one piece of the first shipment, as Centra's guide does: no orderitem, the shipment by its order."""
    row = {"id": size, "qty": "1"}
    line = {"id": product, "variation": {"id": variation}, "sizes": {"size": [row]}}
    refund = {"id": id, "status": "confirmed", "products": {"product": [line]}}
    shipment = {"id": f"{order}-1", "appendix": "1", "refunds": {"refund": [refund]}}
    sent = {"id": order, "type": "retail", "store": 1, "shipments": {"shipment": [shipment]}}
    return {"refunded": centra.update("orders", "order", [sent])}


STEPS: dict[str, Callable[..., dict[str, Any]]] = {"setup": setup, "poll": poll, "fulfil": fulfil, "refund": refund}

if __name__ == "__main__":
    step, *arguments = sys.argv[1:]
    centra = Centra(os.environ["CENTRA_USERNAME"], os.environ["CENTRA_PASSWORD"])
    print(json.dumps(STEPS[step](centra, *arguments)))
