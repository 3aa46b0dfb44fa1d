"""``store-before-done``: an order is stored for good before its event is marked done."""

from __future__ import annotations

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, Finding, Rule, failed, not_judged, one
from centra_contracts.rules.orders import missing_orders
from centra_contracts.scenario import Kill


def judge(seen: Observation) -> Finding:
    """After a crash at events_Done, every order that is done is there."""
    crashes = [visit for visit in seen.visits_of(Kill) if visit.outcome.ended == "killed"]
    if not crashes:
        return not_judged("The client never called events_Done, so it could not be killed there.")
    if lost := missing_orders(seen):
        return failed(
            f"The client was killed at events_Done; order {lost[0]} is done, and the client does not hold it.",
            [each.id for each in seen.dones],
        )
    return PASSED


RULE = Rule(
    "store-before-done",
    "An order is stored before its event is marked done.",
    one(judge),
    strategies.killed_at_done,
    needs_state=True,
)
