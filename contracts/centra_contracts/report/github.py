"""The report in GitHub Actions: an annotation for each failure, and a table in the job's summary."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from centra_contracts.report.model import Report, step_lines

_ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_ESCAPED_PROPERTY = {**_ESCAPED, ":": "%3A", ",": "%2C"}


def is_here(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether this is a job of GitHub Actions."""
    return environment.get("GITHUB_ACTIONS") == "true"


def annotate(report: Report) -> Iterator[str]:
    """Yield the workflow commands that annotate the failures."""
    for result in report.failed:
        title = _escaped(f"centra-contract: {result.rule.id}", _ESCAPED_PROPERTY)
        lines = [result.finding.message, *(step_lines(result.observation) if result.observation else [])]
        yield f"::error title={title}::{_escaped(chr(10).join(lines), _ESCAPED)}"


def summarise(report: Report, environment: Mapping[str, str] = os.environ) -> None:
    """Add the table of rules to the job's summary, if there is one."""
    path = environment.get("GITHUB_STEP_SUMMARY")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(summary(report))


def summary(report: Report) -> str:
    """Return the table of rules in Markdown."""
    rows = "\n".join(
        f"| `{each.rule.id}` | {each.verdict} | {_cell(each.finding.message)} |" for each in report.results
    )
    return f"### Centra contract\n\n| rule | verdict | finding |\n|---|---|---|\n{rows}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def _escaped(text: str, by: Mapping[str, str]) -> str:
    return "".join(by.get(character, character) for character in text)
