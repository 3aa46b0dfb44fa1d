"""The command-line options for the client under test and for its mock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from centra_mock.scalars import SWITCHES, whole_number
from centra_mock.suggestions import nearest
from centra_mock.wire.endpoints import ENDPOINTS

if TYPE_CHECKING:
    from centra_contracts.clients import Client
    from centra_contracts.runner import MockEnvironment

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class ClientOptions:
    """The values of the options."""

    poll: str | None
    run: str | None
    state: str | None
    reset: str | None
    listen: str | None
    endpoints: tuple[str, ...]
    under: tuple[str, ...]

    def client(self) -> Client:
        """Return the client under test. Raise ``UsageError`` or ``ClientError`` for options that make no sense."""
        # Imported here, because help does not need it.
        from centra_contracts.clients import CommandClient, PollerClient
        from centra_contracts.clients.process import split_command

        if (self.poll is None) == (self.run is None):
            raise click.UsageError(
                "no client: give --poll COMMAND, or --run COMMAND for a client that polls by itself; not both"
            )
        for command in (self.poll, self.run, self.state, self.reset):
            if command is not None:
                split_command(command)
        if self.poll is not None:
            return CommandClient(self.poll, self.state, self.reset)
        return PollerClient(str(self.run), self.state, self.reset)

    def jobs(self, wanted: int | None, default: int) -> int:
        """Return how many rules to judge at the same time. Raise ``UsageError`` where only one is possible."""
        shared = "--reset" if self.reset is not None else "--listen" if self.listen is not None else None
        if shared is None:
            return wanted or default
        if wanted is not None and wanted > 1:
            raise click.UsageError(f"--jobs {wanted}: with {shared}, one history is played at a time, so only 1 works")
        return 1

    def command_line(self) -> list[str]:
        """Return the options as words of a command line."""
        singles = {"--poll": self.poll, "--run": self.run, "--state": self.state, "--reset": self.reset}
        found = [word for name, value in singles.items() if value is not None for word in (name, value)]
        found += ["--listen", self.listen] if self.listen is not None else []
        found += [word for each in self.endpoints if self.endpoints != DEFAULT for word in ("--endpoint", each)]
        return found + [word for each in self.under for word in ("--under", each)]

    @contextmanager
    def environment(self) -> Iterator[MockEnvironment]:
        """Start a mock, and stop it at the end. Raise ``Unreachable`` if it does not start."""
        from centra_contracts.runner import MockEnvironment
        from centra_contracts.server import mock_server

        policy = parse_policy(self.under)
        host, port = _address(self.listen) if self.listen is not None else ("127.0.0.1", 0)
        with mock_server(host, port) as server:
            yield MockEnvironment(server, endpoints=self.endpoints, fixed=self.listen is not None, policy=policy)


DEFAULT = (ENDPOINTS[0].name,)

OPTIONS = (
    click.option("--poll", metavar="COMMAND", help="The command that polls once, such as 'php sync.php'."),
    click.option("--run", metavar="COMMAND", help="The command of a client that polls by itself until it is killed."),
    click.option("--state", metavar="COMMAND", help="The command that prints the client's data as JSON."),
    click.option("--reset", metavar="COMMAND", help="The command that empties the client's store before each history."),
    click.option("--listen", metavar="HOST:PORT", help="Serve at this address, for a client with a fixed URL."),
    click.option(
        "--endpoint", "endpoints", type=click.Choice([each.name for each in ENDPOINTS]), multiple=True,
        default=DEFAULT, show_default=True,
        help="The endpoint that the client calls; on a second one, its requests are judged too.",
    ),
    click.option("--under", multiple=True, metavar="NAME=VALUE", help="A policy of the mock; may be repeated."),
)  # fmt: skip


def client_options(command: Command) -> Command:
    """Add the options of ``ClientOptions`` to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def parse_rule_ids(written: str | None, known: Mapping[str, Any]) -> list[str] | None:
    """Return the rule ids in ``a,b``; ``None`` for no option. Raise ``UsageError`` for an unknown id."""
    if written is None:
        return None
    found = [each.strip() for each in written.split(",") if each.strip()]
    for id in found:
        if id not in known:
            near = nearest(id, known)
            hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
            raise click.UsageError(f"there is no rule {id!r}; {hint}")
    return found


def parse_policy(written: Iterable[str]) -> dict[str, Any]:
    """Return settings such as ``echo=on`` as the control API takes them; the mock checks names and values."""
    found: dict[str, Any] = {}
    for each in written:
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--under: {each!r} is not NAME=VALUE, as payload=snapshot is")
        number = whole_number(value)
        found[name] = SWITCHES.get(value.lower(), value if number is None else number)
    return found


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    number = whole_number(port, 65535)
    if not host or number is None:
        raise click.UsageError(f"--listen: {listen!r} is not HOST:PORT, as 127.0.0.1:8337 is")
    return host.strip("[]"), number
