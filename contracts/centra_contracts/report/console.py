"""The report on the terminal: progress, each failure, and a table of the rules."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from centra_contracts.report.model import Report
from centra_contracts.report.text import failure_text
from centra_contracts.rules import ContractRule
from centra_contracts.search import RuleResult
from centra_contracts.suite import ProgressListener

STYLES = {"passed": "green", "failed": "bold red", "not judged": "yellow"}


class Progress(ProgressListener):
    """Shows a line for each rule, and on a terminal how many histories have been played."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = None
        self._played = 0

    def started(self, rule: ContractRule) -> None:
        self._played = 0
        if self._console.is_terminal:
            self._status = self._console.status(rule.id)
            self._status.start()

    def played(self, rule: ContractRule) -> None:
        self._played += 1
        if self._status is not None:
            self._status.update(f"{rule.id}: {self._played} histories")

    def judged(self, result: RuleResult) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None
        line = Text(f"{result.verdict:<11}", STYLES[result.verdict]) + Text(result.rule.id)
        self._console.print(line)


def show(report: Report, console: Console) -> None:
    """Print the report of a check that has ended."""
    for result in report.failed:
        console.print()
        console.print(Text(failure_text(report, result)), soft_wrap=True)
    table = Table("rule", "verdict", "histories", "finding", box=SIMPLE_HEAD, pad_edge=False)
    for result in report.results:
        verdict = Text(result.verdict, STYLES[result.verdict])
        table.add_row(result.rule.id, verdict, str(result.judged), Text(result.finding.message))
    console.print()
    console.print(table)
    console.print(Text(totals(report)))


def totals(report: Report) -> str:
    """Return the counts of verdicts: ``17 passed, 1 failed, 1 not judged``."""
    counts = report.counts
    return ", ".join(f"{counts[each]} {each}" for each in ("passed", "failed", "not judged"))
