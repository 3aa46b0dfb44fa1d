"""``tolerates-equal-xml``: the client does not depend on how the same XML is written."""

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

KINDS = ("prefixes", "whitespace", "cdata", "comments", "references", "tags", "declaration", "bom")
TRANSFERS = ("chunked", "gzip")
"""Transfers of the same response; ``gzip`` is used only if the client accepts it."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """Write responses as different, equal XML, or transfer them differently."""

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True))
        transfers = draw(st.lists(st.sampled_from(TRANSFERS), max_size=1))
        return [
            step("mutate", equal=kinds, rate=draw(st.sampled_from((1.0, 0.5))), seed=draw(st.integers(0, 1000))),
            *(step("fault", kind=kind, count=None) for kind in transfers),
            draw(strategies.placed_orders(page)),
            *draw(st.lists(strategies.order_changes(), max_size=1)),
        ]

    return strategies.scenarios(page, steps())


def judge(observations: Sequence[Observation]) -> Finding:
    """Compare the same history in both ways."""
    return compare(observations, "in other, equal XML")


RULE = ContractRule(
    "tolerates-equal-xml",
    "XML that is written differently, but equal, does not change what the client does.",
    judge,
    histories,
    without_changes,
    order=80,
)
