"""The correct clients with which the contract suite is tested."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from centra_mock import Centra
from centra_mock.wire.endpoints import SILK
from centra_mock.wire.tree import Element
from erp import TRIES, CentraError, Erp, Refused
from support.erp_client import CORRECT, At, client_class, connection, has_all, held, order, settle, shipments

CLIENTS = Path(__file__).parents[1] / "clients" / "contract"
COMMAND_TIMEOUT = 60


@pytest.fixture(params=CORRECT)
def kind(request: pytest.FixtureRequest) -> type[Any]:
    return client_class(request.param)


@pytest.fixture
def client(kind: type[Erp], shop: Centra, tmp_path: Path) -> Erp:
    return kind(connection(shop, tmp_path))


def text(node: Element | None) -> str:
    return "" if node is None else etree.tostring(node, encoding="unicode")


# Events


@pytest.mark.parametrize(("size", "count"), [(3, 34), (100, 234)])
def test_the_queue_is_drained_behind_a_page_of_unknown_events(client: Erp, shop: Centra, size: int, count: int) -> None:
    shop.policy = replace(shop.policy, page_size=size)
    shop.emit("loyaltycard", count=size)
    orders = shop.place_orders(count=count - size)
    settle(client, shop)
    has_all(client, shop, orders)


def test_the_newest_data_is_kept_when_events_are_delivered_again(client: Erp, shop: Centra) -> None:
    shop.policy = replace(shop.policy, payload="snapshot")
    id = shop.place_order()
    shop.change_order(id, {"other": "Ring twice"})
    shop.faults.add("reset", "events_Done")
    with pytest.raises(CentraError):
        client.poll()
    shop.cancel_event(shop.queue[-1].id)  # everything is delivered again
    settle(client, shop)
    assert held(client)[id]["other"] == "Ring twice"


def test_a_deleted_object_stays_deleted(client: Erp, shop: Centra) -> None:
    shop.put("market", "fi", {"store": "1", "type": "retail", "description": "Finland"})
    client.poll()
    assert held(client, "market")["fi"]["description"] == "Finland"
    shop.delete("market", "fi")
    client.poll()
    assert held(client, "market") == {}


def test_known_types_are_kept_with_their_fields(client: Erp, shop: Centra) -> None:
    shop.reset("bundles")
    id = shop.place_order(kind="wholesale", account="nordic-mock")
    shop.ship_order(id)
    shop.invoice_order(id)
    for type, entry in (("account", "nordic-mock"), ("pricelist", "retail-sek"), ("paymentterms", "net30")):
        shop.put(type, entry, {"description": "As new"})
    settle(client, shop)
    assert held(client)[id]["account"]["id"] == "nordic-mock"
    assert held(client, "account")["nordic-mock"]["description"] == "As new"
    assert held(client, "pricelist")["retail-sek"]["currency"] == "SEK"
    assert held(client, "paymentterm")["net30"]["name"] == "30 days"
    assert [each["currency"] for each in held(client, "invoice").values()] == ["EUR"]


# Updates of orders


def test_an_order_is_locked_and_shipped_once(client: Erp, shop: Centra) -> None:
    shop.reset("bundles")  # an order of a bundle, and one that has a shipment
    settle(client, shop)
    client.poll()
    assert [name for name, _ in shipments(shop, "2")] == ["1"]
    assert shipments(shop, "1") == [("shp-1", ["1*1", "2*2"])]
    assert [order(shop, id).findtext("locked") for id in ("1", "2")] == ["yes", "yes"]


def test_an_update_has_only_changed_fields(client: Erp, shop: Centra) -> None:
    id = shop.place_order(comment="Ring twice", additionals={"door": "1234"})
    before = order(shop, id)
    settle(client, shop)
    after = order(shop, id)
    changed = {each.tag for each in after if text(each) != text(before.find(each.tag))}
    assert changed == {"locked", "shipments", "status"}  # a shipment makes it processing


def test_an_order_that_is_canceled_is_left_alone(client: Erp, shop: Centra) -> None:
    id = shop.place_order()
    shop.cancel_order(id)
    settle(client, shop)
    assert order(shop, id).find("locked") is None
    assert shipments(shop, id) == []


def test_an_update_that_is_always_refused_is_reported_and_given_up(client: Erp, shop: Centra) -> None:
    shop.place_order()
    fault = shop.faults.add("failure", "orders_Update", count=None, messages=["Never."])
    for _ in range(TRIES):
        with pytest.raises(Refused, match=r"order 1: Never\."):
            client.poll()
    client.poll()
    assert shop.faults.remove(fault).fired == TRIES
    shop.change_order("1", {"other": "Try again"})
    settle(client, shop)
    has_all(client, shop, ["1"])


# Ids, markets, endpoints


@pytest.mark.parametrize("id", ["A-1", "0042", "Ä ß/注文", "<b>&amp;", " spaced ", "x" * 255])
def test_ids_are_texts_and_may_change(client: Erp, shop: Centra, id: str) -> None:
    before = shop.place_order()
    shop.faults.add("status", "orders_Update")
    with pytest.raises(CentraError):
        client.poll()
    shop.convert("order", int(before), id)
    shop.change_order(id, {"other": "Ring twice"})
    settle(client, shop)
    assert list(held(client)) == [id]
    assert held(client)[id]["other"] == "Ring twice"
    assert (order(shop, id).findtext("locked"), len(shipments(shop, id))) == ("yes", 1)


def test_two_clients_share_a_queue_by_markets(kind: type[Erp], shop: Centra, tmp_path: Path) -> None:
    shop.put("market", "no", {"store": "1", "type": "retail", "description": "Norway"})
    shop.drain()
    orders = {market: shop.place_order(market=market) for market in ("no", "se")}
    for market in ("se", "no"):
        (tmp_path / market).mkdir()
        client = kind(connection(shop, tmp_path / market, markets=[market]))
        client.poll()
        assert list(held(client)) == [orders[market]]
    assert [event.type for event in shop.queue] == ["customer"] * 2  # of no market


def test_another_endpoint_has_another_namespace(kind: type[Erp], shop: Centra, tmp_path: Path) -> None:
    url = shop.endpoint_url("navision-soap")
    orders = shop.place_orders(count=2)
    client = kind(replace(connection(shop, tmp_path), url=url, wsdl=f"{url}?wsdl", namespace=SILK))
    settle(client, shop)
    has_all(client, shop, orders)


@pytest.mark.parametrize("login_failure", ["fault", "result"])
def test_a_wrong_password_is_reported(kind: type[Erp], shop: Centra, tmp_path: Path, login_failure: Any) -> None:
    shop.policy = replace(shop.policy, login_failure=login_failure)
    client = kind(replace(connection(shop, tmp_path), password="wrong"))
    with pytest.raises(CentraError, match="password is wrong"):
        client.poll()


# As commands


def command(name: str, at: At, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "CENTRA_URL": at.url, "CENTRA_WSDL": at.wsdl, "CENTRA_USERNAME": at.username,
        "CENTRA_PASSWORD": at.password, "CENTRA_NAMESPACE": at.namespace, "CENTRA_WORKDIR": str(at.workdir),
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, CLIENTS / f"{name}.py", *arguments],
        env=environment, capture_output=True, text=True, timeout=COMMAND_TIMEOUT,
    )  # fmt: skip


@pytest.mark.parametrize("name", CORRECT)
def test_a_command_prints_errors_and_state(name: str, shop: Centra, tmp_path: Path) -> None:
    at = connection(shop, tmp_path)
    shop.place_order()
    failed = command(name, replace(at, password="wrong"), "poll")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "password is wrong" in failed.stderr
    ran = command(name, at, "poll")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    state = command(name, at, "state")
    assert [each["id"] for each in json.loads(state.stdout)["order"]] == ["1"]
