"""``centra-mock check`` and ``centra-mock replay``: a client against the contract, from the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

import click

from centra_contracts.clients import Client, ClientError, CommandClient, PollerClient
from centra_contracts.mock import MockError
from centra_mock.wire.names import ENDPOINTS

Command = TypeVar("Command", bound=Callable[..., Any])


class Unable(click.ClickException):
    """The check could not be run."""

    exit_code = 2


def client_options(command: Command) -> Command:
    """What says which client is meant, and how it is run."""
    for option in reversed((
        click.option("--poll", metavar="COMMAND", help="Run for each poll, as in 'php sync.php'."),
        click.option("--run", metavar="COMMAND", help="A program that polls by itself until it is ended."),
        click.option("--state", metavar="COMMAND", help="Prints what the client holds, as JSON: type -> objects."),
        click.option("--reset", metavar="COMMAND", help="Empties the client's store, before each history."),
        click.option("--listen", metavar="HOST:PORT", help="The server's address, for a client that can't be told."),
        click.option(
            "--endpoint", "endpoints", type=click.Choice([each.name for each in ENDPOINTS]), multiple=True,
            default=[ENDPOINTS[0].name], show_default=True,
            help="The endpoint that the client calls; a second one is used to look at its requests there too.",
        ),
        click.option("--under", multiple=True, metavar="NAME=VALUE", help="A policy of the mock; may be repeated."),
    )):  # fmt: skip
        command = option(command)
    return command


def client_of(poll: str | None, run: str | None, state: str | None, reset: str | None) -> Client:
    """The client that the options name."""
    if (poll is None) == (run is None):
        raise click.UsageError("say which client: --poll COMMAND, or --run COMMAND for one that polls by itself")
    return CommandClient(poll, state, reset) if poll is not None else PollerClient(str(run), state, reset)


@click.command()
@client_options
@click.option("--rules", metavar="ID,…", help="Only these rules.")
@click.option("--skip", metavar="ID,…", help="Not these rules.")
@click.option("--examples", type=click.IntRange(0), default=10, show_default=True, help="Histories for each rule.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The seed of the histories.")
@click.option(
    "--max-time", type=click.FloatRange(0, min_open=True), default=120.0, show_default=True, metavar="SECONDS"
)
def check(
    poll: str | None, run: str | None, state: str | None, reset: str | None, listen: str | None,
    endpoints: tuple[str, ...],
    under: tuple[str, ...], rules: str | None, skip: str | None, examples: int, seed: int, max_time: float,
) -> None:  # fmt: skip
    """Run a client against what Centra may do, and show the shortest history that breaks it."""
    # Only now: help, and mistakes in the flags, are told at once.
    from centra_contracts.rules import RULES
    from centra_contracts.runner import Stage
    from centra_contracts.search import Effort
    from centra_contracts.suite import Suite

    client = client_of(poll, run, state, reset)
    chosen = _chosen(RULES, rules, skip)
    failed = False
    try:
        with _server(listen) as server:
            stage = Stage(server, endpoints=endpoints, fixed=listen is not None, policy=policies(under))
            suite = Suite(
                client, stage, chosen, Effort(examples, seed), max_time, examples_folder=Path(".centra-mock/examples")
            )
            for result in suite.results():
                click.echo(f"{result.verdict:<11} {result.rule.id}  {result.finding.sentence}")
                failed = failed or result.verdict == "failed"
                if result.observation is not None:
                    for told in result.observation.told:
                        click.echo(f"   {told.place}. {told.text}")
                    for visit in result.observation.visits:
                        if visit.outcome.output:
                            click.echo(f"   step {visit.step}: {visit.outcome.output.strip()[-500:]}")
    except (ClientError, MockError) as error:
        raise Unable(str(error)) from None
    raise click.exceptions.Exit(int(failed))


def _chosen(rules: dict[str, Any], only: str | None, skip: str | None) -> list[Any]:
    left = {id: rule for id, rule in rules.items() if only is None or id in _ids(only, rules)}
    return [rule for id, rule in left.items() if skip is None or id not in _ids(skip, rules)]


def _ids(written: str, known: Iterable[str]) -> list[str]:
    found = [each.strip() for each in written.split(",") if each.strip()]
    for id in found:
        if id not in known:
            raise click.UsageError(f"there is no rule {id!r}; there are {', '.join(known)}")
    return found


def policies(written: Iterable[str]) -> dict[str, Any]:
    """``echo=on`` and the like, as the control API takes them; it says which there are."""
    words = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}
    found: dict[str, Any] = {}
    for each in written:
        name, equals, value = each.partition("=")
        if not equals:
            raise click.UsageError(f"--under: {each!r} is not NAME=VALUE, as payload=snapshot is")
        found[name] = words.get(value.lower(), int(value) if value.isdigit() else value)
    return found


def _server(listen: str | None) -> AbstractContextManager[str]:
    from centra_contracts.server import mock_server

    if listen is None:
        return mock_server()
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit():
        raise click.UsageError(f"--listen: {listen!r} is not HOST:PORT, as 127.0.0.1:8337 is")
    return mock_server(host.strip("[]"), int(port))
