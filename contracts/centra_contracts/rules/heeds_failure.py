"""``heeds-failure``: ``success=false`` is not taken for success."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.exchange import ObservedExchange
from centra_contracts.observation import ClientRun, Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
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
        return [
            draw(strategies.placed_orders(page)),
            fault,
            Run(),
            *draw(st.lists(strategies.placed_orders(1), max_size=1)),
        ]

    return strategies.scenarios(page, steps(), (Settle(), Run()))


def judge(observation: Observation) -> Finding:
    """What was refused is reported, or tried again."""
    if not any(fault.kind == FAILURE and fault.fired for fault in observation.faults):
        return not_judged("The client made no call that could be refused.")
    refused = [each for each in observation.exchanges if each.outcome == FAILURE]
    if not refused:
        return not_judged("No refusal got through to the client.")
    for exchange in refused:
        run = next((each for each in observation.runs if each.exchanges[0] < exchange.id <= each.exchanges[1]), None)
        if not (_is_reported(run) or _is_repeated(exchange, observation.exchanges)):
            return failed(
                f"{exchange.operation} was answered with success=false, and the client went on as if it had worked: it "
                "neither says so nor tries again.",
                [exchange.id],
            )
    return PASSED


def _is_reported(run: ClientRun | None) -> bool:
    return run is not None and (run.reported_problem or REFUSAL in run.output)


def _is_repeated(refused: ObservedExchange, exchanges: Sequence[ObservedExchange]) -> bool:
    """Whether the same is asked later on: for the same events, or for the same objects."""
    return any(
        each.id > refused.id and each.operation == refused.operation and _subjects(refused) <= _subjects(each)
        for each in exchanges
    )


def _subjects(exchange: ObservedExchange) -> set[str]:
    if exchange.is_done:
        return set(exchange.done_ids)
    return {each.findtext("id") or "" for each in exchange.updated_objects}


RULE = ContractRule(
    "heeds-failure", "success=false is not taken for success.", judge_one_play(judge), histories, order=100
)
