"""Events of unknown types that a mutation puts beside the known ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from centra_mock.clock import event_date
from centra_mock.domain.events import UPDATE, Event
from centra_mock.domain.mutations import Mutator
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.tree import to_stored


def inject_events(unit: UnitOfWork, page: Iterable[Event], mutator: Mutator, now: datetime) -> bool:
    """Queue the companions of the events that are about to be delivered for the first time; whether there are any.

    They are real: queued behind all others, of the known event's market, delivered until they are done. Each known
    event has one at most, and only once, so that a queue to which the shop adds nothing still runs empty.
    """
    added = False
    for event in page:
        injected = mutator.injected_beside(event.id) if event.object_type and not event.deliveries else None
        if injected is not None:
            unit.queue.add(
                Event(
                    id=0,
                    type=injected.type,
                    object_type=None,
                    object_id=None,
                    entry=injected.entry,
                    mission=UPDATE,
                    date=event_date(now),
                    market=event.market,
                    xml=to_stored(injected.data),
                )
            )
            added = True
    return added
