"""``drains-queue``: an idle shop means an empty queue."""

from __future__ import annotations

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, Finding, Rule, failed, one
from centra_contracts.rules.queue_findings import counted, last_progress, stuck


def judge(seen: Observation) -> Finding:
    """Once the client has settled, nothing is left."""
    left = seen.end.queue
    if not left:
        return PASSED
    last = seen.visits[-1].outcome
    if last.ended == "exit" and seen.polls_by_itself:
        return failed(f"The client ended by itself (exit {last.exit_code}), and {len(left)} events are left.")
    return failed(f"The shop is idle, and {counted(left)} left in the queue{last_progress(seen)}.", stuck(seen))


RULE = Rule("drains-queue", "An idle shop means an empty queue.", one(judge), strategies.plain, order=10)
