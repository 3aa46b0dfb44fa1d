"""All rules against one client: histories that are drawn, and those of the library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Protocol

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from centra_contracts.clients import Client
from centra_contracts.rules import RULES, ContractRule
from centra_contracts.rules.base import not_judged
from centra_contracts.runner import MockEnvironment
from centra_contracts.scenario_files import library
from centra_contracts.search import HistorySearch, RuleResult, SearchSettings


class ProgressListener(Protocol):
    """Is told how it goes."""

    def started(self, rule: ContractRule) -> None: ...
    def played(self, rule: ContractRule) -> None: ...
    def judged(self, result: RuleResult) -> None: ...


class Silent:
    """Tells nobody."""

    def started(self, rule: ContractRule) -> None: ...
    def played(self, rule: ContractRule) -> None: ...
    def judged(self, result: RuleResult) -> None: ...


@dataclass(frozen=True)
class Suite:
    """The contract of one client."""

    client: Client
    environment: MockEnvironment
    rules: Sequence[ContractRule] = tuple(RULES.values())
    search_settings: SearchSettings = field(default_factory=SearchSettings)
    max_seconds: float = 120.0
    with_library: bool = True
    """Whether the scenarios that ship are played too."""
    examples_folder: Path | None = None
    """Where hypothesis keeps what failed, so that it is tried first the next time."""

    def results(self, listener: ProgressListener | None = None) -> Iterator[RuleResult]:
        """Each rule in turn; the time that is left is shared by those that are left."""
        listener = listener or Silent()
        end = monotonic() + self.max_seconds
        database = DirectoryBasedExampleDatabase(self.examples_folder) if self.examples_folder else None
        for number, rule in enumerate(self.rules):
            listener.started(rule)
            share = (end - monotonic()) / (len(self.rules) - number)
            result = self.check(rule, monotonic() + max(share, 0), database, listener)
            listener.judged(result)
            yield result

    def check(
        self,
        rule: ContractRule,
        deadline: float = float("inf"),
        database: ExampleDatabase | None = None,
        listener: ProgressListener | None = None,
    ) -> RuleResult:
        """One rule."""
        listener = listener or Silent()
        if rule.needs_state and not self.client.has_state:
            return RuleResult(rule, not_judged("The client does not tell what it holds: give --state."))
        search = HistorySearch(
            rule, self.client, self.environment, self.search_settings, deadline, database, lambda: listener.played(rule)
        )
        shipped = library().values() if self.with_library else ()
        return search.run(each for each in shipped if rule.id in each.rules)
