"""An activity on an order does the same on every channel that its declaration offers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from centra_contracts.execution.shop_steps import ShopSteps
from centra_mock import Centra
from centra_mock.activities.declaration import ACTIVITIES, Declaration
from centra_mock.activities.orders import OfOrder
from centra_mock.activities.steps import step
from centra_mock.client import MockClient, TenantClient
from centra_mock.domain.shop.holds import holds
from support.control import Control
from support.remote_commands import Commands
from support.shop import object_of

OF_ORDERS = {
    name: each
    for name, each in ACTIVITIES.items()
    if issubclass(each.activity, OfOrder) and list(each.fields) == ["order"]
}
"""The activities that need nothing but an order."""

BEFORE = {"release_order": "hold_order", "archive_order": "cancel_order"}
"""What has to be done to a new order first."""

OUTCOMES = {
    "confirm_order": ("confirmed", [], ["customer", "order", "order"]),
    "hold_order": ("pending", ["hold"], ["customer"]),
    "release_order": ("pending", [], ["customer", "order"]),
    "archive_order": ("archived", [], ["customer", "order", "order", "order"]),
    "resend_order": ("pending", [], ["customer", "order", "order"]),
}
"""The status of an order that waited for its confirmation, what holds it, and the queued events."""

Perform = Callable[[Centra, Declaration, str], object]
"""Performs an activity on an order."""


def remote(shop: Centra) -> TenantClient:
    return MockClient(shop.server_url).tenant(shop.name)


def scenario(shop: Centra, declaration: Declaration, order: str) -> None:
    ShopSteps(remote(shop)).perform(step(str(declaration.step), order=order))


CHANNELS: dict[str, Perform] = {
    "python": lambda shop, declaration, order: getattr(shop, declaration.method)(order),
    "client": lambda shop, declaration, order: getattr(remote(shop), declaration.method)(order),
    "control API": lambda shop, declaration, order: Control(shop).ok(
        declaration.route.method, declaration.route.path.format(order=order)
    ),
    "scenario": scenario,
}


def done(shop: Centra, method: str) -> str:
    """Place an order that waits for its confirmation, and do what comes before an activity."""
    shop.policy = shop.policy.changed({"autoconfirm": "none"})
    order = shop.place_order()
    if method in BEFORE:
        getattr(shop, BEFORE[method])(order)
    return order


def outcome(shop: Centra) -> tuple[str | None, list[str], list[str]]:
    tree = object_of(shop, "order", "1")
    return tree.findtext("status"), holds(tree), [event.type for event in shop.queue]


def test_the_order_flow_is_among_them() -> None:
    assert set(OF_ORDERS) == set(OUTCOMES)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("method", OF_ORDERS)
def test_an_activity_on_an_order_does_the_same_in_every_program(shop: Centra, method: str, channel: str) -> None:
    order = done(shop, method)
    CHANNELS[channel](shop, OF_ORDERS[method], order)
    assert outcome(shop) == OUTCOMES[method]


@pytest.mark.parametrize("method", OF_ORDERS)
def test_it_does_the_same_on_the_command_line(shop: Centra, cli: Commands, method: str) -> None:
    command = OF_ORDERS[method].command
    assert command is not None
    cli.ok(command.noun, command.verb, done(shop, method))
    assert outcome(shop) == OUTCOMES[method]


@pytest.mark.parametrize("method", OF_ORDERS)
def test_it_does_the_same_in_a_scene(shop: Centra, tmp_path: Path, method: str) -> None:
    names = ["place_orders", *([BEFORE[method]] if method in BEFORE else []), method]
    steps = [{"policy": {"autoconfirm": "none"}}, *({ACTIVITIES[name].step: {}} for name in names)]
    scene = {"title": "T", "description": "D", "based_on": "demo", "steps": steps}
    file = tmp_path / "scene.json"
    file.write_text(json.dumps(scene), "utf-8")
    shop.reset(scene=str(file))
    assert outcome(shop) == OUTCOMES[method]
