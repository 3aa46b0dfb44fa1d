"""Judge a client by all rules: with histories that are drawn, and with the scenarios of the library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from centra_contracts.clients import Client
from centra_contracts.rules import RULES, ContractRule
from centra_contracts.rules.base import not_judged
from centra_contracts.runner import MockEnvironment
from centra_contracts.scenario_files import library
from centra_contracts.search import HistorySearch, RuleResult, SearchSettings


class ProgressListener:
    """Receives the progress of a check; this one ignores it."""

    def started(self, rule: ContractRule) -> None:
        """Handle the start of a rule."""

    def played(self, rule: ContractRule) -> None:
        """Handle a history that was played for a rule."""

    def judged(self, result: RuleResult) -> None:
        """Handle the result of a rule."""


@dataclass(frozen=True)
class Suite:
    """A client under test, and how it is judged."""

    client: Client
    environment: MockEnvironment
    rules: Sequence[ContractRule] = tuple(RULES.values())
    search_settings: SearchSettings = field(default_factory=SearchSettings)
    max_seconds: float = 120.0
    """Seconds for all rules together."""
    with_library: bool = True
    """Whether the built-in scenarios are played too."""
    examples_folder: Path | None = None
    """The folder in which hypothesis keeps failed examples, to try them first the next time."""

    def results(self, listener: ProgressListener | None = None) -> Iterator[RuleResult]:
        """Yield the result of each rule. The time that is left is shared equally by the rules that are left."""
        listener = listener or ProgressListener()
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
        """Return the result of one rule. ``deadline`` is a time of ``time.monotonic``."""
        listener = listener or ProgressListener()
        if rule.needs_state and not self.client.has_state:
            return RuleResult(rule, not_judged("The state of the client is unknown: give --state."))
        search = HistorySearch(
            rule, self.client, self.environment, self.search_settings, deadline, database, lambda: listener.played(rule)
        )
        built_in = library().values() if self.with_library else ()
        return search.run(each for each in built_in if rule.id in each.rules)
