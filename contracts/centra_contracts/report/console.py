"""The report on the terminal: progress, each failure, and a table of the rules."""

from __future__ import annotations

from threading import Lock

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
from centra_mock.formatting import count_text

STYLES = {"passed": "green", "failed": "bold red", "not judged": "yellow"}


class Progress(ProgressListener):
    """Shows a line for each rule, and on a terminal how many histories have been played for those at work."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = None
        self._played: dict[str, int] = {}
        self._lock = Lock()

    def started(self, rule: ContractRule) -> None:
        with self._lock:
            self._played[rule.id] = 0
            self._show()

    def played(self, rule: ContractRule) -> None:
        with self._lock:
            self._played[rule.id] += 1
            self._show()

    def judged(self, result: RuleResult) -> None:
        with self._lock:
            self._played.pop(result.rule.id, None)
            line = Text(f"{result.verdict:<11}", STYLES[result.verdict]) + Text(result.rule.id)
            self._console.print(line)
            self._show()

    def close(self) -> None:
        """Remove what is shown besides the lines."""
        with self._lock:
            self._played.clear()
            self._show()

    def _show(self) -> None:
        if not self._console.is_terminal:
            return
        if not self._played and self._status is not None:
            self._status.stop()
            self._status = None
        elif self._played:
            text = ", ".join(
                f"{id} {count_text(number, 'history', 'histories')}" for id, number in self._played.items()
            )
            if self._status is None:
                self._status = self._console.status(text)
                self._status.start()
            self._status.update(text)


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
