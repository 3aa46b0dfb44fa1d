"""The report as JSON. The number in ``format`` is raised when a field changes its meaning, not when one is added."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from centra_contracts.report.model import Report, client_outputs, shown_exchanges, step_lines
from centra_contracts.scenario_files import plain_values
from centra_contracts.search import RuleResult

FORMAT = "centra-contract report 1"


def write(report: Report, path: Path) -> None:
    """Write the report to a file."""
    path.write_text(json.dumps(document(report), ensure_ascii=False, indent=2) + "\n", "utf-8")


def document(report: Report) -> dict[str, Any]:
    """Return the report as plain values."""
    return {
        "format": FORMAT,
        "client": list(report.client),
        "seed": report.seed,
        "seconds": round(report.seconds, 3),
        "counts": dict(report.counts),
        "rules": [_rule(report, each) for each in report.results],
    }


def _rule(report: Report, result: RuleResult) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": result.rule.id,
        "promise": result.rule.promise,
        "verdict": result.verdict,
        "sentence": result.finding.message,
        "histories": result.examples,
        "judged": result.judged,
        "seconds": round(result.seconds, 3),
    }
    if (observation := result.observation) is not None:
        found |= {
            "note": result.note,
            "story": step_lines(observation),
            "output": client_outputs(observation),
            "exchanges": [
                {"summary": what, "request": request, "response": response}
                for what, request, response in shown_exchanges(result)
            ],
            "scenario": plain_values(observation.scenario),
            "scenario_file": str(report.scenario_file(result) or ""),
            "replay": report.replay(result) or "",
        }
    return found
