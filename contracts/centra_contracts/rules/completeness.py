"""Whether all has arrived in the end: nothing is queued, lost, doubled or old."""

from __future__ import annotations

from centra_contracts.observation import Observation
from centra_contracts.rules.base import Finding, failed
from centra_contracts.rules.order_comparison import differences, duplicates, missing_orders
from centra_contracts.rules.queue_findings import count_events, last_progress, queue_evidence


def first_problem(observation: Observation, after: str) -> Finding | None:
    """The first thing that is not as it should be. ``after`` says when: ``after a crash``."""
    start = f"{after[0].upper()}{after[1:]}"
    if left := observation.end_state.queue:
        return failed(
            f"{start}, {count_events(left)} never done{last_progress(observation)}.", queue_evidence(observation)
        )
    if observation.state is None:
        return None
    if lost := missing_orders(observation):
        return failed(
            f"{start}, order {lost[0]} is done, and the client does not hold it.", queue_evidence(observation)
        )
    for type, id, times in duplicates(observation.state):
        return failed(f"{start}, the client holds {type} {id} {times} times.", queue_evidence(observation))
    for difference in differences(observation, observation.state):
        return failed(f"{start}, the client holds old data: {difference}.", queue_evidence(observation))
    return None
