"""Connections to a server: they are reused if possible, and no request is sent twice."""

from __future__ import annotations

import gc
import socket
import threading

import pytest

from centra_mock.client import MockClient, Unreachable
from centra_mock.error_codes import Code
from support.scripted_server import Answer, ScriptedServer, answer, hang_up, then_hang_up

CLOSES = answer(headers=["Connection: close"])
OK = answer()


def test_a_connection_is_reused() -> None:
    with ScriptedServer(OK, OK, OK) as server, MockClient(server.url) as client:
        client.call("GET", "a")
        client.call("POST", "b", body={"c": 1})
        client.call("DELETE", "d")
    assert server.connections == 1
    assert server.requests == [b"GET /_mock/a HTTP/1.1", b"POST /_mock/b HTTP/1.1", b"DELETE /_mock/d HTTP/1.1"]


@pytest.mark.parametrize("last", [CLOSES, answer(version="1.0")], ids=["Connection: close", "HTTP/1.0"])
def test_a_connection_that_the_server_closes_is_replaced(last: Answer) -> None:
    with ScriptedServer(last, last, last) as server, MockClient(server.url) as client:
        for method in ("GET", "POST", "PUT"):
            client.call(method, "a")
    assert server.connections == 3


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_closed_connection_is_not_reused(method: str) -> None:
    with ScriptedServer(then_hang_up(OK), OK) as server, MockClient(server.url) as client:
        client.call("GET", "a")
        assert server.has_hung_up.wait(60)
        client.call(method, "b")
    assert server.connections == 2
    assert len(server.requests) == 2


def test_a_safe_request_is_repeated_if_its_reused_connection_breaks() -> None:
    with ScriptedServer(OK, hang_up, OK) as server, MockClient(server.url) as client:
        client.call("GET", "a")
        assert client.call("GET", "b") == {}
    assert server.requests.count(b"GET /_mock/b HTTP/1.1") == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_request_that_changes_something_is_sent_once(method: str) -> None:
    with ScriptedServer(OK, hang_up, OK) as server, MockClient(server.url) as client:
        client.call("GET", "a")
        with pytest.raises(Unreachable):
            client.call(method, "b", body={})
        client.call("GET", "c")
    assert [line.split()[0].decode() for line in server.requests] == ["GET", method, "GET"]


def test_a_request_on_a_new_connection_is_sent_once() -> None:
    with ScriptedServer(hang_up, OK) as server, MockClient(server.url) as client:
        with pytest.raises(Unreachable):
            client.call("GET", "a")
        client.call("GET", "b")
    assert len(server.requests) == 2


def test_an_unreferenced_client_leaves_no_socket_open() -> None:
    with ScriptedServer(OK) as server:
        MockClient(server.url).call("GET", "a")
        gc.collect()


def test_an_answer_before_the_body_is_read_is_returned() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def refuse() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass

        thread = threading.Thread(target=refuse)
        thread.start()
        with pytest.raises(Unreachable, match="413 Too Large"):
            MockClient(f"http://127.0.0.1:{listening.getsockname()[1]}").call("PUT", "state", body=b"x" * 10_000_000)
        thread.join()


@pytest.mark.parametrize("url", ["http://a..b", "http://xn--.invalid", "http://127.0.0.1:1/ü"])
def test_an_invalid_host_is_reported_in_one_line(url: str) -> None:
    with pytest.raises(Unreachable) as error:
        MockClient(url).call("GET", "a")
    assert error.value.code is Code.SERVER_UNREACHABLE
    assert len(str(error.value).splitlines()) == 1


def test_a_proxy_of_the_environment_is_used_for_other_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(OK) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//user:secret@"))
        with MockClient("http://mock.example.com:8337") as client:
            client.call("GET", "a")
    assert proxy.requests == [b"GET http://mock.example.com:8337/_mock/a HTTP/1.1"]
