"""The contract from Python: for pytest, unittest and plain programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from centra_contracts.clients import CallableClient, Client, CommandClient, ConnectionSettings, PollerClient, State
from centra_contracts.report.model import Report
from centra_contracts.report.text import failure

if TYPE_CHECKING:
    from centra_contracts.search import RuleResult

FOLDER = Path(".centra-mock")


class ContractFailure(AssertionError):
    """A rule was broken. Its text is the whole story."""


@dataclass(frozen=True)
class Contract:
    """A client, the rules to judge it by, and how many histories to play.

    Give either ``poll`` or ``run``. ``poll`` is a function that takes ``ConnectionSettings``, or a command that is run
    once per poll. ``run`` is a command that polls by itself. ``state`` returns what the client stores: a function, or a
    command that prints JSON.
    """

    poll: Callable[[ConnectionSettings], object] | str | None = None
    state: Callable[[ConnectionSettings], State] | str | None = None
    run: str | None = None
    reset: str | None = None
    rules: Iterable[str] | None = None
    """The ids of the rules to judge; all if not given."""
    skip: Iterable[str] = ()
    examples: int = 10
    """Histories for each rule."""
    seed: int = 0
    endpoints: Sequence[str] = ("soap",)
    policy: Mapping[str, Any] = field(default_factory=dict)
    """How the mock behaves where Centra's documentation is silent."""
    save: Path = FOLDER / "failures"
    """Where the scenarios of failures are saved."""

    @property
    def rule_ids(self) -> list[str]:
        """The rules that are judged. Raises ``ValueError`` for one that there is not."""
        from centra_contracts.rules import RULES

        only, without = list(self.rules) if self.rules is not None else list(RULES), list(self.skip)
        for id in (*only, *without):
            if id not in RULES:
                raise ValueError(f"there is no rule {id!r}; there are {', '.join(RULES)}")
        return [id for id in RULES if id in only and id not in without]

    def client(self) -> Client:
        """The client. Raises ``ValueError`` where it makes no sense."""
        if callable(self.poll):
            if isinstance(self.state, str):
                raise ValueError("a client that is a function tells its state by a function too")
            return CallableClient(self.poll, self.state)
        if callable(self.state):
            raise ValueError("a client that is a command tells its state by a command too")
        if (self.poll is None) == (self.run is None):
            raise ValueError("say which client: poll=…, or run=… for one that polls by itself")
        if self.poll is not None:
            return CommandClient(self.poll, self.state, self.reset)
        return PollerClient(str(self.run), self.state, self.reset)

    def command_line(self) -> list[str]:
        """The options of the command line that mean the same client, as far as there are any."""
        given = {"--poll": self.poll, "--run": self.run, "--state": self.state, "--reset": self.reset}
        return [word for name, value in given.items() if isinstance(value, str) for word in (name, value)]

    def check(self, rule: str, server: str | None = None) -> RuleResult:
        """Judge one rule, on a mock that runs already or on one of its own. Raises ``ContractFailure``.

        What failed the last time is tried first.
        """
        from hypothesis.database import DirectoryBasedExampleDatabase

        from centra_contracts.rules import RULES
        from centra_contracts.runner import MockEnvironment
        from centra_contracts.search import SearchSettings
        from centra_contracts.suite import Suite

        with _server(server) as url:
            prefix = f"contract-{rule}-{os.getpid()}"
            environment = MockEnvironment(url, endpoints=self.endpoints, policy=dict(self.policy), prefix=prefix)
            suite = Suite(self.client(), environment, search_settings=SearchSettings(self.examples, self.seed))
            result = suite.check(RULES[rule], database=DirectoryBasedExampleDatabase(FOLDER / "examples"))
        report = Report(self.command_line(), self.seed, self.save)
        report.add(result)
        if result.verdict == "failed":
            raise ContractFailure(failure(report, result))
        return result


def _server(url: str | None) -> AbstractContextManager[str]:
    from centra_contracts.server import mock_server

    return mock_server() if url is None else nullcontext(url)


def check_client(
    poll: Callable[[ConnectionSettings], object] | str | None = None,
    state: Callable[[ConnectionSettings], State] | str | None = None,
    **more: Any,
) -> list[RuleResult]:
    """Judge a client by all rules, or by those that are named; the fields of ``Contract`` may be given.

    Raises ``ContractFailure`` with the stories of all rules that are broken, and returns what became of each else.
    """
    contract = Contract(poll, state, **more)
    results, broken = [], []
    with _server(None) as url:
        for rule in contract.rule_ids:
            try:
                results.append(contract.check(rule, url))
            except ContractFailure as error:
                broken.append(str(error))
    if broken:
        raise ContractFailure("\n\n".join(broken))
    return results
