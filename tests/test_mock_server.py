"""``MockServer``: start, stop, threads, scenes and tenants in a Python program."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from centra_mock import Centra, Line, MockServer, Policy, Refused, Unavailable
from centra_mock.activities.verbs import Verbs, verb
from centra_mock.services.requests import handle_request
from support.wire import call, poll


def port_of(server: MockServer) -> int:
    return int(server.url.rpartition(":")[2])


def test_an_order_is_placed_read_and_marked_done() -> None:
    with MockServer(scene="demo") as server:
        centra = server.centra
        assert centra.url.startswith("http://127.0.0.1:")
        assert requests.get(centra.wsdl_url, timeout=30).status_code == 200
        order = centra.place_order([Line(product="chair", quantity=2)])
        assert [event.type for event in centra.queue] == ["customer", "order"]
        assert centra.objects.get("order", order) is not None
        assert [event.findtext("type") for event in poll(centra)] == ["customer", "order"]


def test_a_port_that_is_taken() -> None:
    with MockServer() as first:
        port = port_of(first)
        with pytest.raises(Unavailable, match="in use"):
            MockServer(port=port).start()
        assert poll(first.centra) == []
    with MockServer(port=port) as third:
        assert poll(third.centra) == []


def test_two_servers_share_nothing() -> None:
    with MockServer(scene="demo") as one, MockServer(scene="demo", username="other") as other:
        first, second = one.centra, other.centra
        assert first.place_order() == second.place_order() == "1"
        assert call(second, "events_GetRequest", "<type>all</type>").fault is None
        assert first.url != second.url
        first.emit("loyaltycard")
        assert (len(first.queue), len(second.queue)) == (3, 2)


def test_it_can_be_stopped_several_times(tmp_path: Path) -> None:
    server = MockServer(database=str(tmp_path / "centra.sqlite"))
    server.start()
    with pytest.raises(Unavailable, match="started already"):
        server.start()
    server.centra.emit("loyaltycard")
    server.stop()
    server.stop()
    server.start()
    assert len(server.centra.queue) == 1
    server.stop()


def test_a_stop_before_the_start_does_nothing() -> None:
    MockServer().stop()


def test_it_leaves_no_thread_and_no_socket() -> None:
    before = set(threading.enumerate())
    with MockServer() as server:
        centra = server.centra
        assert poll(centra) == []
        port = port_of(server)
        idle = socket.create_connection(("127.0.0.1", port))
    # A connection that was not accepted yet is reset, and does not hang.
    with idle, suppress(ConnectionResetError):
        assert idle.recv(100) == b""
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
        assert not thread.is_alive()
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_a_pending_answer_is_sent_before_the_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def slow(*arguments):  # type: ignore[no-untyped-def]
        asked.set()
        assert go_on.wait(30)
        return handle_request(*arguments)

    monkeypatch.setattr("centra_mock.soap.application.handle_request", slow)
    server = MockServer()
    server.start()
    with ThreadPoolExecutor(2) as others:
        reply = others.submit(poll, server.centra)
        assert asked.wait(30)
        port = port_of(server)
        stopping = others.submit(server.stop)
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
            except OSError:
                break
        go_on.set()
        assert reply.result() == []
        stopping.result()


def test_it_is_used_from_threads() -> None:
    with MockServer(scene="demo") as server, ThreadPoolExecutor(4) as shoppers:
        orders = list(shoppers.map(lambda _: server.centra.place_order(), range(12)))
    assert sorted(map(int, orders)) == list(range(1, 13))


def test_a_scene_fills_only_a_new_centra(tmp_path: Path) -> None:
    database = str(tmp_path / "centra.sqlite")
    with MockServer(database=database) as server:
        centra = server.centra
        centra.update("markets", [{"id": "mine"}])
        other = server.tenant("other")
        other.emit("loyaltycard")
    with MockServer(database=database, scene="demo") as server:
        centra = server.centra
        assert centra.objects.get("product", "chair") is None
    with MockServer(database=str(tmp_path / "new.sqlite"), scene="demo") as server:
        centra = server.centra
        assert centra.objects.get("product", "chair") is not None
        assert server.tenant("other").objects.get("product", "chair") is None


def test_the_demo_scene_queues_no_events() -> None:
    """The objects of a scene exist before the client starts, so they queue no events."""
    with MockServer(scene="demo") as server:
        centra = server.centra
        assert centra.queue == []


def test_an_unknown_scene_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="There are: bundles, contract, demo, "):
        MockServer(scene="nosuch", database=str(tmp_path / "centra.sqlite")).start()


def test_an_error_inside_the_block_is_raised() -> None:
    server = MockServer()
    server.start()
    port = port_of(server)
    server.stop()
    with pytest.raises(Refused, match=r"nothing to order|send one"), MockServer(port=port) as server:
        server.centra.place_order()
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        pass


def test_ipv6() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with MockServer(host="::1") as server:
        centra = server.centra
        assert centra.url.startswith("http://[::1]:")
        assert poll(centra) == []


SERVER = {"start", "stop", "url", "login", "centra", "tenant", "policy", "is_scene_played"}
SURFACE = {
    "its address": {"name", "url", "wsdl_url", "endpoint_url", "server_url", "login"},
    "its parts": {"queue", "objects", "conversions", "journal", "faults", "state"},
    "how it runs": {"policy", "clock", "seed", "mutation"},
    "all of it": {"reset", "together", "wait_until"},
    "what happens in it": {"perform", *(name for name, method in vars(Verbs).items() if isinstance(method, verb))},
}
PARTS = {
    "queue": {"last_id", "stats", "events", "event", "event_xml", "deliveries", "cancel", "resend"},
    "objects": {"get", "find", "internal_id", "of_type", "counts", "history"},
    "conversions": {"entries", "external_id"},
    "journal": {"exchanges", "exchange", "exchange_of", "clear"},
    "faults": {"add", "remove", "clear"},
    "state": {"is_new", "save", "load"},
}


PAGE = (Path(__file__).parent.parent / "docs" / "python.md").read_text("utf-8")


def public(it: object) -> set[str]:
    return {name for name in dir(it) if not name.startswith("_")}


def test_a_centra_has_only_public_names_for_testers(centra: Centra) -> None:
    assert public(centra) == set().union(*SURFACE.values())
    assert {part: public(getattr(centra, part)) for part in PARTS} == PARTS
    assert public(MockServer()) == SERVER


def test_each_part_and_its_members_are_documented() -> None:
    documented = set(re.findall(r"`(\w+(?:\.\w+)?)[`(]", PAGE))
    names = {f"{part}.{name}" for part, names in PARTS.items() for name in names}
    assert {each for each in documented if each.partition(".")[0] in PARTS and "." in each} == names
    named = {*SERVER, *(name for group, names in SURFACE.items() if group != "what happens in it" for name in names)}
    assert named <= documented | {each.partition(".")[0] for each in documented}


def test_the_examples_of_the_page_run() -> None:
    names: dict[str, object] = {}
    for example in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(example, names)


@pytest.mark.parametrize(
    "use",
    [lambda server: server.url, lambda server: server.centra, lambda server: server.tenant("ci7", scene="demo")],
    ids=["url", "centra", "tenant"],
)
def test_a_stopped_server_says_what_to_do(use: Callable[[MockServer], object]) -> None:
    server = MockServer()
    with pytest.raises(Unavailable, match=r"start\(\)"):
        use(server)
    with server:
        use(server)
    with pytest.raises(Unavailable, match=r"start\(\)"):
        use(server)
    server.policy = Policy(echo=True)
    with server:
        assert server.centra.policy.echo


def test_a_tenant_is_created_with_a_scene_and_a_policy(server: MockServer) -> None:
    centra = server.tenant("own", scene="demo", policy=Policy(page_size=7))
    assert centra.objects.get("product", "chair") is not None
    assert centra.policy.page_size == 7 != server.policy.page_size
    centra.delete("product", "chair")
    again = server.tenant("own", scene="demo")
    assert again.objects.get("product", "chair") is None
    assert again.policy.page_size == 7
    again.reset(scene="demo")
    assert again.objects.get("product", "chair") is not None
    assert again.policy == server.policy


@pytest.mark.parametrize("name", ["", "a b", "a/b", "_mock", "x" * 65])
def test_an_invalid_tenant_name_is_refused(server: MockServer, name: str) -> None:
    with pytest.raises(Refused, match="letters, digits"):
        server.tenant(name)


def test_a_reset_that_fails_loses_nothing(shop: Centra, tmp_path: Path) -> None:
    scene = tmp_path / "bad.yaml"
    scene.write_text("title: Bad\ndescription: None.\nsteps:\n  - policy: {echo: true}\n  - ship: {order: '7'}\n")
    shop.faults.add("refuse", "orders_Update")
    before = shop.state.save(), shop.policy, shop.seed, list(shop.faults)
    for wrong, error in {"nosuch": Unavailable, str(scene): Refused}.items():
        with pytest.raises(error):
            shop.reset(scene=wrong)
    assert (shop.state.save(), shop.policy, shop.seed, list(shop.faults)) == before
    shop.reset()
    assert shop.state.is_new
    assert shop.faults == []
    assert shop.faults.add("refuse") == 1
