"""Events that an admin queues, cancels or resends."""

from __future__ import annotations

from centra_mock.activities.events import CancelEvent, Drain, Emit, ResendEvent
from centra_mock.activities.orders import ResendOrder
from centra_mock.domain.events import DONE, Event
from centra_mock.domain.object_input import read_xml
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound, Refused
from centra_mock.services.objects import find_object, load_object
from centra_mock.services.shop.holding import refuse_held
from centra_mock.services.shop.performing import performs
from centra_mock.services.shop.transaction import ORDER, ShopTransaction
from centra_mock.store.event_filters import EventSelection, FilteredEvents
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.tree import normalized, to_stored

LONGEST = {"type": 64, "entry": 255, "mission": 16}
"""What the queue keeps, in characters."""


@performs(Emit)
def emit(shop: ShopTransaction, wanted: Emit) -> int:
    """Queue events of any type. Return the id of the first."""
    for name, longest in LONGEST.items():
        value = getattr(wanted, name)
        if len(value) > longest:
            raise Refused(Code.OUT_OF_RANGE, f"{len(value)} characters are too many; at most {longest} are kept", name)
    if wanted.count < 1:
        raise Refused(Code.OUT_OF_RANGE, f"{wanted.count} is not above 0", "count")
    payload = to_stored(normalized(read_xml(wanted.data, "data"), "")) if wanted.data is not None else b""
    event = Event(0, wanted.type, None, None, wanted.entry, wanted.mission, shop.event_date, None, payload)
    return shop.unit.queue.add_copies(event, wanted.count)


@performs(CancelEvent)
def cancel_event(shop: ShopTransaction, wanted: CancelEvent) -> None:
    """Take an event out of the queue."""
    if not shop.unit.queue.cancel(wanted.event):
        raise NotFound(
            Code.EVENT_NOT_QUEUED, f"event {wanted.event} is {find_event(shop.unit, wanted.event).state}, not queued"
        )


@performs(ResendEvent)
def resend_event(shop: ShopTransaction, wanted: ResendEvent) -> int:
    """Queue an event once more. Return the new event's id."""
    return _queue_again(shop, find_event(shop.unit, wanted.event))


@performs(ResendOrder)
def resend_order(shop: ShopTransaction, wanted: ResendOrder) -> int:
    """Queue the last event of an order once more. Return the new event's id."""
    order = find_object(shop.unit, ORDER.name, wanted.order)
    if order is None:
        raise NotFound(Code.UNKNOWN_OBJECT, f'there is no order "{wanted.order}"')
    last = shop.unit.queue.newest_of(ORDER.name, order)
    if last is None:
        raise NotFound(Code.UNKNOWN_EVENT, f'order "{wanted.order}" has no event')
    return _queue_again(shop, last)


@performs(Drain)
def drain(shop: ShopTransaction, _wanted: Drain) -> int:
    """Mark every queued event done. Return how many there were."""
    return FilteredEvents(shop.unit.queue).set_state(EventSelection(), DONE)


def find_event(unit: UnitOfWork, id: int) -> Event:
    """Return an event, queued or not. Raises ``NotFound``."""
    found = unit.queue.get(id)
    if found is None:
        raise NotFound(Code.UNKNOWN_EVENT, f"there is no event {id}")
    return found


def _queue_again(shop: ShopTransaction, event: Event) -> int:
    if event.object_type == ORDER.name and event.object_id is not None:
        order = load_object(shop.unit, ORDER.name, event.object_id)
        if order is not None:
            refuse_held(order, shop.unit.ids.shown(ORDER.name, event.object_id))
    return shop.unit.queue.add(event._replace(date=shop.event_date, deliveries=0, delivered=None))
