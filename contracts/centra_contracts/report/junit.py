"""The report as JUnit XML: a test case for each rule. A rule that is not judged is a skipped test with the reason."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from centra_contracts.report.model import Report
from centra_contracts.report.text import failure_text
from centra_mock.wire.tree import UNPRINTABLE


def write(report: Report, path: Path) -> None:
    """Write the report to a file."""
    counts = report.counts
    totals = {"tests": len(report.results), "failures": counts["failed"], "skipped": counts["not judged"], "errors": 0}
    attributes = {name: str(value) for name, value in totals.items()} | {"time": f"{report.seconds:.3f}"}
    suites = etree.Element("testsuites", attributes)
    suite = etree.SubElement(suites, "testsuite", {"name": "centra-contract", **attributes})
    for result in report.results:
        case = etree.SubElement(
            suite, "testcase", classname="centra-contract", name=result.rule.id, time=f"{result.seconds:.3f}"
        )
        if result.verdict == "failed":
            case_failure = etree.SubElement(
                case, "failure", message=_clean(result.finding.message), type=result.rule.id
            )
            case_failure.text = _clean(failure_text(report, result))
        elif result.verdict == "not judged":
            etree.SubElement(case, "skipped", message=_clean(result.finding.message))
    path.write_bytes(etree.tostring(suites, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _clean(text: str) -> str:
    """Return a text without characters that XML does not allow; a client may print any."""
    return UNPRINTABLE.sub("\ufffd", text)
