"""``done-only-delivered``: no event is marked done that was not delivered."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.scenario import Run, Scenario, Step
from centra_mock.activities.steps import step


def histories(page: int) -> SearchStrategy[Scenario]:
    """Queue more events than a page holds, so that some are not delivered yet."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        more = draw(st.lists(strategies.placed_orders(page) | st.just(Run()), max_size=3))
        return [step("place", count=page + draw(st.integers(0, page))), *more]

    return strategies.scenarios(page, steps())


def judge(observation: Observation) -> Finding:
    """Require that each id that is marked done was in an earlier response."""
    delivered: set[str] = set()
    judged = False
    for exchange in observation.exchanges:
        delivered |= {str(event.id) for event in exchange.delivered}
        for id in exchange.done_ids:
            judged = True
            if id not in delivered:
                return failed(f"{_shown(id)} was marked done, but was not delivered before.", [exchange.id])
    return PASSED if judged else not_judged("The client marked nothing done.")


def _shown(id: str) -> str:
    return f"Event {id}" if id.isdigit() else f"{id[:60]!r}, which is not the id of an event,"


RULE = ContractRule(
    "done-only-delivered",
    "Only events that were delivered are marked done.",
    judge_one_play(judge),
    histories,
    state="unused",
    order=30,
)
