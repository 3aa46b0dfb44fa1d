"""The data of all reports."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from centra_contracts.exchange import ObservedExchange
from centra_contracts.observation import Observation
from centra_contracts.scenario_files import save
from centra_contracts.search import RuleResult

SHOWN_XML_CHARACTERS = 1_500
"""The most characters of a request or a response that a report shows."""

ShownExchange = tuple[str, str, str]
"""An exchange in a report: a summary, the request and the response."""


@dataclass
class Report:
    """The results of a check of one client."""

    client: Sequence[str]
    """The options of the command line for the client; empty for functions."""
    seed: int = 0
    folder: Path | None = None
    """The folder in which the scenarios of failures are saved."""
    results: list[RuleResult] = field(default_factory=list)
    seconds: float = 0

    @property
    def failed(self) -> list[RuleResult]:
        return [each for each in self.results if each.verdict == "failed"]

    @property
    def counts(self) -> Counter[str]:
        return Counter(each.verdict for each in self.results)

    def scenario_file(self, result: RuleResult) -> Path | None:
        """Return the file in which the history of a failure is saved."""
        return self.folder / f"{result.rule.id}.yaml" if self.folder is not None and result.observation else None

    def replay(self, result: RuleResult) -> str | None:
        """Return the command that replays a failure; ``None`` for a client that is a function."""
        path = self.scenario_file(result)
        if path is None or not self.client:
            return None
        return shlex.join(["centra-mock", "replay", str(path), *self.client])

    def add(self, result: RuleResult) -> None:
        """Add a result, and save the scenario of a failure."""
        self.results.append(result)
        path = self.scenario_file(result)
        if path is not None and result.observation is not None:
            scenario = result.observation.scenario
            save(
                scenario.changed(
                    title=scenario.title or result.rule.promise,
                    description=scenario.description or result.finding.message,
                    rules=(result.rule.id,),
                ),
                path,
            )


def step_lines(observation: Observation) -> list[str]:
    """Return a history as sentences, one for each step."""
    return [each.text for each in observation.played_steps]


def client_outputs(observation: Observation) -> list[str]:
    """Return what the client printed, for each step in which it printed something or failed."""
    found = []
    for run in observation.runs:
        printed = run.output.strip()
        if printed or run.reported_problem:
            codes = ", ".join(_ended(each.exit_code, each.ended) for each in run.outcomes)
            found.append(f"step {run.step} ({codes}): {printed or 'nothing'}")
    return found


def _ended(code: int | None, ended: str) -> str:
    return f"exit {code}" if ended == "exit" else ended


def shown_exchanges(result: RuleResult) -> list[ShownExchange]:
    """Return the exchanges that show a failure."""
    observation = result.observation
    if observation is None:
        return []
    wanted = set(result.finding.exchanges)
    return [
        (exchange_summary(each), _cut(each.request), _cut(each.response))
        for each in observation.exchanges
        if each.id in wanted
    ]


def exchange_summary(exchange: ObservedExchange) -> str:
    """Return a summary of an exchange in one line."""
    facts = [f"{exchange.operation or 'a request'}", f"HTTP {exchange.status}" if exchange.status else "no answer"]
    if exchange.is_read:
        facts.append(f"delivered {_events([str(event.id) for event in exchange.delivered])}")
    if exchange.done_ids:
        facts.append(f"marked {_events(exchange.done_ids)} done")
    if exchange.updated_objects:
        facts.append(", ".join(f"{each.tag} {each.findtext('id') or '?'}" for each in exchange.updated_objects[:10]))
    return f"exchange {exchange.id}: {'; '.join(facts)}; {exchange.outcome}"


def _events(ids: Sequence[str]) -> str:
    if not ids:
        return "no event"
    return f"event{'' if len(ids) == 1 else 's'} {', '.join(ids[:10])}{'…' if len(ids) > 10 else ''}"


def _cut(text: str) -> str:
    return (
        text
        if len(text) <= SHOWN_XML_CHARACTERS
        else f"{text[:SHOWN_XML_CHARACTERS]}\n… ({len(text) - SHOWN_XML_CHARACTERS} characters more)"
    )
