"""Activities about shipments of orders: sent, captured and refunded."""

from __future__ import annotations

from typing import Annotated, Generic

from msgspec import Meta

from centra_mock.activities.declaration import Command, Route, declare
from centra_mock.activities.orders import Captured, Identified, OfOrder, Result
from centra_mock.activities.values import Amount, Quantities, RefundFields, ShipmentFields


@declare(
    "ship_order",
    step="ship",
    route=Route("POST", "/orders/{order}/shipments", 201),
    command=Command(
        "order", "ship", "order ship 1 --item '3*1' --capture", "Order {order} has shipment {id}."
    ),
    sentence="{order} is shipped.",
    answer=Identified,
)  # fmt: skip
class ShipOrder(OfOrder[str], frozen=True):
    """Ship an order, or some of it; return the shipment's id.

    Where nothing is left and a shipment came with the order, that one is sent.
    """

    orderitems: Quantities | None = None
    shipped: Annotated[bool, Meta(description="Send the shipment; if not, it is made and waits.")] = True
    capture: Annotated[bool, Meta(description="Capture its payment too, if that can be done.")] = False
    fields: ShipmentFields | None = None


class OfShipment(OfOrder[Result], Generic[Result], frozen=True):
    """An activity about one shipment of an order."""

    shipment: Annotated[str, Meta(description="The shipment's id, or its order and appendix, as `30-1`.")]


@declare(
    "capture_shipment",
    step="capture",
    route=Route("POST", "/orders/{order}/shipments/{shipment}/capture", 200),
    command=Command(
        "order", "capture", "order capture 1 1", "The payment of shipment {shipment} is captured.",
        unchanged="The payment of shipment {shipment} refuses to be captured; nothing has changed.",
    ),
    sentence="The payment of a shipment of {order} is captured.",
    answer=Captured,
)  # fmt: skip
class CaptureShipment(OfShipment[bool], frozen=True):
    """Capture the payment of a shipment, if it can be; return whether it was.

    Where the payment refuses, nothing changes and no event is queued.
    """


@declare(
    "refund",
    step="refund",
    route=Route("POST", "/orders/{order}/shipments/{shipment}/refunds", 201),
    command=Command(
        "order", "refund", "order refund 1 1 --item '3*1'", "Shipment {shipment} of order {order} has refund {id}."
    ),
    sentence="{order} is refunded.",
    answer=Identified,
)
class Refund(OfShipment[str], frozen=True):
    """Refund a shipment, or some of it; return the refund's id.

    What of it was paid is paid back, less the ``returnfee``.
    """

    orderitems: Quantities | None = None
    fields: RefundFields | None = None
    returnfee: Annotated[Amount, Meta(description="What is kept of the money.")] = 0
    restock: Annotated[bool, Meta(description="A return: the goods come back into stock.")] = False
    pending: Annotated[
        bool, Meta(description="Nothing is paid back or put into stock before the return is completed.")
    ] = False


@declare(
    "complete_return",
    step="complete",
    route=Route("POST", "/orders/{order}/refunds/{refund}/complete"),
    command=Command("order", "complete", "order complete 1 1", "Completed return {refund} of order {order}."),
    sentence="A return of {order} is completed.",
)
class CompleteReturn(OfOrder[None], frozen=True):
    """Complete a pending return: what of it was paid is paid back, and its goods come into stock.

    One that is complete is refused.
    """

    refund: Annotated[str, Meta(description="The refund's id.")]
