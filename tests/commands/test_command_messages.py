"""What the commands for a running server tell: mistakes in one line, help with an example, and the documentation."""

from __future__ import annotations

import re
import shlex
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import click
import pytest

import centra_mock.cli
from centra_mock import Centra
from centra_mock.activities.declaration import ACTIVITIES
from centra_mock.client import mock_client, transport
from centra_mock.commands import NOUNS, session
from support.command import environment, run
from support.remote_commands import Commands

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def batch_size() -> int:
    """Return how many orders are placed with one call."""
    command = ACTIVITIES["place_orders"].command
    assert command is not None
    return command.batch


ROOT = Path(__file__).parents[2]
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")

SOON = "0.2"
"""Seconds to wait for a server that says nothing."""


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command that calls a running server, and each group of them."""
    context = click.Context(group)
    for name in group.list_commands(context):
        if not path and name not in NOUNS:
            continue
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = dict(commands(centra_mock.cli.cli))
LEAVES = {path: command for path, command in ALL.items() if not isinstance(command, click.Group)}


@pytest.fixture
def cli(shop: Centra, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    return Commands.calling(shop, capsys, monkeypatch)


def test_the_exit_code_that_a_command_chooses_is_kept(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @click.pass_context
    def differs(context: click.Context) -> None:
        context.exit(1)

    monkeypatch.setitem(centra_mock.cli.cli.commands, "differs", differs)
    assert cli.run("differs") == (1, "", "")


# Servers that are not ours, or not there


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def answering(status: str, content_type: str, body: bytes) -> Iterator[str]:
    """A server that answers all calls alike."""

    def app(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(status, [("Content-Type", content_type), ("Location", "/elsewhere")])
        return [body]

    with serving(app) as url:
        yield url


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """A server of somebody else's."""
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


def test_a_server_that_is_not_there(cli: Commands) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    assert cli.refused("queue", "--url", url) == (
        f"centra-mock: no server can be reached at {url} (Connection refused); "
        f"start one with: centra-mock serve --port {port}"
    )
    ended = run("order", "place", "--url", url)
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
    assert "is its address right?" in cli.refused("queue", "--url", "http://no.such.host.invalid")


def test_a_server_that_says_nothing(cli: Commands) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        line = cli.refused("state", "save", "-", "--url", url, "--timeout", SOON)
    assert line == f"centra-mock: {url} has not answered within {SOON} seconds; a longer timeout allows it more"


@pytest.mark.parametrize(
    ("status", "content_type", "body", "told"),
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
def test_a_server_that_is_another(cli: Commands, status: str, content_type: str, body: bytes, told: str) -> None:
    with answering(status, content_type, body) as url:
        line = cli.refused("queue", "--url", url)
    assert line.startswith(f"centra-mock: {url} {told}")
    assert line.endswith("is its address right?")


def test_a_server_that_hangs_up(cli: Commands) -> None:
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
def test_a_url_that_is_none(cli: Commands, url: str) -> None:
    assert "is not a server's address" in cli.refused("queue", "--url", url)


def test_a_proxy_is_not_asked_for_a_server_on_this_machine(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    assert cli.json("queue")["length"] == 0


def test_how_many_were_made_before_it_went_wrong(cli: Commands) -> None:
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
    ("arguments", "told"),
    [
        (("queue", "--tenant", "a b"), "'a b' cannot be the name of a tenant"),
        (("queue", "--tenant", ""), "'' cannot be the name of a tenant"),
        (("queue", "--timeout", "0"), "'--timeout'"),
        (("queue", "--nosuch"), "--nosuch"),
        (("queue", "extra"), "extra"),
        (("order",), "order: say what to do: cancel, capture, change, invoice, pay, place, refund, rename, "),
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
def test_a_mistake_is_one_line(cli: Commands, arguments: tuple[str, ...], told: str, shop: Centra) -> None:
    before = shop.state.save()
    assert told in cli.refused(*arguments)
    assert shop.state.save() == before


# Help


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_shows_an_example_that_is_right(path: tuple[str, ...], cli: Commands) -> None:
    said = cli.ok(*path, "--help")
    found = re.findall(r"^  (?:  )?centra-mock (.*)$", said, re.MULTILINE)
    assert found
    assert "Example:" in said
    for line in found:
        words = shlex.split(line)
        assert words[: len(path)] == list(path)
        leaf = next(leaf for length in (2, 1) if (leaf := LEAVES.get(tuple(words[:length]))))
        assert leaf.make_context("x", words[1 if len(path) == 1 and path in LEAVES else 2 :]) is not None


def test_all_commands_share_their_options() -> None:
    for path, command in LEAVES.items():
        names = {name for parameter in command.params for name in parameter.opts}
        assert {"--url", "--timeout", "--json"} <= names, path
        assert ("--tenant" in names) == (path[0] != "tenants"), path


def test_what_is_written_twice_is_the_same() -> None:
    assert transport.PORT == centra_mock.cli.PORT
    assert session.DEFAULT_URL == mock_client.URL


def test_the_commands_load_nothing_of_the_server() -> None:
    program = (
        "import sys, centra_mock.cli, centra_mock.commands as c\n"
        "[c.load(noun) for noun in c.NOUNS]\n"
        "print(*sorted({'spyne', 'sqlalchemy', 'werkzeug', 'lxml', 'rich', 'jinja2'} & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == ""


def test_a_start_loads_no_command_that_is_not_called() -> None:
    program = (
        "import sys, centra_mock.cli; print(*(name for name in sys.modules if name.startswith('centra_mock.comm')))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == ["centra_mock.commands"]


# The documentation


def test_every_command_is_documented_and_no_other() -> None:
    table = COMMANDS.split("## For all of them")[0]
    documented = set()
    for cells in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE):
        noun, *verbs = [words.split() for words in re.findall(r"`(.*?)`", cells)]
        documented |= {tuple(noun), *((noun[0], *words) for words in verbs)}
    assert documented == set(LEAVES)


def test_the_documented_options_are_true() -> None:
    for name, variable, default in re.findall(r"^\| `(--\w+)` \| (?:`(\w+)`)? ?\| `?([^ `]+)", COMMANDS, re.MULTILINE):
        (option,) = [each for each in LEAVES["queue",].params if name in each.opts]
        assert isinstance(option, click.Option)
        assert option.envvar == (variable or None)
        if not option.is_flag:
            assert str(option.default) in (default, f"{default}.0")


def test_the_documented_command_lines_run(cli: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^\$ centra-mock (.*)$", COMMANDS, re.MULTILINE)
    assert len(lines) > 25
    for line in lines:
        cli.ok(*shlex.split(line))
