"""What rules say of a queue that is not empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from centra_contracts.observation import Observation


def count_events(events: Sequence[Mapping[str, Any]]) -> str:
    """``1 event of type order is``, ``3 events of the types order and customer are``."""
    number = len(events)
    told = f"{number} {of_types(events)}"
    return f"{told} are" if number > 1 else f"{told.replace('events', 'event', 1)} is"


def of_types(events: Iterable[Mapping[str, Any]]) -> str:
    """``events of type order``, ``events of the types order and customer``."""
    types = list(Counter(event["type"] for event in events))
    if len(types) == 1:
        return f"events of type *{types[0]}*"
    return f"events of the types {', '.join(f'*{each}*' for each in types[:-1])} and *{types[-1]}*"


def last_progress(observation: Observation) -> str:
    """Since when nothing new was delivered, if so."""
    known: set[int] = set()
    last = 0
    reads = observation.reads
    for number, read in enumerate(reads, 1):
        now = {event.id for event in read.delivered}
        if now - known:
            last = number
        known |= now
    return f"; from poll {last + 1} on no new event was delivered" if last < len(reads) else ""


def queue_evidence(observation: Observation) -> tuple[int, ...]:
    """The exchanges that show it: the last read, and the last time that something was marked done."""
    return tuple(each[-1].id for each in (observation.dones, observation.reads) if each)
