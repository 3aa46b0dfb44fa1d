"""``centra.objects``: the objects as the client sees them, and how they changed."""

from __future__ import annotations

from typing import NamedTuple

from centra_mock.domain.diff import Difference, differences
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound
from centra_mock.services.objects import FoundObject, find_object, found_objects, ids_named, known_type, show
from centra_mock.services.transactions import Transactions
from centra_mock.store.history import RecordedChange
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import Element


class ObjectChange(NamedTuple):
    """A change of an object."""

    id: int
    at: str
    request_id: str
    """The ``X-Centra-Request-ID`` of the client's request that made it; empty for what was done in Centra itself."""
    exchange: int | None
    """That request in the journal, as long as it is there."""
    what: str
    """``made``, ``changed`` or ``deleted``."""
    differences: list[Difference]


class Objects:
    """The objects of a Centra. Ids are the client's.

    ``scope`` is the internal id of a size's size table. Without one, ``Conflict`` is raised if several size tables have
    a size with the id.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def get(self, type: str, id: str, *, scope: int | None = None) -> Element | None:
        """Return an object as a tree, or ``None``."""
        found = self.find(type, id, scope=scope)
        return found.tree if found is not None else None

    def find(self, type: str, id: str, *, scope: int | None = None) -> FoundObject | None:
        """Return an object with both of its ids, or ``None``."""
        known_type(type)
        with self._transactions.read() as unit:
            internal = find_object(unit, type, id, scope)
            stored = unit.objects.get(type, internal) if internal is not None else None
            return found_objects(unit, type, [(internal, stored)])[0] if internal is not None and stored else None

    def internal_id(self, type: str, id: str, *, scope: int | None = None) -> int | None:
        """Return the internal id of an object, or ``None``."""
        with self._transactions.read() as unit:
            return find_object(unit, type, id, scope)

    def of_type(self, type: str, after: int = 0, limit: int = 100) -> list[FoundObject]:
        """Return the objects of a type with internal ids above ``after``, oldest first."""
        known_type(type)
        with self._transactions.read() as unit:
            return found_objects(unit, type, unit.objects.page(type, after, limit))

    def counts(self) -> dict[str, int]:
        """Return how many objects there are of each type."""
        with self._transactions.read() as unit:
            counts = unit.objects.counts()
            return {type: counts.get(type, 0) for type in OBJECTS}

    def history(
        self, type: str, id: str, until: int | None = None, limit: int = 20, *, scope: int | None = None
    ) -> list[ObjectChange]:
        """Return the changes of an object up to change ``until``, newest first, as far as they are kept.

        A deleted object has a history too. Raises ``NotFound``.
        """
        with self._transactions.read() as unit:
            internal = known_object(unit, type, id, scope)
            later = unit.history.after(type, internal, until) if until is not None else None
            after = later.before if later is not None else unit.objects.get(type, internal)
            changes = []
            for each in unit.history.of_object(type, internal, until, limit):
                changes.append(_change(unit, type, each, after))
                after = each.before
            return changes


def known_object(unit: UnitOfWork, type: str, id: str, scope: int | None) -> int:
    """Return the internal id of an object that exists or existed. Raises ``NotFound``."""
    known_type(type)
    there = find_object(unit, type, id, scope)
    found = there if there is not None else next(ids_named(unit, type, id, scope), None)
    if found is None:
        raise NotFound(Code.UNKNOWN_OBJECT, f'there is no {type} "{id}"')
    return found


def _change(unit: UnitOfWork, type: str, recorded: RecordedChange, after: bytes | None) -> ObjectChange:
    was, now = (show(unit, stored) if stored else None for stored in (recorded.before, after))
    what = "made" if recorded.before is None else "deleted" if after is None else "changed"
    exchange = unit.journal.id_by_request(recorded.cause) if recorded.cause else None
    told = differences(was, now, OBJECTS[type].field)
    return ObjectChange(recorded.id, recorded.at, recorded.cause, exchange, what, told)
