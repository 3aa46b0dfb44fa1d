"""One page that holds everything: no script, nothing from elsewhere, and whatever a client wrote is text."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from centra_contracts.report.console import totals
from centra_contracts.report.model import Report, client_outputs, shown_exchanges, step_lines
from centra_contracts.report.queue_chart import calls_of, describe_chart, svg
from centra_contracts.search import RuleResult


def write(report: Report, path: Path) -> None:
    """Write the file."""
    path.write_text(page(report), "utf-8")


def page(report: Report) -> str:
    """The page."""
    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html").render(
        report=report,
        totals=totals(report),
        steps=step_lines,
        outputs=client_outputs,
        exchanges=shown_exchanges,
        picture=_picture,
        told=_told,
    )


def _picture(result: RuleResult) -> Markup:
    """The drawing is markup of ours: numbers, and texts that it escapes itself."""
    assert result.observation is not None
    return Markup(svg(result.observation))  # noqa: S704


def _told(result: RuleResult) -> str:
    assert result.observation is not None
    return describe_chart(calls_of(result.observation))
