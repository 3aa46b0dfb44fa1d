"""``tolerates-equal-xml``: documents that are equal as XML are equal to the client."""

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
"""How an answer may come, without being another; ``gzip`` strikes only where the client accepts it."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """Orders, in answers that say the same in other XML, or come another way."""

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
    """The same history in other XML: same requests, same state."""
    return compare(observations, "in other XML that says the same")


RULE = ContractRule(
    "tolerates-equal-xml",
    "Equal documents are equal, however they are written.",
    judge,
    histories,
    without_changes,
    order=80,
)
