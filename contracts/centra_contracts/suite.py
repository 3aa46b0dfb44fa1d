"""Judge a client by all rules: with histories that are drawn, and with the scenarios of the library."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from centra_contracts.clients import Client
from centra_contracts.rules import RULES, ContractRule
from centra_contracts.rules.base import not_judged
from centra_contracts.runner import MockEnvironment, check_connection
from centra_contracts.scenario_files import library
from centra_contracts.search import HistorySearch, RuleResult, SearchSettings


def all_cores() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class ProgressListener:
    """Receives the progress of a check, from several threads; this one ignores it."""

    def started(self, rule: ContractRule) -> None:
        """Handle the start of a rule."""

    def played(self, rule: ContractRule) -> None:
        """Handle a history that was played for a rule."""

    def judged(self, result: RuleResult) -> None:
        """Handle the result of a rule; results come in the order of the rules."""


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
    jobs: int = 1
    """How many rules are judged at the same time. The verdicts and their order are the same for any number."""

    def results(self, listener: ProgressListener | None = None) -> Generator[RuleResult]:
        """Yield the result of each rule, in the order of the rules.

        The time that is left is shared equally by the rules that are left. If the caller is interrupted or stops, all
        clients are killed. They run in other threads only, so that no interruption comes between the start of a client
        and the note that it runs. Raise ``ClientError`` if the client makes no call.
        """
        listener = listener or ProgressListener()
        end = monotonic() + self.max_seconds
        database = DirectoryBasedExampleDatabase(self.examples_folder) if self.examples_folder else None

        def judge(number: int, rule: ContractRule, environment: MockEnvironment) -> RuleResult:
            listener.started(rule)
            share = (end - monotonic()) * self.jobs / (len(self.rules) - number)
            deadline = min(monotonic() + max(share, 0), end)
            return replace(self, environment=environment).check(rule, deadline, database, listener)

        pool = ThreadPoolExecutor(self.jobs, "contract")
        try:
            pool.submit(check_connection, self.client, self.environment).result()
            # Each rule has tenants of its own; the state in which they start is prepared here, once.
            work = [(number, rule, self.environment.for_rule(rule.id)) for number, rule in enumerate(self.rules)]
            for future in [pool.submit(judge, *each) for each in work]:
                result = future.result()
                listener.judged(result)
                yield result
        except BaseException:
            self.environment.open_clients.stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def check(
        self,
        rule: ContractRule,
        deadline: float = float("inf"),
        database: ExampleDatabase | None = None,
        listener: ProgressListener | None = None,
    ) -> RuleResult:
        """Return the result of one rule. ``deadline`` is a time of ``time.monotonic``."""
        listener = listener or ProgressListener()
        if rule.state == "needed" and not self.client.has_state:
            return RuleResult(rule, not_judged("The state of the client is unknown: give --state."))
        search = HistorySearch(
            rule, self.client, self.environment, self.search_settings, deadline, database, lambda: listener.played(rule)
        )
        built_in = library().values() if self.with_library else ()
        return search.run(each for each in built_in if rule.id in each.rules)
