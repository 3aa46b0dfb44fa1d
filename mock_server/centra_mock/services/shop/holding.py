"""Orders that are kept from the API: put on hold, and released."""

from __future__ import annotations

from collections.abc import Collection

from centra_mock.activities.orders import HoldOrder, ReleaseOrder
from centra_mock.domain.events import CANCELLED
from centra_mock.domain.shop import payments
from centra_mock.domain.shop.holds import HOLD, HOLDS, hold, holds, reason, release
from centra_mock.domain.shop.order_flow import OrderAction, allowed
from centra_mock.domain.shop.orders import ship_all
from centra_mock.error_codes import Code
from centra_mock.errors import Refused
from centra_mock.policy import BOTH
from centra_mock.services.shop.customers import announce_shopper
from centra_mock.services.shop.performing import performs
from centra_mock.services.shop.transaction import ORDER, ShopTransaction
from centra_mock.store.event_filters import EventSearch, EventSelection, FilteredEvents
from centra_mock.wire.tree import Element, own_id, text


@performs(HoldOrder)
def hold_order(shop: ShopTransaction, wanted: HoldOrder) -> None:
    """Put an order on hold, and take its events out of the queue: its release queues one.

    Raises ``Refused`` for one that is locked, finished or on hold.
    """
    tree, where = shop.load_open_order(wanted.order), f'order "{wanted.order}"'
    if HOLD in holds(tree):
        raise Refused(Code.ORDER_HELD, "it is on hold already", where)
    if OrderAction.HOLD not in allowed(text(tree, "status")):
        raise Refused(Code.ORDER_STATUS_KEPT, f"it is {text(tree, 'status')}, so that nothing is left to hold", where)
    hold(tree, HOLD)
    withdraw(shop, tree)
    shop.save(ORDER, tree)


def withdraw(shop: ShopTransaction, order: Element) -> None:
    """Take the events of an order out of the queue."""
    queued = EventSelection(sought=EventSearch(objects=((ORDER.name, own_id(order)),)))
    FilteredEvents(shop.unit.queue).set_state(queued, CANCELLED)


@performs(ReleaseOrder)
def release_order(shop: ShopTransaction, wanted: ReleaseOrder) -> None:
    """Release an order from all that holds it. Raises ``Refused`` where nothing does."""
    tree = shop.load(ORDER.name, wanted.order)
    if not holds(tree):
        raise Refused(Code.ORDER_NOT_HELD, "it is not on hold and waits for no payment", f'order "{wanted.order}"')
    release(tree)
    save_released(shop, tree)


def save_released(shop: ShopTransaction, order: Element) -> None:
    """Store an order from which a flag was cleared. Where none is left, the API is given it, as if it was placed now:
    with the event of its customer, and as the store's options want, captured and with a shipment.
    """
    is_new = shop.unit.queue.newest_of(ORDER.name, own_id(order)) is None
    if is_new and not holds(order):
        if shop.policy.capture_at_once and payments.is_card(order):
            payments.capture(order, payments.due(order), shop.date)
        if _is_direct(shop, order):
            ship_all(order, shop.new_id, shop.now)
        announce_shopper(shop, order)
    shop.save(ORDER, order)


def refuse_held(order: Element, external: str, flags: Collection[str] = tuple(HOLDS)) -> None:
    """Raise ``Refused`` for an order that one of these flags holds."""
    if any(name in flags for name in holds(order)):
        raise Refused(Code.ORDER_HELD, f"it {reason(order)}; release it first", f'order "{external}"')


def _is_direct(shop: ShopTransaction, order: Element) -> bool:
    is_open = OrderAction.SHIP in allowed(text(order, "status")) and order.find("shipments/shipment") is None
    return is_open and shop.policy.direct_to_shipment in (text(order, "type"), BOTH)
