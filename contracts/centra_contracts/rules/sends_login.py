"""``sends-login``: each request carries its login, and a wrong one is reported."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.exchange import Exchange
from centra_contracts.observation import ClientRun, Observation
from centra_contracts.rules.base import PASSED, Finding, Rule, failed, not_judged, one
from centra_contracts.rules.bounded_polling import MOST
from centra_contracts.rules.queue_findings import counted, stuck
from centra_contracts.scenario import Run, Scenario, Step

WRONG = "not the password"


def histories(page: int) -> SearchStrategy[Scenario]:
    """Orders, and a poll with a wrong password, as after somebody has changed it."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        wrong = draw(st.lists(st.just(Run(password=WRONG)), max_size=1))
        return [draw(strategies.placed(page)), *wrong]

    return strategies.scenario(page, steps())


def judge(seen: Observation) -> Finding:
    """Every request of the client, and what it says of a password that is wrong."""
    if not seen.exchanges:
        return not_judged("The client called nothing.")
    for exchange in seen.exchanges:
        if not _has_login(exchange):
            return failed(f"{exchange.operation or 'A request'} carries no login.", [exchange.id])
    for visit in seen.visits_of(Run):
        calls = seen.during(visit)
        if len(calls) > MOST:
            return failed(f"A wrong password is tried {len(calls)} times in one poll.", [calls[0].id])
        if not _is_reported(visit):
            return failed("The password is wrong, and the client does not say so.", [each.id for each in calls[:1]])
    if left := seen.end.queue:
        return failed(f"With the right password again, {counted(left)} never done.", stuck(seen))
    return PASSED


def _has_login(exchange: Exchange) -> bool:
    """In the operation, in the SOAP header or as HTTP Basic, wherever the endpoint takes it."""
    if (
        exchange.sent is not None
        and exchange.sent.findtext("login/username")
        and exchange.sent.findtext("login/password")
    ):
        return True
    return "authorization" in exchange.request_headers or exchange.has_header_login


def _is_reported(visit: ClientRun) -> bool:
    return visit.complained or bool(visit.output.strip())


RULE = Rule("sends-login", "Each request carries its login.", one(judge), histories, order=160)
