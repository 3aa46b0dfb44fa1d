"""Search for the shortest history that breaks a rule, with hypothesis and within a time limit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from time import monotonic
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.database import ExampleDatabase
from hypothesis.errors import HypothesisException
from msgspec import structs

from centra_contracts.clients import Client
from centra_contracts.observation import Observation
from centra_contracts.rules.base import ContractRule, Finding, not_judged
from centra_contracts.runner import MockEnvironment, play
from centra_contracts.scenario import Scenario, Step

FULL_PAGE = 100
"""Events per poll, as Centra documents."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RuleResult:
    """The verdict on a client by one rule, and its evidence."""

    rule: ContractRule
    finding: Finding
    examples: int = 0
    """The number of histories that were played."""
    judged: int = 0
    """The number of histories in which the provocation of the rule took place."""
    seconds: float = 0
    seed: int = 0
    found_at: int | None = None
    """The number of the first history that failed, from 1."""
    observation: Observation | None = None
    """Of a failure: the shortest history that breaks the rule."""
    note: str = ""
    """A remark on a failure."""

    @property
    def verdict(self) -> str:
        return self.finding.verdict


@dataclass(frozen=True)
class SearchSettings:
    """How many histories to play. Numbers, not times, so that a verdict does not depend on how fast the machine is."""

    examples: int = 10
    """Histories that are drawn for each rule."""
    seed: int = 0
    page_size: int = 3
    """Events per poll during the search; a small page makes short histories."""
    shrink_examples: int = 40
    """Histories that are tried to find a shorter one after the first failure."""


class _RuleBroken(Exception):
    """Raised to report a failure to hypothesis."""


@dataclass
class HistorySearch:
    """Plays histories to judge a client by one rule."""

    rule: ContractRule
    client: Client
    environment: MockEnvironment
    search_settings: SearchSettings
    deadline: float
    """A time of ``time.monotonic`` after which no other history is begun."""
    database: ExampleDatabase | None = None
    on_example: Callable[[], None] = lambda: None
    examples: int = 0
    judged: int = 0
    best: tuple[Scenario, Finding, Sequence[Observation]] | None = field(default=None, init=False)
    found_at: int | None = field(default=None, init=False)
    missing: Finding = field(default=not_judged("No time was left to play a history: raise --max-time."), init=False)

    def run(self, scenarios: Iterable[Scenario] = ()) -> RuleResult:
        """Draw histories until one fails, and search for the shortest. If none fails, play ``scenarios``."""
        started = monotonic()
        note = ""
        if self.search_settings.examples:
            self._draw()
        if self.best is not None:
            note = self._confirm()
        for each in scenarios:
            if self.best is None and self._has_time():
                self._play(each)
        return self._result(monotonic() - started, note)

    def _result(self, seconds: float, note: str) -> RuleResult:
        common: dict[str, Any] = {
            "examples": self.examples,
            "judged": self.judged,
            "seconds": seconds,
            "found_at": self.found_at,
        }
        if self.best is not None:
            _, finding, observations = self.best
            return RuleResult(
                self.rule, finding, **common, seed=self.search_settings.seed, observation=observations[-1], note=note
            )
        finding = Finding("passed") if self.judged else self.missing
        return RuleResult(self.rule, finding, **common, seed=self.search_settings.seed)

    def _play(self, scenario: Scenario) -> Finding:
        scenario = scenario.changed(rules=(self.rule.id,)) if not scenario.rules else scenario
        with_state = self.rule.state != "unused"
        observations = [play(each, self.client, self.environment, with_state) for each in self.rule.plays(scenario)]
        finding = self.rule.judge(observations)
        self.examples += 1
        self.on_example()
        if finding.verdict == "not judged":
            self.missing = finding
        else:
            self.judged += 1
        if finding.verdict == "failed" and self.found_at is None:
            self.found_at = self.examples
        if finding.verdict == "failed" and (self.best is None or _size(scenario) <= _size(self.best[0])):
            self.best = scenario, finding, observations
        return finding

    def _draw(self) -> None:
        """Search with hypothesis.

        When the time is over, or enough shorter histories were tried, each further example passes without being played.
        Hypothesis may then report an inconsistency; this is ignored, because ``best`` is a history that really failed.
        """
        last = float("inf")

        @seed(self.search_settings.seed)
        @settings(
            max_examples=self.search_settings.examples,
            deadline=None,
            database=self.database,
            derandomize=False,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
        )
        @given(self.rule.histories(self.search_settings.page_size))
        def example(scenario: Scenario) -> None:
            nonlocal last
            if not self._has_time() or self.examples >= last:
                return
            if self._play(scenario).verdict == "failed":
                last = min(last, self.examples + self.search_settings.shrink_examples)
                raise _RuleBroken

        example.hypothesis.inner_test.__qualname__ = f"centra_contract.{self.rule.id}"  # type: ignore[attr-defined]
        try:
            example()
        except (_RuleBroken, HypothesisException, ExceptionGroup) as error:
            if self.best is None:
                raise
            log.debug("%s: %s", self.rule.id, type(error).__name__)

    def _confirm(self) -> str:
        """Play the failed history with full pages, first unchanged, then scaled; return a note if neither fails."""
        assert self.best is not None
        found = self.best
        for candidate in (found[0].changed(page_size=FULL_PAGE), scaled(found[0])):
            self.best = None
            if self._play(candidate).verdict == "failed":
                return ""
        self.best = found
        return f"This fails with pages of {found[0].page_size} events, but not with pages of {FULL_PAGE}."

    def _has_time(self) -> bool:
        return monotonic() < self.deadline


def scaled(scenario: Scenario) -> Scenario:
    """Return a history for full pages: with as many more events and orders as the page is larger."""
    factor = FULL_PAGE / scenario.page_size

    def more(step: Step) -> Step:
        if step.name in ("emit", "place"):
            return structs.replace(step, count=ceil(step.count * factor))  # type: ignore[attr-defined]
        return step

    return scenario.changed(steps=tuple(more(step) for step in scenario.steps), page_size=FULL_PAGE)


def _size(scenario: Scenario) -> tuple[int, int]:
    """Return the length of a history: the number of its steps, then the sum of their counts."""
    return len(scenario.steps), sum(getattr(step, "count", None) or 1 for step in scenario.steps)
