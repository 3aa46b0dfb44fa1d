"""``sends-login``: each request has a login, and the client reports a wrong password."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.exchange import ObservedExchange
from centra_contracts.observation import ClientRun, Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.rules.bounded_polling import MAX_CALLS
from centra_contracts.rules.queue_findings import count_events, queue_evidence
from centra_contracts.scenario import Run, Scenario, Step

WRONG = "not the password"


def histories(page: int) -> SearchStrategy[Scenario]:
    """Poll with a wrong password, as after a change of the password."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        wrong = draw(st.lists(st.just(Run(password=WRONG)), max_size=1))
        return [draw(strategies.placed_orders(page)), *wrong]

    return strategies.scenarios(page, steps())


def judge(observation: Observation) -> Finding:
    """Require a login in each request, and a report of a wrong password."""
    if not observation.exchanges:
        return not_judged("The client made no call.")
    for exchange in observation.exchanges:
        if not _has_login(exchange):
            return failed(f"{exchange.operation or 'A request'} has no login.", [exchange.id])
    for run in observation.runs_of(Run):
        calls = observation.during(run)
        if len(calls) > MAX_CALLS:
            return failed(f"The client tries a wrong password {len(calls)} times in one poll.", [calls[0].id])
        if not _is_reported(run):
            return failed("The password is wrong, but the client reports no error.", [each.id for each in calls[:1]])
    if left := observation.end_state.queue:
        return failed(
            f"With the right password again, {count_events(left)} never marked done.", queue_evidence(observation)
        )
    return PASSED


def _has_login(exchange: ObservedExchange) -> bool:
    """Return whether the request has a login: in the operation, in the SOAP header or as HTTP Basic."""
    if (
        exchange.request_element is not None
        and exchange.request_element.findtext("login/username")
        and exchange.request_element.findtext("login/password")
    ):
        return True
    return "authorization" in exchange.request_headers or exchange.has_header_login


def _is_reported(run: ClientRun) -> bool:
    return run.reported_problem or bool(run.output.strip())


RULE = ContractRule(
    "sends-login",
    "Each request has a login, and a wrong password is reported.",
    judge_one_play(judge),
    histories,
    state="unused",
    order=160,
)
