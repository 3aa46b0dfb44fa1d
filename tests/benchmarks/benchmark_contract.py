"""Measure how long the contract suite takes with a correct client, and how soon it finds faults: ``make bench``.

It prints times and asserts nothing, because they depend on the machine.
"""

from __future__ import annotations

from time import monotonic

import click

from centra_contracts.rules import RULES
from centra_contracts.runner import MockEnvironment
from centra_contracts.search import SearchSettings
from centra_contracts.server import mock_server
from centra_contracts.suite import Suite
from support.contract_clients import ENDPOINTS, listed
from support.kill_matrix import FIND


@click.command()
@click.option("--client", default="lxml-callable", show_default=True, help="The correct client.")
def main(client: str) -> None:
    """Time the suite with default examples, and count the histories until each fault is found."""
    clients = {each.name: each for each in listed()}
    with mock_server() as server:
        environment = MockEnvironment(server, endpoints=ENDPOINTS)
        started = monotonic()
        for result in Suite(clients[client].client(), environment, max_seconds=600).results():
            click.echo(
                f"{result.rule.id:<24} {result.seconds:6.2f} s  {result.examples:>3} histories  {result.verdict}"
            )
        click.echo(f"{'all rules, ' + client:<24} {monotonic() - started:6.2f} s")
        for each in clients.values():
            if each.callable and each.fails:
                suite = Suite(each.client(), environment, search_settings=SearchSettings(FIND, shrink_examples=10))
                found = {id: suite.check(RULES[id]).found_at for id in RULES if id in each.fails}
                click.echo(f"{each.name:<24} {', '.join(f'{id} at {at}' for id, at in found.items())}")


if __name__ == "__main__":
    main()
