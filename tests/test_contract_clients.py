"""The clients that the contract suite is tried on: that the correct ones are, before anybody is judged by them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from centra_mock import Tenant
from centra_mock.wire.names import CENTRA
from erp import Erp

CORRECT = ("lxml_client",)
RUNS = 100
"""More than any client needs to settle."""


@dataclass(frozen=True)
class At:
    """A connection, as the contract suite makes them."""

    url: str
    wsdl: str
    username: str
    password: str
    workdir: Path
    namespace: str = CENTRA
    markets: list[str] | None = None


@pytest.fixture(params=CORRECT)
def kind(request: pytest.FixtureRequest) -> type[Erp]:
    found: type[Erp] = importlib.import_module(request.param).Client
    return found


@pytest.fixture
def at(shop: Tenant, tmp_path: Path) -> At:
    return At(shop.url, shop.wsdl_url, shop.login.username, shop.login.password, tmp_path)


def settle(client: Erp, centra: Tenant) -> None:
    """Let it poll until all is done."""
    for _ in range(RUNS):
        client.poll()
        if not centra.queue_length:
            return
    raise AssertionError(f"{centra.queue_length} events are left")


def held(client: Erp, type: str = "order") -> dict[str, dict[str, Any]]:
    objects = client.state().get(type, [])
    found = {each["id"]: each for each in objects}
    assert len(found) == len(objects), "something is held twice"
    return found


@pytest.mark.parametrize(("size", "count"), [(3, 34), (100, 234)])
def test_the_queue_is_drained_behind_a_page_of_unknown_events(
    kind: type[Erp], shop: Tenant, at: At, size: int, count: int
) -> None:
    shop.emit("loyaltycard", count=size)
    shop.place_orders(count - size)
    client = kind(at)
    shop.policy = replace(shop.policy, page_size=size)
    settle(client, shop)
    assert list(held(client)) == [str(number) for number in range(1, count - size + 1)]
