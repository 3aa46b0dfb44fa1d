"""Queueing the events that changes make."""

from __future__ import annotations

from datetime import datetime

from centra_mock.clock import event_date
from centra_mock.domain.events import UPDATE, Event, market_of
from centra_mock.domain.shop.holds import is_withheld
from centra_mock.policy import Policy
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.grammar import ObjectType
from centra_mock.wire.tree import Element, own_id, to_stored


def announce(
    unit: UnitOfWork, obj: ObjectType, tree: Element, policy: Policy, now: datetime, mission: str = UPDATE
) -> int | None:
    """Queue an event that an object has changed, and return the event's id.

    Returns ``None`` where the object's type makes no events, where the object is an order that the API is not given, or
    where the event was coalesced.
    """
    if obj.event_type is None or is_withheld(tree, policy.archived_orders):
        return None
    id, market = own_id(tree), market_of(tree, obj)
    xml = to_stored(tree) if policy.payload == "snapshot" or mission != UPDATE else None
    if policy.coalesce and unit.queue.coalesce(obj.name, id, mission, market, xml):
        return None
    return unit.queue.add(
        Event(
            id=0,
            type=obj.event_type,
            object_type=obj.name,
            object_id=id,
            entry="",
            mission=mission,
            date=event_date(now),
            market=market,
            xml=xml,
        )
    )
