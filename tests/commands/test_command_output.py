"""The output of commands: JSON, encodings, terminals and progress."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress

import pytest
import requests

from centra_mock import Centra
from support.command import COMMAND, environment, run
from support.remote_commands import Commands
from support.wire import call


def test_json_output_is_that_of_the_api(cli: Commands, shop: Centra) -> None:
    said = requests.get(f"{shop.server_url}/_mock/{shop.name}/conversions", timeout=30).text
    assert cli.ok("ids", "--json") == f"{said}\n"


def test_control_characters_are_not_printed(cli: Commands, shop: Centra) -> None:
    shop.emit("x", entry="\x1b[2J[red]å")
    out = cli.ok("queue", "--events")
    assert "\x1b" not in out
    assert "[2J[red]å" in out


def test_it_runs_as_a_program_with_any_encoding(shop: Centra) -> None:
    cli = {"CENTRA_MOCK_URL": shop.server_url, "PYTHONIOENCODING": "ascii"}
    call(shop, "markets_Update", "<markets><market><id>no</id><description>Ærlig</description></market></markets>")
    ended = run("object", "list", "market", "--tenant", shop.name, CENTRA_MOCK_TENANT="other", **cli)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "?rlig" in ended.stdout
    assert "�" not in run("object", "list", "market", "--json", "--tenant", shop.name, **cli).stdout


@pytest.mark.parametrize(
    ("arguments", "doing"),
    [
        (("order", "place", "--count", "120"), "Placing orders"),
        (("event", "emit", "x", "--count", "3000"), "Queueing events"),
        (("reset", "--scene", "demo"), "Starting again"),
    ],
)
def test_progress_is_shown_on_a_terminal_only(shop: Centra, arguments: tuple[str, ...], doing: str) -> None:
    where = {"CENTRA_MOCK_URL": shop.server_url, "CENTRA_MOCK_TENANT": shop.name}
    assert run(*arguments, **where).stderr == ""
    seen, terminal = os.openpty()
    with subprocess.Popen(
        [COMMAND, *arguments, "--json"], env=environment(TERM="xterm", **where), stdout=subprocess.PIPE, stderr=terminal
    ) as process:
        os.close(terminal)
        shown = "".join(screen_of(seen))
        assert process.stdout is not None
        out = process.stdout.read()
    assert process.returncode == 0, shown
    assert doing in shown
    assert not out or json.loads(out)


def screen_of(terminal: int) -> Iterator[str]:
    """Return all output to a terminal until its last writer closes it."""
    with os.fdopen(terminal, "rb", buffering=0) as screen, suppress(OSError):
        while data := screen.read(4096):
            yield data.decode("utf-8", "replace")
