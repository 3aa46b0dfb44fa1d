"""One Centra: its shop side, its queue and its conversion table. Ids that go in and come out are the client's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from lxml import etree

from centra_mock.errors import Refused
from centra_mock.services.catalogue import Line
from centra_mock.services.inside import Inside
from centra_mock.services.shop import Shop
from centra_mock.services.trouble import Trouble
from centra_mock.store.unit import Unit
from centra_mock.wire.build import Value
from centra_mock.wire.tree import parse


class Centra(Inside, Trouble):
    """One tenant, as those who are not its client see it."""

    def place_order(
        self,
        lines: Sequence[Line] = (Line(),),
        *,
        kind: str = "retail",
        market: str | None = None,
        pricelist: str | None = None,
        customer: Mapping[str, Value] | None = None,
        account: str | None = None,
        shipping: Decimal | int = 0,
        handling: Decimal | int = 0,
        voucher: Decimal | int = 0,
        rate: Decimal | int = 1,
        tax: Decimal | int | None = None,
        ship: bool = False,
        fields: Mapping[str, Value] | None = None,
    ) -> str:
        """Place an order and return its id.

        What is left out is chosen: the first product that has a price, the first market and pricelist of this
        kind of store, the first account, an invented customer. ``kind`` is ``retail`` or ``wholesale``, ``ship``
        makes a shipment at once, and ``fields`` override whatever the shop would write.

        Raises ``Refused`` where something that the order needs does not exist.
        """
        with self._begin() as unit:
            return self._shop(unit).place_order(
                lines,
                kind=kind,
                market=market,
                pricelist=pricelist,
                customer=customer,
                account=account,
                shipping=Decimal(shipping),
                handling=Decimal(handling),
                voucher=Decimal(voucher),
                rate=Decimal(rate),
                tax=None if tax is None else Decimal(tax),
                ship=ship,
                fields=fields,
            )

    def change_order(self, order: str, fields: Mapping[str, Value]) -> None:
        """Change an order in Centra, as an admin would. Raises ``Refused`` for one that is locked."""
        with self._begin() as unit:
            self._shop(unit).change_order(order, fields)

    def cancel_order(self, order: str, orderitems: Mapping[str, int] | None = None) -> None:
        """Cancel quantities of an order by orderitem, or all that has not been shipped."""
        with self._begin() as unit:
            self._shop(unit).cancel_order(order, orderitems)

    def register_customer(self, customer: Mapping[str, Value] | None = None) -> str:
        """A customer registers, or is found again by e-mail. Returns the customer's id."""
        with self._begin() as unit:
            return self._shop(unit).register_customer(customer)

    def emit(self, type: str, data: str | None = None, entry: str = "", mission: str = "update") -> int:
        """Queue an event of any type, even one that nobody has heard of. ``data`` is the XML of one element.

        Returns the event's id.
        """
        try:
            tree = parse(data.encode()) if data is not None else None
        except etree.XMLSyntaxError as error:
            raise Refused(f"data: not well-formed XML: {error.msg}") from None
        with self._begin() as unit:
            return self._shop(unit).emit(type, tree, entry, mission)

    def _shop(self, unit: Unit) -> Shop:
        return Shop(unit, self.settings.policy, self.settings.clock)
