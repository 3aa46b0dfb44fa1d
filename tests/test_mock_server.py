"""``MockServer``, a Centra in a Python program: ready once it is entered, gone when it is left."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from centra_mock import Line, MockServer, Refused, Tenant, Unavailable
from centra_mock.soap.answer import Answerer
from support.wire import call, poll


def port_of(server: MockServer) -> int:
    return int(server.server_url.rpartition(":")[2])


def test_the_whole_of_it() -> None:
    with MockServer(scene="demo") as centra:
        assert centra.url.startswith("http://127.0.0.1:")
        assert requests.get(centra.wsdl_url, timeout=30).status_code == 200
        order = centra.place_order([Line(product="chair", quantity=2)])
        assert [event.type for event in centra.queue] == ["customer", "order"]
        assert centra.get("order", order) is not None
        assert [event.findtext("type") for event in poll(centra)] == ["customer", "order"]


def test_a_port_that_is_taken() -> None:
    with MockServer() as first:
        second = MockServer(port=port_of(first))
        with pytest.raises(Unavailable, match="in use"):
            second.start()
        assert poll(first) == []
    with MockServer(port=port_of(first)) as third:
        assert poll(third) == []


def test_two_servers_share_nothing() -> None:
    with MockServer(scene="demo") as first, MockServer(scene="demo", username="other") as second:
        assert first.place_order() == second.place_order() == "1"
        assert call(second, "events_GetRequest", "<type>all</type>").fault is None
        stranger = Tenant.endpoint_url(second)
        assert stranger != first.endpoint_url()
        first.emit("loyaltycard")
        assert (first.queue_length, second.queue_length) == (3, 2)


def test_it_is_stopped_as_often_as_one_likes(tmp_path: Path) -> None:
    server = MockServer(database=str(tmp_path / "centra.sqlite"))
    server.start()
    with pytest.raises(Unavailable, match="started already"):
        server.start()
    server.emit("loyaltycard")
    server.stop()
    server.stop()
    server.start()
    assert server.queue_length == 1
    server.stop()


def test_a_stop_before_the_start_does_nothing() -> None:
    MockServer().stop()


def test_it_leaves_no_thread_and_no_socket() -> None:
    before = set(threading.enumerate())
    with MockServer() as centra:
        assert poll(centra) == []
        port = port_of(centra)
        idle = socket.create_connection(("127.0.0.1", port))
    # One that nobody had accepted yet is reset: it is not left hanging either.
    with idle, suppress(ConnectionResetError):
        assert idle.recv(100) == b""
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
        assert not thread.is_alive()
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_an_answer_under_way_is_still_given(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, go_on = threading.Event(), threading.Event()
    answer = Answerer.answer

    def slow(*arguments):  # type: ignore[no-untyped-def]
        asked.set()
        assert go_on.wait(30)
        return answer(*arguments)

    monkeypatch.setattr(Answerer, "answer", slow)
    centra = MockServer()
    centra.start()
    with ThreadPoolExecutor(2) as others:
        reply = others.submit(poll, centra)
        assert asked.wait(30)
        stopping = others.submit(centra.stop)
        while True:
            try:
                socket.create_connection(("127.0.0.1", port_of(centra))).close()
            except OSError:
                break
        go_on.set()
        assert reply.result() == []
        stopping.result()


def test_it_is_used_from_threads() -> None:
    with MockServer(scene="demo") as centra, ThreadPoolExecutor(4) as shoppers:
        orders = list(shoppers.map(lambda _: centra.place_order(), range(12)))
    assert sorted(map(int, orders)) == list(range(1, 13))


def test_a_scene_fills_only_a_new_centra(tmp_path: Path) -> None:
    database = str(tmp_path / "centra.sqlite")
    with MockServer(database=database) as centra:
        centra.update("markets", [{"id": "mine"}])
        other = centra.tenant("other")
        other.emit("loyaltycard")
    with MockServer(database=database, scene="demo") as centra:
        assert centra.get("product", "chair") is None
    with MockServer(database=str(tmp_path / "new.sqlite"), scene="demo") as centra:
        assert centra.get("product", "chair") is not None
        assert centra.tenant("other").get("product", "chair") is None


def test_the_demo_scene_loads_in_silence() -> None:
    """What it is made of was there before the client came: it makes no events."""
    with MockServer(scene="demo") as centra:
        assert centra.queue == []


def test_a_scene_that_nobody_offers(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="There are: bundles, contract, demo, "):
        MockServer(scene="nosuch", database=str(tmp_path / "centra.sqlite")).start()


def test_an_error_inside_leaves_by_the_door() -> None:
    with pytest.raises(Refused, match=r"nothing to order|send one"), MockServer() as centra:
        centra.place_order()
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port_of(centra))):
        pass


def test_ipv6() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with MockServer(host="::1") as centra:
        assert centra.url.startswith("http://[::1]:")
        assert poll(centra) == []
