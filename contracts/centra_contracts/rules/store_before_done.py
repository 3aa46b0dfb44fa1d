"""``store-before-done``: an order is stored durably before its event is marked done."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play, not_judged
from centra_contracts.rules.order_comparison import missing_orders
from centra_contracts.scenario import Kill, Scenario, Step
from centra_mock.wire.operations import DONE


def histories(page: int) -> SearchStrategy[Scenario]:
    """Kill the client at an events_Done, before or after the call takes effect."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        kill = Kill(operation=DONE.name, nth=draw(st.integers(1, 2)), when=draw(st.sampled_from(strategies.MOMENTS)))
        return [draw(strategies.placed_orders(page)), kill, *draw(st.lists(strategies.order_changes(), max_size=1))]

    return strategies.scenarios(page, steps())


def judge(observation: Observation) -> Finding:
    """Require that each order that is marked done is in the client's state."""
    crashes = [run for run in observation.runs_of(Kill) if run.outcome.ended == "killed"]
    if not crashes:
        return not_judged("The client was not killed, because it did not call events_Done.")
    if lost := missing_orders(observation):
        return failed(
            f"The client was killed at events_Done: order {lost[0]} is marked done, but the client does not store it.",
            [each.id for each in observation.dones],
        )
    return PASSED


RULE = ContractRule(
    "store-before-done",
    "An order is stored before its event is marked done.",
    judge_one_play(judge),
    histories,
    state="needed",
    order=40,
)
