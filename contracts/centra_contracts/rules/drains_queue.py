"""``drains-queue``: when the shop is idle, the client empties the queue."""

from __future__ import annotations

from centra_contracts import strategies
from centra_contracts.observation import Observation
from centra_contracts.rules.base import PASSED, ContractRule, Finding, failed, judge_one_play
from centra_contracts.rules.queue_findings import count_events, last_progress, queue_evidence


def judge(observation: Observation) -> Finding:
    """Require an empty queue after the client has settled."""
    left = observation.end_state.queue
    if not left:
        return PASSED
    last = observation.runs[-1].outcome
    if last.ended == "exit" and observation.polls_by_itself:
        return failed(
            f"The client ended by itself (exit {last.exit_code}), and {count_events(left)} left in the queue."
        )
    return failed(
        f"The shop is idle, and {count_events(left)} left in the queue{last_progress(observation)}.",
        queue_evidence(observation),
    )


RULE = ContractRule(
    "drains-queue",
    "When the shop is idle, the client empties the queue.",
    judge_one_play(judge),
    strategies.plain_histories,
    state="unused",
    order=10,
)
