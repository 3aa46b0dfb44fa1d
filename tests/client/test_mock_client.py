"""The client of the control API, with a server over HTTP."""

from __future__ import annotations

import inspect
import threading
from datetime import datetime
from decimal import Decimal

import pytest

from centra_mock import Centra, Line, MockServer
from centra_mock.activities.declaration import ACTIVITIES
from centra_mock.activities.verbs import Verbs, verb
from centra_mock.client import ControlError, MockClient, TenantClient, Unreachable
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from support.shop import object_of
from support.wire import poll


@pytest.fixture
def client(server: MockServer) -> MockClient:
    return MockClient(server.url)


@pytest.fixture
def remote(client: MockClient, shop: Centra) -> TenantClient:
    """Return the demo shop through the client, as another process uses it."""
    return client.tenant(shop.name)


# The server


def test_tenants_are_created_listed_and_dropped(client: MockClient, shop: Centra) -> None:
    made = client.create(f"{shop.name}-made")
    assert {shop.name, made.name} <= set(client.tenants())
    client.drop(made.name)
    assert made.name not in client.tenants()
    with pytest.raises(ControlError) as error:
        client.drop(made.name)
    assert error.value.status == 404


def test_scenes_are_listed(client: MockClient) -> None:
    assert {"demo", "empty", "season"} <= set(client.scenes())


def test_a_tenant_knows_its_urls(remote: TenantClient, shop: Centra) -> None:
    assert (remote.name, remote.url, remote.wsdl_url) == (shop.name, shop.url, shop.wsdl_url)
    assert remote.endpoint_url("navision-api") == shop.endpoint_url("navision-api")
    assert b"definitions" in remote.wsdl()
    assert b"definitions" in remote.wsdl("navision-soap")


def test_the_client_waits_for_a_server() -> None:
    server = MockServer()
    with server:
        client = MockClient(server.url)
        assert client.is_ready()
        assert client.wait_until_ready() is client
    assert not client.is_ready()
    with pytest.raises(Unreachable, match="ready"):
        client.wait_until_ready(0)


def test_the_admin_password_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with MockServer(admin_password="öffne dich") as server:
        with pytest.raises(ControlError) as error:
            MockClient(server.url).tenants()
        assert (error.value.status, error.value.code) == (401, Code.UNAUTHORIZED)
        assert MockClient(server.url, admin_password="öffne dich").tenants() == []
        monkeypatch.setenv("CENTRA_MOCK_ADMIN_PASSWORD", "öffne dich")
        with MockClient(server.url) as client:
            assert client.tenants() == []


def test_threads_share_a_client(remote: TenantClient, shop: Centra) -> None:
    threads = [threading.Thread(target=lambda: [remote.emit("x") for _ in range(5)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(shop.queue) == 20


# What happens in the shop


@pytest.mark.parametrize("method", [name for name in ACTIVITIES if isinstance(vars(Verbs).get(name), verb)])
def test_a_method_takes_the_fields_of_its_activity(method: str) -> None:
    signature = inspect.signature(getattr(MockClient().tenant(), method))
    assert list(signature.parameters) == list(ACTIVITIES[method].fields)


def test_an_order_is_placed_shipped_and_refunded(remote: TenantClient, shop: Centra) -> None:
    line = Line(variation="sweater-blue", size="M", quantity=4, price=Decimal("499.50"))
    order = remote.place_order([line], customer={"email": "ada@example.com"}, shipping=49)
    assert object_of(shop, "order", order).findtext(".//product/price") == "499.50"
    assert remote.change_order(order, {"shippingaddress": {"city": "Lund"}}) is None
    shipment = remote.ship_order(order, {"1": 2})
    assert remote.capture_shipment(order, shipment) is True
    refund = remote.refund(order, shipment, {"1": 1})
    invoice = remote.invoice_order(order)
    remote.cancel_order(order)
    found = object_of(shop, "order", order)
    assert found.findtext("shippingaddress/city") == "Lund"
    assert found.findtext("shipments/shipment/id") == shipment
    assert found.findtext("shipments/shipment/refunds/refund/id") == refund
    assert shop.objects.get("invoice", invoice) is not None


def test_many_orders_are_placed(remote: TenantClient) -> None:
    first = remote.place_order()
    assert remote.place_orders(count=3) == [str(int(first) + number) for number in (1, 2, 3)]


def test_objects_and_their_ids_are_edited(remote: TenantClient, shop: Centra) -> None:
    assert remote.put("market", "a/b?c%#", {"description": "New"}) == "a/b?c%#"
    internal = shop.objects.internal_id("market", "a/b?c%#")
    assert internal is not None
    entry = remote.convert("market", internal, "ü/x")
    assert (entry.kind, entry.internal, entry.external) == ("market", internal, "ü/x")
    remote.forget_conversion("market", internal)
    remote.delete("market", str(internal))
    assert shop.objects.get("market", str(internal)) is None
    remote.update("markets", [{"id": "no", "description": "Norway"}])
    assert object_of(shop, "market", "no").findtext("description") == "Norway"


def test_an_object_without_an_id_has_the_next_number(remote: TenantClient, shop: Centra) -> None:
    here, there = shop.put("market", fields={"description": "one"}), remote.put("market", fields={"description": "two"})
    assert int(there) == int(here) + 1
    assert object_of(shop, "market", there).findtext("description") == "two"


def test_an_id_that_stands_in_the_path_is_required(remote: TenantClient, shop: Centra) -> None:
    before = shop.state.save()
    with pytest.raises(Refused) as caught:
        remote.ship_order(None)  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.place) == (Code.MISSING_FIELD, "order")
    assert shop.state.save() == before


def test_events_are_emitted_cancelled_resent_and_drained(remote: TenantClient, shop: Centra) -> None:
    first = remote.emit("loyaltycard", "<card>7</card>", count=2)
    remote.cancel_event(first)
    assert [event.id for event in shop.queue] == [first + 1]
    again = remote.resend_event(first)
    assert [event.id for event in shop.queue] == [first + 1, again]
    assert remote.drain() == 2


def test_the_clock_is_advanced(remote: TenantClient) -> None:
    noon = datetime.fromisoformat("2026-01-31T12:00:00+01:00")
    assert remote.set_clock(noon, frozen=True).frozen
    assert remote.advance_clock(90).now == "2026-01-31T12:01:30+01:00"


# Refusals


def test_a_refusal_says_what_was_wrong_and_has_a_code(remote: TenantClient) -> None:
    with pytest.raises(ControlError, match='there is no order "77"') as error:
        remote.pay_order("77")
    assert error.value.status == 404
    assert error.value.detail == str(error.value)
    with pytest.raises(ControlError) as error:
        remote.call("POST", "events", body={})
    assert (error.value.status, error.value.code) == (422, Code.MISSING_FIELD)


def test_a_refusal_says_where_the_mistake_is(remote: TenantClient) -> None:
    with pytest.raises(ControlError) as error:
        remote.place_order(lines=[Line(quantity=0)])
    assert (error.value.place, error.value.detail) == ("lines[0].quantity", str(error.value))
    assert error.value.detail == f"lines[0].quantity: {error.value.words}"


def test_a_collision_shows_the_entries(remote: TenantClient) -> None:
    with pytest.raises(ControlError) as error:
        remote.convert("market", 1, "ws")
    assert error.value.status == 409
    assert [(each["kind"], each["external"]) for each in error.value.entries] == [("market", "ws"), ("market", "se")]


# Waiting


def test_a_change_is_waited_for(remote: TenantClient, shop: Centra) -> None:
    seen = remote.activity
    assert remote.wait_for_activity(seen, 0.01) == seen
    waiting = threading.Thread(target=lambda: counts.append(remote.wait_for_activity(seen, 60)))
    counts: list[int] = []
    waiting.start()
    poll(shop)
    waiting.join(60)
    assert counts
    assert counts[0] > seen


def test_a_condition_is_waited_for(remote: TenantClient, shop: Centra) -> None:
    remote.place_order()
    worker = threading.Thread(target=remote.drain)
    worker.start()
    assert remote.wait_until(lambda: not shop.queue, 60)
    worker.join()
    assert not remote.wait_until(lambda: shop.queue, 0.01)
