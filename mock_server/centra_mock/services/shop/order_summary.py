"""How an order stands: what of it was paid, what has gone out, and what can still be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from centra_mock.domain.shop import lines, payments, refunds, shipments
from centra_mock.domain.shop.addresses import full_name
from centra_mock.domain.shop.holds import HOLD, holds
from centra_mock.domain.shop.order_flow import OrderAction, allowed
from centra_mock.domain.shop.stores import WHOLESALE
from centra_mock.scalars import YES
from centra_mock.services.shop.orders import cancellable
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.tree import Element, own_id, text


@dataclass(frozen=True)
class RowSummary:
    """A row of an order or of a shipment, and how much of it something can still be done with."""

    id: str
    """The orderitem."""
    name: str
    quantity: Decimal
    left: Decimal
    """To be shipped; of a shipment, to be refunded."""
    cancellable: Decimal = Decimal(0)


@dataclass(frozen=True)
class ShipmentSummary:
    """A shipment."""

    id: str
    is_shipped: bool
    is_paid: bool
    total: str
    refunds: int
    pending: tuple[str, ...]
    """The ids of the returns that wait to be completed."""
    rows: tuple[RowSummary, ...]

    @property
    def is_refundable(self) -> bool:
        return self.is_shipped and any(row.left for row in self.rows)


@dataclass(frozen=True)
class OrderSummary:
    """An order. Ids are the client's."""

    id: str
    kind: str
    status: str
    created: str
    is_locked: bool
    holds: tuple[str, ...]
    """The flags that keep it from the API: ``hold``, ``waiting_for_payment``."""
    is_unconfirmed: bool
    """Whether shipments wait for the confirmation."""
    who: str
    account: str
    """Empty where a customer ordered."""
    customer: str
    market: str
    total: str
    currency: str
    paid: Decimal
    due: Decimal
    method: str
    rows: tuple[RowSummary, ...]
    parcels: tuple[ShipmentSummary, ...]

    @property
    def is_waiting(self) -> bool:
        return any(not parcel.is_shipped for parcel in self.parcels)

    @property
    def actions(self) -> frozenset[OrderAction]:
        """Return what can be done now: what the status allows, and something is left to do it with."""
        is_open, is_on_hold = not self.is_locked, HOLD in self.holds
        left = {
            OrderAction.CONFIRM: is_open,
            OrderAction.HOLD: is_open and not is_on_hold,
            OrderAction.RELEASE: bool(self.holds),
            OrderAction.PAY: self.due > 0 and not is_on_hold,
            OrderAction.SHIP: is_open
            and not self.holds
            and not self.is_unconfirmed
            and any((*(row.left for row in self.rows), self.is_waiting)),
            OrderAction.CAPTURE: not is_on_hold and any(not parcel.is_paid for parcel in self.parcels),
            OrderAction.RETURN: any(parcel.is_refundable for parcel in self.parcels),
            OrderAction.COMPLETE: any(parcel.pending for parcel in self.parcels),
            OrderAction.CANCEL: is_open and any((*(row.cancellable for row in self.rows), self.is_waiting)),
            OrderAction.INVOICE: not self.holds,
            OrderAction.ARCHIVE: is_open,
        }
        return frozenset(action for action in allowed(self.status) if left[action])


def summarise(unit: UnitOfWork, order: Element, autoconfirm: str) -> OrderSummary:
    """Return how a stored order stands; ``autoconfirm`` is the policy of that name."""
    account, customer = _shown(unit, order, "account"), _shown(unit, order, "customer")
    return OrderSummary(
        id=unit.ids.shown("order", own_id(order)),
        kind=text(order, "type"),
        status=text(order, "status"),
        created=text(order, "created"),
        is_locked=text(order, "locked") == YES,
        holds=tuple(holds(order)),
        is_unconfirmed=shipments.needs_confirmation(order, autoconfirm),
        who=_who(order) or account or customer,
        account=account,
        customer=customer,
        market=_shown(unit, order, "market"),
        total=text(order, "ordertotal"),
        currency=text(order, "currency"),
        paid=payments.received(order),
        due=payments.due(order),
        method=text(order, "payments/name") or text(order, "payments/type"),
        rows=tuple(_rows(unit, order.find("products"), shipments.shippable(order), cancellable(order))),
        parcels=tuple(_parcel(unit, each) for each in order.iterfind("shipments/shipment")),
    )


def _who(order: Element) -> str:
    if text(order, "type") == WHOLESALE:
        return text(order, "billingaddress/company") or full_name(order, "buyer")
    return full_name(order, "billingaddress")


def _parcel(unit: UnitOfWork, shipment: Element) -> ShipmentSummary:
    return ShipmentSummary(
        id=unit.ids.shown("shipment", own_id(shipment)),
        is_shipped=text(shipment, "shipped") == YES,
        is_paid=text(shipment, "paid") == YES,
        total=text(shipment, "shipmenttotal"),
        refunds=len(shipment.findall("refunds/refund")),
        pending=tuple(
            unit.ids.shown("refund", own_id(each))
            for each in shipment.iterfind("refunds/refund")
            if text(each, "status") == refunds.WAITS
        ),
        rows=tuple(_rows(unit, shipment.find("products"), refunds.refundable(shipment), {})),
    )


def _rows(
    unit: UnitOfWork, holder: Element | None, left: Mapping[str, Decimal], to_cancel: Mapping[str, Decimal]
) -> Iterator[RowSummary]:
    for item, quantity in lines.quantities(holder).items():
        names = [_name(line, row) for line, row in lines.rows(holder) if lines.orderitem(row) == item]
        id = unit.ids.shown("orderitem", int(item)) if item.isdecimal() else item
        yield RowSummary(id, names[0], quantity, left.get(item, Decimal(0)), to_cancel.get(item, Decimal(0)))


def _name(line: Element, row: Element) -> str:
    return " ".join(filter(None, (text(line, "description"), text(line, "variation/description"),
                                  text(row, "description"))))  # fmt: skip


def _shown(unit: UnitOfWork, order: Element, kind: str) -> str:
    internal = text(order, f"{kind}/id")
    return unit.ids.shown(kind, int(internal)) if internal else ""
