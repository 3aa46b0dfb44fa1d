"""What every report is made from."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from centra_contracts.exchange import Exchange
from centra_contracts.files import save
from centra_contracts.observation import Observation
from centra_contracts.search import Result

MOST_XML = 1_500
"""Characters of a request or an answer that a report shows."""

Shown = tuple[str, str, str]
"""An exchange in a report: what it was, its request, its answer."""


@dataclass
class Report:
    """A check of one client."""

    client: Sequence[str]
    """The options that say which client, as they are written on the command line."""
    seed: int = 0
    folder: Path | None = None
    """Where the scenarios of failures are saved."""
    results: list[Result] = field(default_factory=list)
    seconds: float = 0

    @property
    def failed(self) -> list[Result]:
        return [each for each in self.results if each.verdict == "failed"]

    @property
    def counts(self) -> Counter[str]:
        return Counter(each.verdict for each in self.results)

    def scenario_file(self, result: Result) -> Path | None:
        """Where the history of a failure is saved."""
        return self.folder / f"{result.rule.id}.yaml" if self.folder is not None and result.observation else None

    def replay(self, result: Result) -> str | None:
        """The command that plays it again; there is none for a client that is a function."""
        path = self.scenario_file(result)
        if path is None or not self.client:
            return None
        return shlex.join(["centra-mock", "replay", str(path), *self.client])

    def add(self, result: Result) -> None:
        """Keep a result, and save its scenario if it failed."""
        self.results.append(result)
        path = self.scenario_file(result)
        if path is not None and result.observation is not None:
            scenario = result.observation.scenario
            save(
                scenario.changed(
                    title=scenario.title or result.rule.promise,
                    description=scenario.description or result.finding.sentence,
                    rules=(result.rule.id,),
                ),
                path,
            )


def story(seen: Observation) -> list[str]:
    """The history, a sentence for each step."""
    return [each.text for each in seen.told]


def outputs(seen: Observation) -> list[str]:
    """What the client wrote, by step, where it wrote something."""
    found = []
    for visit in seen.visits:
        told = visit.output.strip()
        if told or visit.complained:
            codes = ", ".join(_ended(each.exit_code, each.ended) for each in visit.outcomes)
            found.append(f"step {visit.step} ({codes}): {told or 'nothing'}")
    return found


def _ended(code: int | None, ended: str) -> str:
    return f"exit {code}" if ended == "exit" else ended


def shown_exchanges(result: Result) -> list[Shown]:
    """The exchanges that show a failure."""
    seen = result.observation
    if seen is None:
        return []
    wanted = set(result.finding.exchanges)
    return [(summary(each), _cut(each.request), _cut(each.response)) for each in seen.exchanges if each.id in wanted]


def summary(exchange: Exchange) -> str:
    """An exchange in a line."""
    facts = [f"{exchange.operation or 'a request'}", f"HTTP {exchange.status}" if exchange.status else "no answer"]
    if exchange.is_read:
        ids = [str(event.id) for event in exchange.delivered]
        facts.append(f"delivered {', '.join(ids[:10])}{'…' if len(ids) > 10 else ''}" if ids else "delivered nothing")
    if exchange.done_ids:
        facts.append(f"marked done {', '.join(exchange.done_ids[:10])}{'…' if len(exchange.done_ids) > 10 else ''}")
    if exchange.objects:
        facts.append(", ".join(f"{each.tag} {each.findtext('id') or '?'}" for each in exchange.objects[:10]))
    return f"exchange {exchange.id}: {'; '.join(facts)}; {exchange.outcome}"


def _cut(text: str) -> str:
    return text if len(text) <= MOST_XML else f"{text[:MOST_XML]}\n… ({len(text) - MOST_XML} characters more)"
