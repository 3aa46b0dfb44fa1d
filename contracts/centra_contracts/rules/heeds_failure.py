"""``heeds-failure``: ``success=false`` is not taken for success."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.exchange import Exchange
from centra_contracts.observation import ClientRun, Observation
from centra_contracts.rules.base import PASSED, Finding, Rule, failed, not_judged, one
from centra_contracts.scenario import Run, Scenario, Settle, Step
from centra_mock.activities.steps import step

REFUSAL = "this cannot be done now"
FAILURE = "failure"


def histories(page: int) -> SearchStrategy[Scenario]:
    """One call of those that are answered with a result is refused: events_Done, or an update."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        fault = step(
            "fault",
            kind=FAILURE,
            nth=draw(st.integers(1, 4)),
            when=draw(st.sampled_from(strategies.MOMENTS)),
            messages=[REFUSAL],
        )
        return [draw(strategies.placed(page)), fault, Run(), *draw(st.lists(strategies.placed(1), max_size=1))]

    return strategies.scenario(page, steps(), (Settle(), Run()))


def judge(seen: Observation) -> Finding:
    """What was refused is reported, or tried again."""
    if not any(fault.kind == FAILURE and fault.fired for fault in seen.faults):
        return not_judged("The client made no call that could be refused.")
    refused = [each for each in seen.exchanges if each.outcome == FAILURE]
    if not refused:
        return not_judged("No refusal got through to the client.")
    for exchange in refused:
        visit = next((each for each in seen.visits if each.exchanges[0] < exchange.id <= each.exchanges[1]), None)
        if not (_is_reported(visit) or _is_repeated(exchange, seen.exchanges)):
            return failed(
                f"{exchange.operation} was answered with success=false, and the client went on as if it had worked: it "
                "neither says so nor tries again.",
                [exchange.id],
            )
    return PASSED


def _is_reported(visit: ClientRun | None) -> bool:
    return visit is not None and (visit.complained or REFUSAL in visit.output)


def _is_repeated(refused: Exchange, exchanges: Sequence[Exchange]) -> bool:
    """Whether the same is asked later on: for the same events, or for the same objects."""
    return any(
        each.id > refused.id and each.operation == refused.operation and _subjects(refused) <= _subjects(each)
        for each in exchanges
    )


def _subjects(exchange: Exchange) -> set[str]:
    if exchange.is_done:
        return set(exchange.done_ids)
    return {each.findtext("id") or "" for each in exchange.objects}


RULE = Rule("heeds-failure", "success=false is not taken for success.", one(judge), histories, order=100)
