"""A diagnosis for people and programs: lines of text, JSON, and one HTML page without scripts and external files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from centra_mock.formatting import count_text
from centra_mock.lab.cure import Form, remedies, request_for_tonight, warnings
from centra_mock.lab.diagnosis import Diagnosis
from centra_mock.queue_chart import draw

CHART_TITLE = "The known queue over the recorded reads"

LANGUAGES = (("PHP", "php"), ("Python with zeep", "zeep"), ("Node", "node"))

FORMS: tuple[tuple[str, Form], ...] = (("curl", "curl"), ("XML", "xml"), ("PHP", "php"))

TONIGHT = (
    "Tonight: mark these events done",
    "They are done for good. Only an admin's tool Resend brings one back. What they hold:",
    "Then poll: the answer must hold other events. If it holds more of the same, diagnose the new traffic.",
)


def as_json(diagnosis: Diagnosis, form: Form) -> dict[str, Any]:
    """Return the diagnosis as JSON values."""
    values = asdict(diagnosis)
    del values["calls"]
    return {
        **values,
        "health": diagnosis.health._asdict(),
        "broken_rules": diagnosis.broken_rules,
        "first": diagnosis.first.isoformat() if diagnosis.first else None,
        "last": diagnosis.last.isoformat() if diagnosis.last else None,
        "cure": request_for_tonight(diagnosis, form),
        "warnings": warnings(diagnosis),
        "remedies": {rule: asdict(remedies()[rule]) for rule in diagnosis.broken_rules},
    }


def summary(diagnosis: Diagnosis) -> str:
    """Return what was read, in a line."""
    span = ""
    if diagnosis.first and diagnosis.last:
        span = f", {diagnosis.first:%Y-%m-%d %H:%M:%S} to {diagnosis.last:%Y-%m-%d %H:%M:%S} UTC"
    calls, reads = count_text(diagnosis.exchanges, "call"), count_text(diagnosis.reads, "read")
    return f"{calls}{span}: {reads} of the queue, {count_text(diagnosis.done, 'event')} marked done."


def cure_lines(diagnosis: Diagnosis, form: Form) -> Iterator[str]:
    """Yield the cure for tonight as lines; nothing where no event is stuck."""
    request = request_for_tonight(diagnosis, form)
    if not request:
        return
    title, loss, after = TONIGHT
    yield f"{title} ({count_text(len(diagnosis.stuck), 'event')}). {loss}"
    yield from (f"  - {warning}" for warning in warnings(diagnosis))
    yield "Set CENTRA_URL, CENTRA_USERNAME and CENTRA_PASSWORD, then send:"
    yield ""
    yield from request.splitlines()
    yield ""
    yield after


def remedy_lines(diagnosis: Diagnosis) -> Iterator[str]:
    """Yield the cure for good: each broken rule, what passing it means, and the change in three languages."""
    for rule in diagnosis.broken_rules:
        remedy = remedies()[rule]
        yield f"For good: keep the rule {rule}. {remedy.promise} {remedy.passing}"
        for name, field in LANGUAGES:
            yield f"{name}:"
            yield from (f"    {line}" for line in getattr(remedy, field).splitlines())
        yield f"Prove it: centra-mock check --rules {rule} --poll '…' (docs/contracts.md)"


def page(diagnosis: Diagnosis, source: str) -> str:
    """Return the HTML page."""
    # Only here: most runs print text.
    from markupsafe import Markup

    from centra_mock.page_templates import report_templates

    ends = ("first call", "last call") if diagnosis.last is None else None
    # The chart consists of numbers and of texts that are escaped.
    chart = Markup(draw(diagnosis.calls, CHART_TITLE, diagnosis.health.sentence, ends))  # noqa: S704
    return report_templates(__package__).get_template("diagnosis.html").render(
        diagnosis=diagnosis, source=source, chart=chart, chart_title=CHART_TITLE, summary=summary(diagnosis),
        warnings=warnings(diagnosis), tonight=TONIGHT, remedies=remedies(), languages=LANGUAGES,
        requests=[(name, request_for_tonight(diagnosis, form)) for name, form in FORMS],
    )  # fmt: skip
