"""Durability and isolation: answered requests are on disk, and tenants share nothing."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
import requests
from sqlalchemy import Engine

from centra_fixtures.scenes import load_demo
from centra_mock import Centra, MockServer, Policy, Refused, Unavailable
from centra_mock.services.objects import store_object
from centra_mock.store import engine as store_engine
from centra_mock.store.conversions import ConversionRow
from support.command import Serving
from support.wire import Called, call, done, poll

ORDERS = 40
CLIENTS = 3


def warehouses(centra: Called, *ids: str) -> None:
    """Send warehouses in one request."""
    inner = "".join(f"<warehouse><id>{id}</id><description>{id}</description></warehouse>" for id in ids)
    reply = call(centra, "warehouses_Update", f"<warehouses>{inner}</warehouses>")
    assert reply.success, reply.errors


def internal_ids(centra: Centra, kind: str = "warehouse") -> dict[str, int]:
    return {entry.external: entry.internal for entry in centra.conversions.entries(kind)}


class Client(threading.Thread):
    """Sends pairs of warehouses and marks events done until the server stops, and records the answers."""

    def __init__(self, centra: Called, number: int, events: list[int]) -> None:
        super().__init__()
        self._centra = centra
        self._number = number
        self._events = events
        self.asked = 0
        self.stored: list[str] = []
        self.done: list[int] = []
        self.progress = threading.Semaphore(0)

    def run(self) -> None:
        try:
            while True:
                self.asked += 1
                pair = [f"{self._number}-{self.asked}-{half}" for half in "ab"]
                warehouses(self._centra, *pair)
                self.stored += pair
                if self._events:
                    event = self._events.pop()
                    assert done(self._centra, event).success
                    self.done.append(event)
                self.progress.release()
        except requests.RequestException:
            return


@pytest.mark.parametrize("seed", range(3))
def test_answered_requests_survive_a_kill(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    database = str(tmp_path / "centra.sqlite")
    with MockServer(database=database) as server:
        filled = server.centra
        queued = [filled.emit("loyaltycard") for _ in range(CLIENTS * ORDERS)]
    with Serving("--port", "0", "--db", database) as server:
        clients = [Client(server.tenant(), number, queued[number::CLIENTS]) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        for _ in range(chance.randint(3, 25)):
            chance.choice(clients).progress.acquire(timeout=30)
        server.kill()
    for client in clients:
        client.join()

    with MockServer(database=database) as server:
        again = server.centra
        there = set(internal_ids(again))
        left = {event.id for event in again.queue}
        for client in clients:
            assert there >= set(client.stored)
            assert not left & set(client.done)
        assert {id[:-1] + "a" for id in there} == {id[:-1] + "a" for id in there if id[:-1] + "b" in there}
        assert {id for id in there if again.objects.get("warehouse", id) is None} == set()
        assert len(there) <= 2 * sum(client.asked for client in clients)


@pytest.mark.every_database
def test_a_request_that_fails_midway_leaves_nothing(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails_at_the_third(unit, obj, tree):  # type: ignore[no-untyped-def]
        if tree.findtext("description") == "c":
            raise RuntimeError("the disk is full")
        store_object(unit, obj, tree)

    monkeypatch.setattr("centra_mock.services.upsert.store_object", fails_at_the_third)
    with MockServer(database=database) as server:
        centra = server.centra
        inner = "".join(f"<warehouse><id>{id}</id><description>{id}</description></warehouse>" for id in "abc")
        reply = call(centra, "warehouses_Update", f"<warehouses>{inner}</warehouses>")
        assert reply.fault
        assert centra.conversions.entries() == []
        assert centra.state.is_new
        warehouses(centra, "a")
        assert internal_ids(centra) == {"a": 1}


@pytest.mark.every_database
def test_only_a_refused_object_is_undone(database: str) -> None:
    with MockServer(database=database) as server:
        centra = server.centra
        load_demo(centra)
        bad = "<product><id>p2</id><variations><variation><id>v2</id><sizetable><id>?</id></sizetable></variation>"
        bad += "</variations></product>"
        good = "<product><id>p1</id></product>", "<product><id>p3</id></product>"
        reply = call(centra, "products_Update", f"<products>{good[0]}{bad}{good[1]}</products>")
        assert len(reply.errors) == 1
        assert {"p1", "p3"} < internal_ids(centra, "product").keys()
        assert "p2" not in internal_ids(centra, "product")
        assert "v2" not in internal_ids(centra, "variation")

        centra.policy = Policy(failed_object="refuse_request")
        reply = call(centra, "products_Update", f"<products><product><id>p4</id></product>{bad}</products>")
        assert len(reply.errors) == 1
        assert "p4" not in internal_ids(centra, "product")


@pytest.mark.every_database
def test_all_data_is_kept_over_a_restart(database: str) -> None:
    if database == ":memory:":
        pytest.skip("memory is meant to forget")
    with MockServer(database=database, scene="demo") as server:
        first = server.centra
        order = first.place_order()
        first.convert("order", 1, "SO-1")
        events = [event.id for event in first.queue]
        done(first, events[0])
        entries = first.conversions.entries()
    with MockServer(database=database, scene="demo") as server:
        second = server.centra
        assert [event.id for event in second.queue] == events[1:]
        assert second.conversions.entries() == entries
        assert second.objects.get("order", "SO-1") is not None
        assert second.place_order() == str(int(order) + 1)


@pytest.mark.every_database
def test_tenants_share_nothing(server: MockServer, request: pytest.FixtureRequest) -> None:
    """Several clients fill tenants of their own concurrently; each result is as if the client had been alone."""

    def fill(tenant: Centra) -> tuple[object, ...]:
        load_demo(tenant)
        orders = [tenant.place_order() for _ in range(3)]
        warehouses(tenant, "w1", "w2")
        delivered = [event.findtext("id") for event in poll(tenant)]
        assert done(tenant, *[id for id in delivered[:2] if id]).success
        left = [event.findtext("id") for event in poll(tenant)]
        return orders, delivered, left, sorted(tenant.conversions.entries())

    names = [f"{request.node.name.rpartition('[')[2].strip(']')}-alone{number}" for number in range(6)]
    with ThreadPoolExecutor(6) as clients:
        results = list(clients.map(lambda name: fill(server.tenant(name)), names))
    assert all(result == results[0] for result in results)

    first, second = server.tenant(names[0]), server.tenant(names[1])
    first.convert("order", 1, "mine")
    first.emit("loyaltycard")
    assert ConversionRow("order", 1, "mine") not in second.conversions.entries()
    assert second.objects.get("order", "mine") is None
    assert len(second.queue) + 1 == len(first.queue)


@pytest.mark.every_database
def test_clients_of_one_tenant_lose_nothing(centra: Centra) -> None:
    """Several threads send the same and different ids, in opposite orders."""
    shared = [f"shared{number}" for number in range(6)]

    def client(number: int) -> list[int]:
        mine = [f"client{number}-{each}" for each in range(6)]
        for both in zip(mine, shared if number % 2 else reversed(shared), strict=True):
            warehouses(centra, *both)
        return [centra.emit("loyaltycard") for _ in range(5)]

    with ThreadPoolExecutor(6) as clients:
        events = [event for found in clients.map(client, range(6)) for event in found]
    ids = internal_ids(centra)
    assert set(ids) == {*shared, *(f"client{number}-{each}" for number in range(6) for each in range(6))}
    assert sorted(ids.values()) == list(range(1, len(ids) + 1))
    assert sorted(events) == list(range(1, 31))
    assert [event.id for event in centra.queue] == sorted(events)


@pytest.mark.every_database
def test_fields_of_one_object_from_two_clients_are_all_kept(centra: Centra) -> None:
    centra.update("warehouses", [{"id": "w"}])

    def send(field: str) -> None:
        inner = f"<warehouse><id>w</id><{field}>{field}</{field}></warehouse>"
        assert call(centra, "warehouses_Update", f"<warehouses>{inner}</warehouses>").success

    fields = [f"field{number}" for number in range(12)]
    with ThreadPoolExecutor(6) as clients:
        list(clients.map(send, fields))
    found = centra.objects.get("warehouse", "w")
    assert found is not None
    assert {leaf.tag for leaf in found} == {"id", *fields}


@pytest.mark.every_database
def test_two_concurrent_first_requests_make_a_tenant_once(server: MockServer, centra: Centra) -> None:
    for number in range(5):
        fresh = server.tenant(f"{centra.name}-fresh{number}")
        together = threading.Barrier(4)

        def first(id: str, fresh: Centra = fresh, together: threading.Barrier = together) -> None:
            together.wait(30)
            warehouses(fresh, id)

        with ThreadPoolExecutor(4) as clients:
            list(clients.map(first, "abcd"))
        assert sorted(internal_ids(fresh).values()) == [1, 2, 3, 4]


@pytest.mark.every_database
def test_two_servers_on_one_database(database: str) -> None:
    """They start concurrently on an empty database, and take turns."""
    if database == ":memory:":
        pytest.skip("memory is not shared")
    together = threading.Barrier(2)

    def serve(name: str) -> list[int]:
        together.wait(30)
        with MockServer(database=database) as server:
            centra = server.centra
            for number in range(8):
                warehouses(centra, f"{name}{number}", "shared")
            return [centra.emit("loyaltycard") for _ in range(8)]

    with ThreadPoolExecutor(2) as servers:
        events = [event for found in servers.map(serve, "ab") for event in found]
    assert sorted(events) == list(range(1, 17))
    with MockServer(database=database) as server:
        centra = server.centra
        ids = internal_ids(centra)
        assert len(ids) == 17
        assert sorted(ids.values()) == list(range(1, 18))


def test_a_file_is_opened_while_another_server_writes_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite does not wait when the journal mode is changed."""
    write_ahead = store_engine._write_ahead

    def meanwhile(engine: Engine) -> None:
        with closing(sqlite3.connect(tmp_path / "new", isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            released = threading.Timer(0.2, other.rollback)
            released.start()
            write_ahead(engine)
            released.join()

    monkeypatch.setattr(store_engine, "_write_ahead", meanwhile)
    engine = store_engine.open_database(str(tmp_path / "new"))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()


def test_a_stopped_server_says_so() -> None:
    with MockServer() as server:
        centra = server.centra
        centra.emit("loyaltycard")
    with pytest.raises(Unavailable, match="stopped"):
        len(centra.queue)


@pytest.mark.parametrize("name", ["", "two words", "../up", "a" * 65, "-", "é"])
def test_the_name_of_a_tenant_must_be_valid_in_urls(server: MockServer, name: str) -> None:
    with pytest.raises(Refused, match="letters, digits"):
        server.tenant(name)
