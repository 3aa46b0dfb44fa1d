"""One Centra: its shop side, its queue and its conversion table. Ids that go in and come out are the client's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal

from lxml import etree

from centra_mock.errors import Refused
from centra_mock.policy import Policy
from centra_mock.services.catalogue import Line
from centra_mock.services.objects import find_object, show
from centra_mock.services.settings import AllSettings, Settings
from centra_mock.services.shop import Shop
from centra_mock.services.update import Updater
from centra_mock.store.idmap import Entry
from centra_mock.store.queue import Event
from centra_mock.store.unit import Store, Unit
from centra_mock.wire.build import Value, build
from centra_mock.wire.grammar import GRAMMAR, OBJECTS
from centra_mock.wire.tree import Element, parse


class Centra:
    """One tenant, as those who are not its client see it."""

    def __init__(self, name: str, store: Store, settings: AllSettings) -> None:
        self.name = name
        self._store = store
        self._all_settings = settings

    @property
    def settings(self) -> Settings:
        return self._all_settings.of(self.name)

    @property
    def policy(self) -> Policy:
        """How this Centra behaves where the documentation is silent; may be replaced at any time."""
        return self.settings.policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self.settings.policy = policy

    @property
    def queue(self) -> list[Event]:
        """The queued events, oldest first."""
        with self._begin() as unit:
            return unit.queue.all()

    @property
    def queue_length(self) -> int:
        with self._begin() as unit:
            return unit.queue.length()

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

    def update(self, plural: str, objects: Sequence[Mapping[str, Value]]) -> None:
        """What the client's ``<plural>_Update`` does, without the wire. Raises ``Refused`` where one object fails."""
        obj = next((obj for obj in OBJECTS.values() if obj.plural == plural), None)
        if obj is None:
            known = ", ".join(obj.plural for obj in OBJECTS.values())
            raise Refused(f"there are no {plural!r} to update; there are {known}")
        with self._begin() as unit:
            updater = Updater(unit, self.settings.policy, self.settings.clock)
            outcome = updater.update(obj, [build(obj.field, values) for values in objects])
            if outcome.errors:
                raise Refused("; ".join(outcome.errors))

    @property
    def is_new(self) -> bool:
        """Whether nothing has happened here yet."""
        with self._begin() as unit:
            return unit.is_new()

    def get(self, type: str, id: str) -> Element | None:
        """An object as the client would see it, or ``None``."""
        if type not in OBJECTS:
            raise Refused(f"type: {type!r} is not known; there are {', '.join(OBJECTS)}")
        with self._begin() as unit:
            internal = find_object(unit, type, id)
            stored = unit.objects.get(type, internal) if internal is not None else None
            return show(unit, stored) if stored else None

    def conversions(self, kind: str | None = None) -> list[Entry]:
        """The entries of the ID conversion table, of one kind or of all."""
        with self._begin() as unit:
            return list(unit.ids.all(kind))

    def convert(self, kind: str, internal: int, external: str) -> None:
        """Edit the conversion table: from now on the thing is called ``external``.

        Raises ``Refused`` where another thing of this kind has that id.
        """
        if kind not in GRAMMAR.kinds:
            raise Refused(f"kind: {kind!r} is not known; there are {', '.join(GRAMMAR.kinds)}")
        with self._begin() as unit:
            unit.ids.set(kind, internal, external)

    def _begin(self) -> AbstractContextManager[Unit]:
        return self._store.begin(self.name)

    def _shop(self, unit: Unit) -> Shop:
        return Shop(unit, self.settings.policy, self.settings.clock)
