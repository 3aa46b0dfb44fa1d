"""The shop side as Python programs and the control API call it. Ids that go in and come out are the client's.

Every activity is one transaction: it raises ``Refused`` and changes nothing, or its data and events are stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TypedDict, Unpack

from centra_mock.domain.object_input import Fields
from centra_mock.domain.paths import Place
from centra_mock.domain.shop.payments import Outlook
from centra_mock.services.catalogue import Line
from centra_mock.services.shop import customers, events, fulfilment, invoices, objects, orders
from centra_mock.services.shop.transaction import Desk
from centra_mock.services.tenancy import Tenancy


class OrderOptions(TypedDict, total=False):
    """How an order is placed. What is left out is chosen: the first that there is, or nothing."""

    kind: str
    """``retail`` or ``wholesale``."""
    market: str | None
    pricelist: str | None
    """It gives prices, currency and rate."""
    currency: str | None
    """Choose the first pricelist in this currency."""
    customer: Fields | None
    """Who orders on the retail side, found again by e-mail."""
    account: str | None
    """Who orders on the wholesale side."""
    buyer: str | None
    shipping: Decimal | int
    handling: Decimal | int
    voucher: Decimal | int
    """What a voucher takes off; never more than the order comes to."""
    voucher_code: str
    rate: Decimal | int | None
    """What one unit of the currency is worth in the base currency."""
    tax: Decimal | int | None
    """Percent: within retail prices, on top of wholesale ones."""
    comment: str
    """The customer's comment on the order."""
    additionals: Mapping[str, str]
    payment: Outlook
    """``authorised``, ``failing`` (every capture is refused) or ``paid`` at once."""
    preorder: bool
    """Every line waits for stock, even if there is some."""
    ship: bool
    """Whether a shipment is made at once."""
    fields: Fields | None
    """Deep-merged over what the shop writes; an ``id`` becomes the order's id."""
    xml: str | None
    """The same as XML: an ``order`` element."""


class ShopSide(Tenancy):
    """What happens in the shop and in Centra's admin, each with the events that Centra makes."""

    def place_order(self, lines: Sequence[Line] = (Line(),), **options: Unpack[OrderOptions]) -> str:
        """Place an order and return its id: events for a new customer and for the order.

        Raises ``Refused`` where something that the order needs does not exist.
        """
        with self._desk() as desk:
            return orders.place_order(desk, orders.NewOrder(lines, **options))

    def place_orders(self, count: int, lines: Sequence[Line] = (Line(),), **options: Unpack[OrderOptions]) -> list[str]:
        """Place the same order a number of times: all of them, or none. Returns their ids."""
        with self.together() as shop:
            return [shop.place_order(lines, **options) for _ in range(count)]

    def change_order(self, order: str, fields: Fields | None = None, *, xml: str | None = None) -> None:
        """Change an order in Centra, as an admin would. Raises ``Refused`` for one that is locked."""
        with self._desk() as desk:
            orders.change_order(desk, order, fields, xml)

    def cancel_order(self, order: str, orderitems: Mapping[str, int] | None = None) -> None:
        """Cancel quantities of an order by orderitem, or all that has not gone out."""
        with self._desk() as desk:
            orders.cancel_order(desk, order, orderitems)

    def pay_order(self, order: str, amount: Decimal | int | None = None) -> None:
        """Pay what is due, or an amount of it. Raises ``Refused`` where the card refuses or less is due."""
        with self._desk() as desk:
            fulfilment.pay_order(desk, order, amount)

    def ship_order(
        self,
        order: str,
        orderitems: Mapping[str, int] | None = None,
        shipped: bool = True,
        capture: bool = False,
        fields: Fields | None = None,
    ) -> str:
        """Ship quantities by orderitem, or all that is left, and return the shipment's id.

        Where nothing is left and a shipment came with the order, that one goes out. ``capture`` takes the payment
        too, if it can be taken.
        """
        with self._desk() as desk:
            return fulfilment.ship_order(desk, order, orderitems, shipped, capture, fields)

    def capture_shipment(self, order: str, shipment: str) -> bool:
        """Capture the payment of a shipment: ``False``, no change and no event where the payment refuses."""
        with self._desk() as desk:
            return fulfilment.capture_shipment(desk, order, shipment)

    def refund(
        self,
        order: str,
        shipment: str,
        orderitems: Mapping[str, int] | None = None,
        fields: Fields | None = None,
        *,
        returnfee: Decimal | int = 0,
        restock: bool = False,
    ) -> str:
        """Refund quantities by orderitem, or all that is left of a shipment, and return the refund's id.

        What of it was paid is paid back, less the ``returnfee``. ``restock`` is a return: the goods come back too.
        """
        with self._desk() as desk:
            return fulfilment.refund(desk, order, shipment, orderitems, fields, returnfee, restock)

    def invoice_order(self, order: str, fields: Fields | None = None, *, shipment: str | None = None) -> str:
        """Make the invoice of an order, or of one of its shipments, and return its id."""
        with self._desk() as desk:
            return invoices.invoice_order(desk, order, shipment, fields)

    def register_customer(self, customer: Fields | None = None) -> str:
        """A customer registers, or is found again by e-mail. Returns the customer's id."""
        with self._desk() as desk:
            return customers.register(desk, customer)

    def put(
        self,
        type: str,
        id: str | None = None,
        fields: Fields | None = None,
        xml: str | None = None,
        *,
        scope: int | None = None,
    ) -> str:
        """Deep-merge fields or XML into an object of any type, made if it does not exist, and return its id.

        ``scope`` is the internal id of the size table of a size that is there.
        """
        with self._desk() as desk:
            return objects.put(desk, type, id, fields, xml, scope)

    def remove_part(self, type: str, id: str, place: Place) -> None:
        """Take a part that repeats out of an object, which the client can't: an event tells of what is left."""
        with self._desk() as desk:
            objects.remove_part(desk, type, id, place)

    def delete(self, type: str, id: str, *, scope: int | None = None) -> None:
        """Delete an object: an event with the mission ``delete`` that carries its last data."""
        with self._desk() as desk:
            objects.delete(desk, type, id, scope)

    def emit(self, type: str, data: str | None = None, entry: str = "", mission: str = "update", count: int = 1) -> int:
        """Queue events of any type, even one that nobody has heard of. ``data`` is the XML of one element.

        Returns the id of the first.
        """
        with self._desk() as desk:
            return events.emit(desk, type, data, entry, mission, count)

    @contextmanager
    def _desk(self) -> Iterator[Desk]:
        with self._change() as unit:
            yield Desk(unit, self.settings)

    @contextmanager
    def _window(self) -> Iterator[Desk]:
        """The same, to look through it only."""
        with self._begin() as unit:
            yield Desk(unit, self.settings)
