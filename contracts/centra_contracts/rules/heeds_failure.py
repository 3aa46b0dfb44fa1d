"""``heeds-failure``: the client does not treat ``success=false`` as a success."""

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
    """Refuse one call of those that are answered with a result: events_Done or an update."""

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
    """Require that each refused call is reported or repeated."""
    if not any(fault.kind == FAILURE and fault.fired for fault in observation.faults):
        return not_judged("The client made no call that can be refused.")
    refused = [each for each in observation.exchanges if each.outcome == FAILURE]
    if not refused:
        return not_judged("The client got no refusal.")
    for exchange in refused:
        run = next((each for each in observation.runs if each.exchanges[0] < exchange.id <= each.exchanges[1]), None)
        if not (_is_reported(run) or _is_repeated(exchange, observation.exchanges)):
            return failed(
                f"{exchange.operation} was answered with success=false, but the client neither reports an error nor "
                "repeats the call.",
                [exchange.id],
            )
    return PASSED


def _is_reported(run: ClientRun | None) -> bool:
    return run is not None and (run.reported_problem or REFUSAL in run.output)


def _is_repeated(refused: ObservedExchange, exchanges: Sequence[ObservedExchange]) -> bool:
    """Return whether the same call is made later, for the same events or objects."""
    return any(
        each.id > refused.id and each.operation == refused.operation and _subjects(refused) <= _subjects(each)
        for each in exchanges
    )


def _subjects(exchange: ObservedExchange) -> set[str]:
    if exchange.is_done:
        return set(exchange.done_ids)
    return {each.findtext("id") or "" for each in exchange.updated_objects}


RULE = ContractRule(
    "heeds-failure",
    "success=false is not treated as a success.",
    judge_one_play(judge),
    histories,
    state="unused",
    order=100,
)
