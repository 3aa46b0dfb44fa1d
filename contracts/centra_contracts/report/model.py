"""What every report is made from."""

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
"""Characters of a request or an answer that a report shows."""

ShownExchange = tuple[str, str, str]
"""An exchange in a report: what it was, its request, its answer."""


@dataclass
class Report:
    """A check of one client."""

    client: Sequence[str]
    """The options that say which client, as they are written on the command line."""
    seed: int = 0
    folder: Path | None = None
    """Where the scenarios of failures are saved."""
    results: list[RuleResult] = field(default_factory=list)
    seconds: float = 0

    @property
    def failed(self) -> list[RuleResult]:
        return [each for each in self.results if each.verdict == "failed"]

    @property
    def counts(self) -> Counter[str]:
        return Counter(each.verdict for each in self.results)

    def scenario_file(self, result: RuleResult) -> Path | None:
        """Where the history of a failure is saved."""
        return self.folder / f"{result.rule.id}.yaml" if self.folder is not None and result.observation else None

    def replay(self, result: RuleResult) -> str | None:
        """The command that plays it again; there is none for a client that is a function."""
        path = self.scenario_file(result)
        if path is None or not self.client:
            return None
        return shlex.join(["centra-mock", "replay", str(path), *self.client])

    def add(self, result: RuleResult) -> None:
        """Keep a result, and save its scenario if it failed."""
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
    """The history, a sentence for each step."""
    return [each.text for each in observation.played_steps]


def client_outputs(observation: Observation) -> list[str]:
    """What the client wrote, by step, where it wrote something."""
    found = []
    for run in observation.runs:
        told = run.output.strip()
        if told or run.reported_problem:
            codes = ", ".join(_ended(each.exit_code, each.ended) for each in run.outcomes)
            found.append(f"step {run.step} ({codes}): {told or 'nothing'}")
    return found


def _ended(code: int | None, ended: str) -> str:
    return f"exit {code}" if ended == "exit" else ended


def shown_exchanges(result: RuleResult) -> list[ShownExchange]:
    """The exchanges that show a failure."""
    observation = result.observation
    if observation is None:
        return []
    wanted = set(result.finding.exchanges)
    return [
        (summary(each), _cut(each.request), _cut(each.response)) for each in observation.exchanges if each.id in wanted
    ]


def summary(exchange: ObservedExchange) -> str:
    """An exchange in a line."""
    facts = [f"{exchange.operation or 'a request'}", f"HTTP {exchange.status}" if exchange.status else "no answer"]
    if exchange.is_read:
        ids = [str(event.id) for event in exchange.delivered]
        facts.append(f"delivered {', '.join(ids[:10])}{'…' if len(ids) > 10 else ''}" if ids else "delivered nothing")
    if exchange.done_ids:
        facts.append(f"marked done {', '.join(exchange.done_ids[:10])}{'…' if len(exchange.done_ids) > 10 else ''}")
    if exchange.updated_objects:
        facts.append(", ".join(f"{each.tag} {each.findtext('id') or '?'}" for each in exchange.updated_objects[:10]))
    return f"exchange {exchange.id}: {'; '.join(facts)}; {exchange.outcome}"


def _cut(text: str) -> str:
    return (
        text
        if len(text) <= SHOWN_XML_CHARACTERS
        else f"{text[:SHOWN_XML_CHARACTERS]}\n… ({len(text) - SHOWN_XML_CHARACTERS} characters more)"
    )
