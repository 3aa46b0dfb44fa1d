"""What every activity of the shop needs: one transaction, the settings, and short ways to load and save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from centra_mock.clock import event_date, iso_date
from centra_mock.domain.shop.stock import StockMove
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound, Refused
from centra_mock.policy import Policy
from centra_mock.scalars import YES
from centra_mock.services.change_events import announce
from centra_mock.services.objects import find_object, load_object, read_shared, store_object
from centra_mock.services.settings import Settings
from centra_mock.services.stock import move_stock
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.grammar import OBJECTS, ObjectType
from centra_mock.wire.tree import Element, own_id, text
from centra_mock.wire.values import Value

ORDER = OBJECTS["order"]


@dataclass(frozen=True)
class ShopTransaction:
    """The shop of one tenant, within one transaction. Ids that come in and go out are the client's."""

    unit: UnitOfWork
    settings: Settings

    @property
    def policy(self) -> Policy:
        return self.settings.policy

    @property
    def now(self) -> datetime:
        return self.settings.clock()

    @property
    def date(self) -> str:
        return iso_date(self.now)

    @property
    def event_date(self) -> str:
        """Return the date of an event that is queued now."""
        return event_date(self.now)

    def reference(self) -> str:
        """Return the number of a transaction as a payment provider gives it, from the tenant's random numbers."""
        return str(self.settings.random.randrange(10**9, 10**10))

    def new_id(self, kind: str) -> int:
        return self.unit.ids.next_number(kind)

    def shown(self, kind: str, tree: Element) -> str:
        """Return the client's id of a thing."""
        return self.unit.ids.shown(kind, own_id(tree))

    def load(self, type: str, external: str, scope: int | None = None) -> Element:
        """Return an object by the client's id. Raises ``NotFound``."""
        id = find_object(self.unit, type, external, scope)
        tree = load_object(self.unit, type, id) if id is not None else None
        if tree is None:
            raise NotFound(Code.UNKNOWN_OBJECT, f'there is no {type} "{external}"')
        return tree

    def load_open_order(self, external: str) -> Element:
        """Return an order that may be changed in Centra. Raises ``Refused`` for one that is locked."""
        tree = self.load(ORDER.name, external)
        if text(tree, "locked") == YES:
            raise Refused(Code.ORDER_LOCKED, f'order "{external}" is locked; the client unlocks it with orders_Update')
        return tree

    def describe(self, kind: str, id: int, name: str = "description") -> dict[str, Value]:
        """Return a reference to an object, with what it is called, which stands in the field ``name``."""
        tree = read_shared(self.unit, kind, id)
        return {"id": id, "description": text(tree, name) if tree is not None else ""}

    def save(self, obj: ObjectType, tree: Element, moves: Iterable[StockMove] = ()) -> None:
        """Store an object, move the stock, and queue the event that tells of it."""
        store_object(self.unit, obj, tree)
        move_stock(self.unit, moves)
        announce(self.unit, obj, tree, self.policy, self.now)
