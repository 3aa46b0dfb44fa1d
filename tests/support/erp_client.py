"""Run the clients of ``clients/contract`` in this process."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from centra_mock import Centra
from centra_mock.wire.endpoints import CENTRA
from centra_mock.wire.tree import Element
from erp import Erp

CORRECT = ("lxml_client", "zeep_client")
RUNS = 100
"""The most polls of a client until it settles."""


@dataclass(frozen=True)
class At:
    """The connection settings of a client, as the contract suite makes them."""

    url: str
    wsdl: str
    username: str
    password: str
    workdir: Path
    namespace: str = CENTRA
    markets: list[str] | None = None


def client_class(name: str) -> type[Any]:
    """Return the class of a client by its module."""
    found: type[Any] = importlib.import_module(name).Client
    return found


def connection(centra: Centra, folder: Path, **more: Any) -> At:
    return At(centra.url, centra.wsdl_url, centra.login.username, centra.login.password, folder, **more)


def settle(client: Erp, centra: Centra) -> None:
    """Let a client poll until the queue is empty."""
    for _ in range(RUNS):
        client.poll()
        if not len(centra.queue):
            return
    raise AssertionError(f"{len(centra.queue)} events are left")


def held(client: Erp, type: str = "order") -> dict[str, dict[str, Any]]:
    objects = client.state().get(type, [])
    found = {each["id"]: each for each in objects}
    assert len(found) == len(objects), "something is held twice"
    return found


def order(shop: Centra, id: str) -> Element:
    found = shop.objects.get("order", id)
    assert found is not None
    return found


def shipments(shop: Centra, id: str) -> list[tuple[str, list[str]]]:
    """Return the shipments of an order: id -> order item -> quantity."""
    return [
        (
            each.findtext("id", ""),
            [f"{row.findtext('orderitem/id')}*{row.findtext('qty')}" for row in each.iterfind(".//sizes/size")],
        )
        for each in order(shop, id).iterfind("shipments/shipment")
    ]


def has_all(client: Erp, shop: Centra, orders: list[str]) -> None:
    """Check that the queue is empty, and that the client has stored, locked and shipped each order once."""
    assert len(shop.queue) == 0
    assert list(held(client)) == orders
    assert {id: order(shop, id).findtext("locked") for id in orders} == dict.fromkeys(orders, "yes")
    assert {id: [name for name, _ in shipments(shop, id)] for id in orders} == {id: [f"shp-{id}"] for id in orders}
