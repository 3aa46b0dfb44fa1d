"""``survives-restart``: no loss and no duplicate over a crash anywhere."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, Finding, Rule, not_judged, one
from centra_contracts.rules.completeness import what_is_wrong
from centra_contracts.scenario import Kill, Scenario, Step

DEEPEST = 5
"""The last call of a poll at which the client is killed: reads, events_Done and updates are among the first ones."""


def histories(page: int) -> SearchStrategy[Scenario]:
    """The client is killed at any call, as it arrives or has taken effect; once, or again after its restart."""
    kill = st.builds(Kill, nth=st.integers(1, DEEPEST), when=st.sampled_from(strategies.MOMENTS))

    @st.composite
    def steps(draw: DrawFn) -> list[Step]:
        more = draw(st.lists(kill | strategies.lives(), max_size=2))
        return [draw(strategies.placed(page)), draw(kill), *more]

    return strategies.scenario(page, steps())


def judge(seen: Observation) -> Finding:
    """After the crashes, what the client holds is what was told."""
    crashes = [visit for visit in seen.visits_of(Kill) if visit.outcome.ended == "killed"]
    if not crashes:
        return not_judged("The client ended before the call at which it was to be killed.")
    return what_is_wrong(seen, "after a crash" if len(crashes) == 1 else f"after {len(crashes)} crashes") or PASSED


RULE = Rule(
    "survives-restart", "No loss and no duplicate over a crash.", one(judge), histories, needs_state=True, order=50
)
