"""The commands ``serve`` and ``demo``, run as programs."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

import click
import pytest
import requests
from click.testing import CliRunner

import centra_mock.cli
from centra_fixtures.demo import demo
from centra_fixtures.queue_example import QueueExample
from centra_mock import MockServer, Policy
from centra_mock.wire.endpoints import ENDPOINTS
from support.command import Serving, run
from support.remote_commands import run_here
from support.wire import call, poll

Capture: TypeAlias = pytest.CaptureFixture[str]

ANYWHERE = ("--port", "0", "--db", ":memory:")


def refused(*arguments: str, **more: str) -> str:
    """Run a command that must fail with exit code 2; return its one line."""
    ended = run(*arguments, **more)
    assert ended.returncode == 2, ended
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert line.startswith("centra-mock: ")
    return line


@contextmanager
def signals_kept() -> Iterator[None]:
    """Restore the signal handlers of this process, which ``serve`` replaces."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


@pytest.mark.parametrize(
    ("options", "is_warned"),
    [
        (["--host", "0.0.0.0"], True),
        (["--host", "0.0.0.0", "--admin-password", "sesame"], False),
        (["--host", "127.0.0.1"], False),
        ([], False),
    ],
)
def test_a_server_that_others_reach_without_a_password_warns(options: list[str], is_warned: bool) -> None:
    with Serving(*ANYWHERE, *options) as server:
        ended, complaint = server.stop()
    assert ended == 0
    assert [word in complaint for word in ("0.0.0.0", "journal", "CENTRA_MOCK_ADMIN_PASSWORD")] == [is_warned] * 3


def test_it_is_ready_when_it_prints_so() -> None:
    with Serving(*ANYWHERE) as server:
        for endpoint in ENDPOINTS:
            url = f"{server.tenant().endpoint_url(endpoint.name)}?wsdl"
            assert url in server.said
            assert b"definitions" in requests.get(url, timeout=30).content
        assert poll(server.tenant()) == []
        assert server.stop() == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_at_once_with_open_connections(number: signal.Signals, tmp_path: Path) -> None:
    with Serving("--port", "0", "--db", str(tmp_path / "centra.sqlite")) as server:
        silent = socket.create_connection(("127.0.0.1", server.port))
        halfway = socket.create_connection(("127.0.0.1", server.port))
        halfway.sendall(b"POST /ams/system/service/module/soap/api HTTP/1.1\r\nContent-Length: 900\r\n\r\n<e:Env")
        with silent, halfway, requests.Session() as session:
            session.get(server.server_url, timeout=30)
            start = time.monotonic()
            assert server.stop(number) == (0, "")
            assert time.monotonic() - start < 5
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.port))


def test_every_option_has_an_environment_variable(tmp_path: Path) -> None:
    settings = {
        "HOST": "localhost", "PORT": "0", "DB": str(tmp_path / "here.sqlite"), "USERNAME": "erp", "PASSWORD": "s3cret",
        "SEED": "7", "SCENE": "demo", "POLICY": "page_size=1 login_failure=result", "ALLOW_HOST": "one.test two.test",
        "ADMIN_PASSWORD": "sesame",
    }  # fmt: skip
    serve = centra_mock.cli.cli.get_command(click.Context(centra_mock.cli.cli), "serve")
    assert serve is not None
    flags = [parameter for parameter in serve.params if isinstance(parameter, click.Option)]
    with_files = {"TLS_CERT", "TLS_KEY"}
    assert {flag.envvar for flag in flags} == {f"CENTRA_MOCK_{name}" for name in settings.keys() | with_files}

    with Serving(**{f"CENTRA_MOCK_{name}": value for name, value in settings.items()}) as server:
        assert server.server_url.startswith("http://localhost:")
        assert "erp" in server.said
        assert "s3cret" not in server.said
        assert "sesame" not in server.said
        assert requests.get(server.server_url, headers={"Accept": "text/html"}, timeout=30).status_code == 401
        assert (tmp_path / "here.sqlite").exists()
        reply = call(server.tenant(), "events_GetRequest", "<type>all</type>")
        assert not reply.success
        assert reply.fault is None
        assert server.stop() == (0, "")
    with MockServer(database=settings["DB"]) as server:
        centra = server.centra
        assert centra.place_order() == "1"


def test_an_option_overrides_the_environment() -> None:
    with Serving(*ANYWHERE, "--username", "flag", CENTRA_MOCK_USERNAME="environment") as server:
        assert "flag" in server.said
        assert "environment" not in server.said


def test_data_is_kept_in_the_data_folder_by_default(tmp_path: Path) -> None:
    folder = str(tmp_path / "data")
    for scene in (("--scene", "demo"), ()):
        with Serving("--port", "0", *scene, XDG_DATA_HOME=folder, HOME=str(tmp_path)) as server:
            assert "centra.sqlite" in server.said
            assert server.stop() == (0, "")
    (database,) = (tmp_path / "data" / "centra-mock").iterdir()
    with MockServer(database=str(database)) as server:
        centra = server.centra
        assert centra.objects.get("product", "chair") is not None


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = refused("serve", "--port", port, "--db", ":memory:")
    assert f"127.0.0.1:{port}" in line
    assert "in use" in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("serve", "--port", "70000"), "70000"),
        (("serve", "--port", "http"), "'http'"),
        (("serve", "--seed", "x"), "'x'"),
        (("serve", "--nosuch"), "--nosuch"),
        (("serve", "extra"), "extra"),
        (("serve", "--scene", "nosuch"), "There are: bundles, contract, demo, "),
        (("serve", "--policy", "nosuch=1"), "no policy 'nosuch'"),
        (("serve", "--policy", "page_size"), "page_size is a whole number"),
        (("serve", "--policy", "page_size=0"), "page_size is a whole number"),
        (("serve", "--policy", "echo=maybe"), "echo is on or off"),
        (("serve", "--policy", "payload=old"), "payload is current or snapshot"),
        (("serve", "--host", "no.such.host.invalid", "--port", "0"), "no.such.host.invalid"),
        (("serve", "--host", "203.0.113.1", "--port", "0"), "203.0.113.1"),
        (("serve", "--host", "", "--port", "0"), "host"),
        (("serve", "--db", ""), "no name"),
        (("serve", "--db", "/dev/null/centra.sqlite"), "is not a folder"),
        (("serve", "--db", "."), "unable to open"),
        (("nosuch",), "nosuch"),
        (("demo", "extra"), "extra"),
        (("--nosuch",), "--nosuch"),
    ],
)
def test_errors_of_serve_are_one_line(
    arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("NO_COLOR", "1")
    with signals_kept():
        code, out, err = run_here(capsys, *arguments)
    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith("centra-mock: ")
    assert message in line


def test_a_scene_for_a_centra_with_data_is_reported(tmp_path: Path) -> None:
    arguments = ("--port", "0", "--db", str(tmp_path / "centra.sqlite"), "--scene")
    with Serving(*arguments, "demo") as server:
        assert server.stop() == (0, "")
    with Serving(*arguments, "starved") as server:
        code, errors = server.stop()
    assert code == 0
    assert errors == (
        "centra-mock: there is something in 'ams' already, so the scene starved was not played; "
        "play it with: centra-mock reset --scene starved\n"
    )


def test_the_bare_command_shows_its_help() -> None:
    bare = run()
    assert bare.returncode == 2
    assert bare.stderr.splitlines() == run("--help").stdout.splitlines()


def test_the_small_commands() -> None:
    assert {"demo", "empty"} <= set(run("scenes").stdout.split())
    assert run("--version").stdout.startswith("centra-mock, version ")
    for help in (run("--help"), run("-h"), run("serve", "--help")):
        assert help.returncode == 0
        assert help.stderr == ""
    assert {"serve", "demo", "scenes"} <= set(run("--help").stdout.split())


def test_the_demo_succeeds() -> None:
    ended = run("demo", COLUMNS="120")
    assert ended.returncode == 0, ended
    assert ended.stderr == ""
    for step, number in (("queued", "234"), ("the oldest", "100"), ("queued", "224"), ("known", "90"), ("new", "10")):
        assert any(step in line and line.count(number) >= 2 for line in ended.stdout.splitlines()), (step, number)
    assert "differs" not in ended.stdout


def test_the_demo_fails_if_something_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("centra_mock.server.MockServer", partial(MockServer, policy=Policy(page_size=50)))
    ended = CliRunner().invoke(demo)
    assert ended.exit_code == 1
    assert "differs" in ended.output


def test_the_demo_ends_even_if_nothing_is_marked_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QueueExample, "_done", lambda *_: None)
    ended = CliRunner().invoke(demo)
    assert ended.exit_code == 1
    assert "differs" in ended.output


def fails(message: str) -> Callable[[], None]:
    def command() -> None:
        raise click.ClickException(message)

    return command


def test_an_error_of_several_lines_is_printed_as_one(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(centra_mock.cli.cli, "main", lambda **_: fails("one\n  two")())
    with pytest.raises(SystemExit) as ended:
        centra_mock.cli.main([])
    assert ended.value.code == 2
    assert capsys.readouterr().err == "centra-mock: one two\n"
