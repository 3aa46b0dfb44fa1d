"""The report for programs. ``format`` is raised when a field changes its meaning; fields are added without."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from centra_contracts.files import written
from centra_contracts.report.model import Report, outputs, shown_exchanges, story
from centra_contracts.search import Result

FORMAT = "centra-contract report 1"


def write(report: Report, path: Path) -> None:
    """Write the file."""
    path.write_text(json.dumps(document(report), ensure_ascii=False, indent=2) + "\n", "utf-8")


def document(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "format": FORMAT,
        "client": list(report.client),
        "seed": report.seed,
        "seconds": round(report.seconds, 3),
        "counts": dict(report.counts),
        "rules": [_rule(report, each) for each in report.results],
    }


def _rule(report: Report, result: Result) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": result.rule.id,
        "promise": result.rule.promise,
        "verdict": result.verdict,
        "sentence": result.finding.sentence,
        "histories": result.examples,
        "judged": result.judged,
        "seconds": round(result.seconds, 3),
    }
    if (seen := result.observation) is not None:
        found |= {
            "note": result.note,
            "story": story(seen),
            "output": outputs(seen),
            "exchanges": [
                {"summary": what, "request": request, "response": response}
                for what, request, response in shown_exchanges(result)
            ],
            "scenario": written(seen.scenario),
            "scenario_file": str(report.scenario_file(result) or ""),
            "replay": report.replay(result) or "",
        }
    return found
