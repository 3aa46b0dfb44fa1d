"""Check that at the end no event is queued, and no object is lost, duplicated or outdated."""

from __future__ import annotations

from centra_contracts.observation import Observation
from centra_contracts.rules.base import Finding, failed
from centra_contracts.rules.order_comparison import differences, duplicates, missing_orders
from centra_contracts.rules.queue_findings import count_events, last_progress, queue_evidence
from centra_contracts.wording import times


def first_problem(observation: Observation, after: str) -> Finding | None:
    """Return the first problem, or ``None``. ``after`` begins its message: ``after a crash``."""
    start = f"{after[0].upper()}{after[1:]}"
    if left := observation.end_state.queue:
        return failed(
            f"{start}, {count_events(left)} never marked done{last_progress(observation)}.", queue_evidence(observation)
        )
    if observation.state is None:
        return None
    if lost := missing_orders(observation):
        return failed(
            f"{start}, the event of order {lost[0]} is marked done, but the client does not store the order.",
            queue_evidence(observation),
        )
    for type, id, number in duplicates(observation.state):
        return failed(f"{start}, the client stores {type} {id} {times(number)}.", queue_evidence(observation))
    for difference in differences(observation, observation.state):
        return failed(f"{start}, the client stores old data: {difference}.", queue_evidence(observation))
    return None
