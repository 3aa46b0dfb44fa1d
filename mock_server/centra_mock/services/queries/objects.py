"""The read model of the pages *Objects*: search, references to an object, and its events."""

from __future__ import annotations

from typing import NamedTuple

from centra_mock.domain.events import NEWEST, Cursor
from centra_mock.services.objects import FoundObject, found_objects, known_type
from centra_mock.services.parts.objects import known_object
from centra_mock.services.queries.queue import ShownEvent, shown_events
from centra_mock.services.transactions import Transactions
from centra_mock.store.event_filters import EventSearch, EventSelection, FilteredEvents
from centra_mock.store.object_search import ObjectSearch, SearchSlice
from centra_mock.store.text_search import check_search
from centra_mock.store.unit_of_work import UnitOfWork
from centra_mock.wire.tree import UNPRINTABLE


class ObjectPage(NamedTuple):
    """What was found among some objects; more can be searched behind ``next_after``."""

    objects: list[FoundObject]
    next_after: int | None


class ObjectQueries:
    """What is shown of objects. Ids are the client's."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def search(self, type: str, text: str, after: int = 0, limit: int = 100) -> ObjectPage:
        """Return objects of a type with a text in the id or a field, among those with internal ids above ``after``."""
        with self._transactions.read() as unit:
            known_type(type)
            check_search(text)
            if UNPRINTABLE.search(text):
                return ObjectPage([], None)
            found = _page(unit, type, ObjectSearch(unit.objects).containing(type, text, after, limit))
            sought = text.casefold()
            # What was found may stand in the markup, or be an id that the client does not know.
            matching = [
                each
                for each in found.objects
                if any(sought in (leaf.text or "").casefold() for leaf in each.tree.iter())
            ]
            return ObjectPage(matching, found.next_after)

    def referring(
        self, to: tuple[str, str], type: str, after: int = 0, limit: int = 100, *, scope: int | None = None
    ) -> ObjectPage:
        """Return other objects of a type that refer to one, given as its type and id."""
        with self._transactions.read() as unit:
            known_type(type)
            internal = known_object(unit, *to, scope)
            found = _page(unit, type, ObjectSearch(unit.objects).referring(type, (to[0], internal), after, limit))
            # Its own id stands in itself.
            others = [each for each in found.objects if (type, each.internal) != (to[0], internal)]
            return ObjectPage(others, found.next_after)

    def events(
        self, type: str, id: str, before: int | None = None, limit: int = 100, *, scope: int | None = None
    ) -> list[ShownEvent]:
        """Return the events about an object, deleted or not, in any state, newest first."""
        with self._transactions.read() as unit:
            it = EventSelection(None, sought=EventSearch(objects=((type, known_object(unit, type, id, scope)),)))
            place = Cursor(before=before) if before is not None else NEWEST
            found = FilteredEvents(unit.queue).page(it, place, limit)
            return shown_events(unit, found, self._transactions.settings.clock())[::-1]


def _page(unit: UnitOfWork, type: str, some: SearchSlice) -> ObjectPage:
    return ObjectPage(found_objects(unit, type, some.found), some.next_after)
