"""Run the contract suite from Python: in pytest, in unittest or in a program."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from centra_contracts.clients import CallableClient, Client, CommandClient, ConnectionSettings, PollerClient, State
from centra_contracts.report.model import Report
from centra_contracts.report.text import failure_text

if TYPE_CHECKING:
    from centra_contracts.search import RuleResult

FOLDER = Path(".centra-mock")


class ContractFailure(AssertionError):
    """Raised when a client breaks a rule. The text has the reason, the history, the exchanges and the saved file."""


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
    """A command that empties the client's store; run before each history."""
    rules: Iterable[str] | None = None
    """The ids of the rules to judge by; all by default."""
    skip: Iterable[str] = ()
    """The ids of rules to leave out."""
    examples: int = 10
    """The number of histories that are drawn for each rule."""
    seed: int = 0
    """The seed of the histories."""
    endpoints: Sequence[str] = ("soap",)
    """The endpoint that the client calls; on a second one, its requests are judged too."""
    policy: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the mock where Centra's documentation is silent, by name (see docs/fidelity.md)."""
    save: Path = FOLDER / "failures"
    """Where the scenarios of failures are saved."""

    @property
    def rule_ids(self) -> list[str]:
        """Return the ids of the rules to judge by. Raise ``ValueError`` for an unknown one."""
        from centra_contracts.rules import RULES

        only, without = list(self.rules) if self.rules is not None else list(RULES), list(self.skip)
        for id in (*only, *without):
            if id not in RULES:
                raise ValueError(f"there is no rule {id!r}; there are {', '.join(RULES)}")
        return [id for id in RULES if id in only and id not in without]

    def client(self) -> Client:
        """Return the client under test. Raise ``ValueError`` for options that do not fit each other."""
        if callable(self.poll):
            if isinstance(self.state, str):
                raise ValueError("`poll` is a function, so `state` must be a function too")
            return CallableClient(self.poll, self.state)
        if callable(self.state):
            raise ValueError("the client is a command, so `state` must be a command too")
        if (self.poll is None) == (self.run is None):
            raise ValueError("no client: give poll=…, or run=… for a client that polls by itself; not both")
        if self.poll is not None:
            return CommandClient(self.poll, self.state, self.reset)
        return PollerClient(str(self.run), self.state, self.reset)

    def command_line(self) -> list[str]:
        """Return the options of ``centra-mock`` for the same client; none for functions."""
        options = {"--poll": self.poll, "--run": self.run, "--state": self.state, "--reset": self.reset}
        return [word for name, value in options.items() if isinstance(value, str) for word in (name, value)]

    def check(self, rule: str, server: str | None = None) -> RuleResult:
        """Judge the client by one rule, and return the result. Raise ``ContractFailure`` if the client breaks it.

        ``server`` is the URL of a running mock; without it, one is started. A history that failed before is played
        first.
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
            raise ContractFailure(failure_text(report, result))
        return result


def _server(url: str | None) -> AbstractContextManager[str]:
    from centra_contracts.server import mock_server

    return mock_server() if url is None else nullcontext(url)


def check_client(
    poll: Callable[[ConnectionSettings], object] | str | None = None,
    state: Callable[[ConnectionSettings], State] | str | None = None,
    **more: Any,
) -> list[RuleResult]:
    """Judge a client, and return a result for each rule. ``more`` are other fields of ``Contract``.

    Raise ``ContractFailure``, with the text of each failure, if the client breaks a rule.
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
