"""The help and the documentation of the commands for a running server."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import centra_mock.cli
from centra_mock.client import mock_client, transport
from centra_mock.commands import NOUNS, session
from support.command import environment
from support.remote_commands import Commands

ROOT = Path(__file__).parents[2]
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Return the commands for a running server, and their groups."""
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


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_shows_a_correct_example(path: tuple[str, ...], cli: Commands) -> None:
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


def test_texts_that_are_written_twice_are_equal() -> None:
    assert transport.PORT == centra_mock.cli.PORT
    assert session.DEFAULT_URL == mock_client.URL


HEAVY = {
    "asyncio", "hypothesis", "jinja2", "lxml", "rich", "spyne", "sqlalchemy", "waitress", "werkzeug", "yaml", "zeep",
}  # fmt: skip
"""Modules that help must not load: libraries of the server, of output, and of sample data."""


def loaded(*lines: tuple[str, ...]) -> set[str]:
    """Return the modules that a process has imported after these command lines."""
    program = (
        "import contextlib, io, sys; from centra_mock.cli import main\n"
        f"for line in {lines!r}:\n"
        "    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): main(list(line))\n"
        "print(*sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True
    )
    return set(ended.stdout.split())


def test_the_list_of_commands_loads_none_of_them() -> None:
    found = loaded(("--help",))
    assert not found & HEAVY
    assert not {name for name in found if name.startswith(("centra_mock.commands.", "centra_mock.activities"))}


def test_help_loads_nothing_of_the_server() -> None:
    names = centra_mock.cli.cli.list_commands(click.Context(centra_mock.cli.cli))
    found = loaded(*((name, "--help") for name in names), *((*path, "--help") for path in LEAVES))
    assert not found & HEAVY
    server = ("centra_mock.server", "centra_mock.store", "centra_mock.web")
    assert not {name for name in found if name.startswith(server)}
    assert "centra_mock.commands.activities" in found


def test_the_list_of_commands_has_the_first_sentence_of_each_help() -> None:
    group = centra_mock.cli.cli
    help = group.get_help(click.Context(group, max_content_width=200, terminal_width=200))
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        assert re.search(rf"^  {name} +{re.escape(command.get_short_help_str(140))}$", help, re.MULTILINE), name


# The documentation


def test_every_command_is_documented_and_no_other() -> None:
    table = COMMANDS.split("## Common options")[0]
    documented = set()
    for cells in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE):
        noun, *verbs = [words.split() for words in re.findall(r"`(.*?)`", cells)]
        documented |= {tuple(noun), *((noun[0], *words) for words in verbs)}
    assert documented == set(LEAVES)


def test_the_documented_options_are_current() -> None:
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
