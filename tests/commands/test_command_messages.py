"""The error messages of the commands for a running server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import click
import pytest

import centra_mock.cli
from centra_mock import Centra
from centra_mock.activities.declaration import ACTIVITIES
from support.command import run
from support.remote_commands import Commands

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def batch_size() -> int:
    """Return the number of orders in one batch."""
    command = ACTIVITIES["place_orders"].command
    assert command is not None
    return command.batch


SOON = "0.2"
"""Seconds to wait for a silent server."""


def test_the_exit_code_of_a_command_is_kept(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @click.pass_context
    def differs(context: click.Context) -> None:
        context.exit(1)

    monkeypatch.setitem(centra_mock.cli.cli.commands, "differs", differs)
    assert cli.run("differs") == (1, "", "")


# Other servers, and missing ones


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def answering(status: str, content_type: str, body: bytes) -> Iterator[str]:
    """Run a server that answers all calls the same way."""

    def app(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(status, [("Content-Type", content_type), ("Location", "/elsewhere")])
        return [body]

    with serving(app) as url:
        yield url


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """Run a server that is not a mock."""
    with make_server("127.0.0.1", 0, app, handler_class=_Silent) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def test_a_missing_server_is_reported(cli: Commands) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    assert cli.refused("queue", "--url", url) == (
        f"centra-mock: no server can be reached at {url} (Connection refused); "
        f"start one with: centra-mock serve --port {port}"
    )
    ended = run("order", "place", "--url", url)
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
    assert "is its address right?" in cli.refused("queue", "--url", "http://no.such.host.invalid")


def test_a_silent_server_is_reported(cli: Commands) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        line = cli.refused("state", "save", "-", "--url", url, "--timeout", SOON)
    assert line == f"centra-mock: {url} has not answered within {SOON} seconds; a longer timeout allows it more"


@pytest.mark.parametrize(
    ("status", "content_type", "body", "message"),
    [
        ("200 OK", "text/html", b"<html>", "answers with text/html"),
        ("200 OK", "application/json", b"{", "answers with no JSON"),
        ("200 OK", "application/json", b"[]", "answers with other JSON"),
        ("200 OK", "application/json", b'{"length": 1}', "answers with other JSON"),
        ("302 Found", "text/plain", b"", "answers 302 Found"),
        ("404 Not Found", "text/plain", b"no", "answers 404 Not Found"),
        ("502 Bad Gateway", "application/problem+json", b"[]", "answers 502 Bad Gateway"),
    ],
)
def test_another_server_is_reported(cli: Commands, status: str, content_type: str, body: bytes, message: str) -> None:
    with answering(status, content_type, body) as url:
        line = cli.refused("queue", "--url", url)
    assert line.startswith(f"centra-mock: {url} {message}")
    assert line.endswith("is its address right?")


def test_a_server_that_closes_the_connection_is_reported(cli: Commands) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            listening.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        line = cli.refused("queue", "--url", f"http://127.0.0.1:{listening.getsockname()[1]}")
        thread.join()
    assert "no server can be reached" in line


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8337", "ftp://127.0.0.1", "http://", "http://[::1", "http://a:99999", "http://a b",
            "http://u:p@a", "file:///etc/passwd", "http://127.0.0.1/?x=1", "http://127.0.0.1\r\n"],
)  # fmt: skip
def test_an_invalid_url_is_reported(cli: Commands, url: str) -> None:
    assert "is not a server's address" in cli.refused("queue", "--url", url)


def test_no_proxy_is_used_for_a_local_server(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    assert cli.json("queue")["length"] == 0


def test_an_error_in_a_batch_says_how_many_were_made(cli: Commands) -> None:
    answers = [b'{"ids": ["1"]}', b'{"ids": ["2"]}']

    def app(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if answers:
            start("201 Created", [("Content-Type", "application/json")])
            return [answers.pop()]
        start("422 Unprocessable", [("Content-Type", "application/problem+json")])
        return [b'{"detail": "sold out"}']

    with serving(app) as url:
        line = cli.refused("order", "place", "--count", 1000, "--url", url, "--tenant", "ams")
        assert line == f"centra-mock: {2 * batch_size()} of 1000 were made, then: sold out"
        line = cli.refused("order", "place", "--count", 1000, "--url", url, "--tenant", "ams")
        assert line == "centra-mock: sold out"


# Mistakes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("queue", "--tenant", "a b"), "'a b' cannot be the name of a tenant"),
        (("queue", "--tenant", ""), "'' cannot be the name of a tenant"),
        (("queue", "--timeout", "0"), "'--timeout'"),
        (("queue", "--nosuch"), "--nosuch"),
        (("queue", "extra"), "extra"),
        (("order",), "order: say what to do: archive, cancel, capture, change, complete, confirm, hold, invoice, "),
        (("order", "plaice"), "plaice"),
        (("order", "place", "--line", "a/b/c"), "needs JSON"),
        (("order", "place", "--line", "a*x"), "'a*x' is not PRODUCT:VARIATION/SIZE*QUANTITY@PRICE"),
        (("order", "place", "--line", ""), "is not PRODUCT"),
        (("order", "place", "--line", "{"), "not JSON"),
        (("order", "place", "--line", '{"colour": "red"}'), "lines[0]: colour: is not known here"),
        (("order", "place", "--line", "nosuch"), 'there is no variation "nosuch"'),
        (("order", "place", "--line", "nosuch:"), 'there is no product "nosuch"'),
        (("order", "place", "--line", "*0"), "lines"),
        (("order", "place", "--count", "0"), "'--count'"),
        (("order", "place", "--shipping", "much"), "'much' is not an amount"),
        (("order", "place", "--shipping", "NaN"), "'NaN' is not an amount"),
        (("order", "place", "--field", "city"), "'city' is not NAME=VALUE"),
        (("order", "place", "--field", "=x"), "'=x' is not NAME=VALUE"),
        (("order", "place", "--field", "a.=x"), "a name that is empty"),
        (("order", "place", "--field", "a=1", "--field", "a=2"), "a is given twice"),
        (("order", "place", "--field", "a=1", "--field", "a.b=2"), "a has a value"),
        (("order", "place", "--field", "a.b=1", "--field", "a=2"), "a holds other fields"),
        (("order", "place", "--fields-json", "[]"), "a JSON object is wanted"),
        (("order", "place", "--fields-json", "@nosuch.json"), "nosuch.json: No such file"),
        (("order", "place", "--xml", "<order>"), "not well-formed XML"),
        (("order", "place", "--xml", "@pyproject.toml"), "not well-formed XML"),
        (("order", "place", "--kind", "b2b"), "'--kind'"),
        (("order", "change", "1"), "say what to change"),
        (("order", "change", "77", "--field", "a=1"), 'there is no order "77"'),
        (("order", "cancel", "77"), 'there is no order "77"'),
        (("order", "cancel", "a/b"), 'there is no order "a/b"'),
        (("order", "cancel", "1", "--item", ""), "is not ORDERITEM"),
        (("order", "cancel", "1", "--item", "7*0"), "orderitems"),
        (("order", "pay", "77"), 'there is no order "77"'),
        (("order", "ship", "77"), 'there is no order "77"'),
        (("order", "capture", "77", "1"), 'there is no order "77"'),
        (("order", "refund", "77", "1"), 'there is no order "77"'),
        (("order", "refund", "77"), "SHIPMENT"),
        (("order", "invoice", "77"), 'there is no order "77"'),
        (("event", "emit", "not a name"), "type"),
        (("event", "emit", "x", "--data", "<x>"), "data: not well-formed XML"),
        (("event", "show", "77"), "77"),
        (("event", "cancel", "one"), "'one'"),
        (("event", "cancel", "77"), "77"),
        (("event", "resend", "77"), "77"),
        (("ids", "list", "--kind", "nosuch"), "'nosuch' is not known; there are account"),
        (("ids", "set", "market", "1", "ws"), 'market "ws" is already the id of market number 2'),
        (("ids", "set", "market", "77", "x"), "no market number 77"),
        (("ids", "unset", "market", "77"), "market number 77 has no entry"),
        (("object", "list", "nosuch"), "'nosuch' is not known"),
        (("object", "list", "--limit", "3"), "go with a type"),
        (("object", "show", "product", "table"), 'there is no product "table"'),
        (("object", "show", "product", ""), "an id is not empty"),
        (("object", "put", "nosuch", "1"), "nosuch"),
        (("object", "delete", "product", "table"), 'there is no product "table"'),
        (("faults", "add", "explode"), "kind: 'explode' is not known; it can be "),
        (("faults", "add", "reset", "--seconds", "3"), "seconds"),
        (("faults", "add", "reset", "--forever", "--count", "3"), "can't both be so"),
        (("faults", "remove", "77"), "77"),
        (("mutation", "set", "--added", "nosuch"), "added[0]: 'nosuch' is not known"),
        (("mutation", "set", "--added", "all", "--added", "events"), "all and none stand alone"),
        (("mutation", "set", "--rate", "2"), "rate"),
        (("clock", "freeze", "noon"), "now"),
        (("clock", "set", "2026-01-01T12:00:00"), "now"),
        (("clock", "advance", "soon"), "'soon' is not a time span"),
        (("clock", "advance", ""), "is not a time span"),
        (("policy", "set", "nosuch=1"), "no policy 'nosuch'"),
        (("policy", "set", "echo=maybe"), "echo is on or off"),
        (("policy", "set", "echo"), "'echo' is not NAME=VALUE"),
        (("policy", "set"), "NAME=VALUE"),
        (("seed", "x"), "'x'"),
        (("journal", "show", "77"), "there is no exchange 77"),
        (("journal", "list", "--outcome", "good"), "'good'"),
        (("journal", "har", "/dev/null/x.har"), "/dev/null/x.har: Not a directory"),
        (("state", "save", "/dev/null/x.json"), "/dev/null/x.json: Not a directory"),
        (("state", "load", "nosuch.json"), "nosuch.json: No such file"),
        (("state", "load", "pyproject.toml"), "not JSON"),
        (("reset", "--scene", "nosuch"), "nosuch"),
        (("tenants", "create", "a b"), "'a b' cannot be the name of a tenant"),
        (("tenants", "drop", "nosuch"), "there is no tenant 'nosuch'"),
    ],
)  # fmt: skip
def test_an_error_is_one_line(cli: Commands, arguments: tuple[str, ...], message: str, shop: Centra) -> None:
    before = shop.state.save()
    assert message in cli.refused(*arguments)
    assert shop.state.save() == before
