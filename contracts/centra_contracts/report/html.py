"""The report as one HTML page, without scripts and external files; the output of a client is escaped."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from centra_contracts.report.console import totals
from centra_contracts.report.model import Report, client_outputs, shown_exchanges, step_lines
from centra_contracts.report.queue_chart import calls_of, describe_chart, svg
from centra_contracts.search import RuleResult
from centra_mock.page_templates import report_templates


def write(report: Report, path: Path) -> None:
    """Write the page to a file."""
    path.write_text(page(report), "utf-8")


def page(report: Report) -> str:
    """Return the page."""
    return (
        report_templates(__package__)
        .get_template("report.html")
        .render(
            report=report,
            totals=totals(report),
            steps=step_lines,
            outputs=client_outputs,
            exchanges=shown_exchanges,
            queue_chart=_queue_chart,
            queue_sentence=_queue_sentence,
        )
    )


def _queue_chart(result: RuleResult) -> Markup:
    """Return the chart as markup: it consists of numbers and of texts that are escaped."""
    assert result.observation is not None
    return Markup(svg(result.observation))  # noqa: S704


def _queue_sentence(result: RuleResult) -> str:
    assert result.observation is not None
    return describe_chart(calls_of(result.observation))
