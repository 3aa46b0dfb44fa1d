"""A failure as text, for the terminal, JUnit and pytest."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

from centra_contracts.report.model import Report, client_outputs, shown_exchanges, step_lines
from centra_contracts.search import RuleResult


def failure_text(report: Report, result: RuleResult) -> str:
    """Return the reason, the shortest history, what the client printed, the exchanges, and how to replay it."""
    return "\n".join(_parts(report, result))


def _parts(report: Report, result: RuleResult) -> Iterator[str]:
    yield f"{result.rule.id}: {result.rule.promise}"
    yield f"  {result.finding.message}"
    if result.note:
        yield f"  {result.note}"
    observation = result.observation
    if observation is None:
        return
    yield "\n  The shortest history that breaks the rule:"
    yield from (f"  {number:>3}. {each}" for number, each in enumerate(step_lines(observation), 1))
    if printed := client_outputs(observation):
        yield "\n  What the client printed:"
        yield from (indent(each, "    ") for each in printed)
    if exchanges := shown_exchanges(result):
        yield "\n  The exchanges that show it:"
        for what, request, answer in exchanges:
            yield f"    {what}"
            yield indent(f"> {request.strip()}", "      ")
            yield indent(f"< {answer.strip() or '(nothing)'}", "      ")
    yield f"\n  Seed {result.seed}, history {result.found_at} of {result.examples}."
    if (path := report.scenario_file(result)) is not None:
        command = report.replay(result)
        yield f"  Saved as {path}{f'; replay it with:{chr(10)}    {command}' if command else '.'}"
