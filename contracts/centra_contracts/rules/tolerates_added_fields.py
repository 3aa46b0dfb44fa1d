"""``tolerates-added-fields``: unknown elements, attributes and events do not change what the client does."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import ContractRule, Finding
from centra_contracts.rules.comparison import compare, without_changes
from centra_contracts.scenario import Scenario, Step
from centra_mock.activities.steps import step

EVENTS = "events"
"""The kind of addition that adds events of unknown types."""

KINDS = ("elements", "foreign", "attributes", EVENTS)


def histories(page: int) -> SearchStrategy[Scenario]:
    """Add unknown content to responses: kinds and rate are drawn."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, unique=True))
        mutate = step(
            "mutate", added=kinds, rate=draw(st.sampled_from((1.0, 0.5, 0.2))), seed=draw(st.integers(0, 1000))
        )
        return [mutate, draw(strategies.placed_orders(page)), *draw(st.lists(strategies.order_changes(), max_size=1))]

    return strategies.scenarios(page, steps())


def judge(observations: Sequence[Observation]) -> Finding:
    """Compare the same history with and without additions."""
    added = [kind for step in observations[1].scenario.named("mutate") for kind in step.added or ()]
    return compare(observations, "with added fields", adds_events=EVENTS in added)


RULE = ContractRule(
    "tolerates-added-fields",
    "Fields that are added to the XML do not change what the client does.",
    judge,
    histories,
    without_changes,
    order=70,
)
