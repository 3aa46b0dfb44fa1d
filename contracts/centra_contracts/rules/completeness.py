"""Whether all has arrived in the end: nothing is queued, lost, doubled or old."""

from __future__ import annotations

from centra_contracts.observation import Observation
from centra_contracts.rules.base import Finding, failed
from centra_contracts.rules.order_comparison import differences, duplicates, missing_orders
from centra_contracts.rules.queue_findings import counted, last_progress, stuck


def what_is_wrong(seen: Observation, after: str) -> Finding | None:
    """The first thing that is not as it should be. ``after`` says when: ``after a crash``."""
    start = f"{after[0].upper()}{after[1:]}"
    if left := seen.end.queue:
        return failed(f"{start}, {counted(left)} never done{last_progress(seen)}.", stuck(seen))
    if seen.state is None:
        return None
    if lost := missing_orders(seen):
        return failed(f"{start}, order {lost[0]} is done, and the client does not hold it.", stuck(seen))
    for type, id, times in duplicates(seen.state):
        return failed(f"{start}, the client holds {type} {id} {times} times.", stuck(seen))
    for difference in differences(seen, seen.state):
        return failed(f"{start}, the client holds old data: {difference}.", stuck(seen))
    return None
