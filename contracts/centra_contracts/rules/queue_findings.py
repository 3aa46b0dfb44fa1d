"""Sentences and evidence about a queue that is not empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from centra_contracts.observation import Observation
from centra_mock.formatting import count_text


def count_events(events: Sequence[Mapping[str, Any]], singular: str = "is", plural: str = "are") -> str:
    """Return the number and the types of events, with a verb.

    ``1 event of type order is``, ``3 events of types order and customer are``.
    """
    types = list(dict.fromkeys(event["type"] for event in events))
    named = f"type {types[0]}" if len(types) == 1 else f"types {', '.join(types[:-1])} and {types[-1]}"
    return f"{count_text(len(events), 'event')} of {named} {singular if len(events) == 1 else plural}"


def last_progress(observation: Observation) -> str:
    """Return a clause about the polls at the end that delivered no new event, or an empty text."""
    known: set[int] = set()
    last = 0
    reads = observation.reads
    for number, read in enumerate(reads, 1):
        now = {event.id for event in read.delivered}
        if now - known:
            last = number
        known |= now
    return f"; from poll {last + 1} on, no new event was delivered" if last < len(reads) else ""


def queue_evidence(observation: Observation) -> tuple[int, ...]:
    """Return the ids of the last events_Done and of the last read."""
    return tuple(each[-1].id for each in (observation.dones, observation.reads) if each)
