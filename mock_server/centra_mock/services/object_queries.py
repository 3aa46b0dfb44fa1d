"""The page *Objects*: what is found among them, what became of one, its events, and what refers to it."""

from __future__ import annotations

from typing import NamedTuple

from centra_mock.domain.diff import Difference, differences
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound
from centra_mock.services.objects import Found, find_object, found_objects, known_type, named, show
from centra_mock.services.queue import QueuePage, Seen
from centra_mock.store.event_filters import NEWEST, Choice, Chosen, Place, Sought
from centra_mock.store.history import Recorded
from centra_mock.store.object_search import ObjectSearch, Slice
from centra_mock.store.text_search import check_search
from centra_mock.store.unit_of_work import Unit
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.tree import UNPRINTABLE


class Change(NamedTuple):
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


class FoundSome(NamedTuple):
    """What was found among some objects; behind ``next_after`` there is more to look through."""

    objects: list[Found]
    next_after: int | None


class ObjectPage(QueuePage):
    """Objects, as those see them who look for one."""

    def find_objects(self, type: str, text: str, after: int = 0, limit: int = 100) -> FoundSome:
        """Objects of a type whose id or whose fields hold a text, among those with internal ids above ``after``."""
        with self._begin() as unit:
            known_type(type)
            check_search(text)
            if UNPRINTABLE.search(text):
                return FoundSome([], None)
            found = _found(unit, type, ObjectSearch(unit.objects).named(type, text, after, limit))
            sought = text.casefold()
            # What was found may stand in the markup, or be an id that the client does not know.
            mine = [
                each
                for each in found.objects
                if any(sought in (leaf.text or "").casefold() for leaf in each.tree.iter())
            ]
            return FoundSome(mine, found.next_after)

    def referring_objects(
        self, to: tuple[str, str], type: str, after: int = 0, limit: int = 100, *, scope: int | None = None
    ) -> FoundSome:
        """Other objects of a type that refer to one, given as its type and id."""
        with self._begin() as unit:
            known_type(type)
            internal = _known(unit, *to, scope)
            found = _found(unit, type, ObjectSearch(unit.objects).referring(type, (to[0], internal), after, limit))
            # Its own id stands in itself.
            others = [each for each in found.objects if (type, each.internal) != (to[0], internal)]
            return FoundSome(others, found.next_after)

    def object_events(
        self, type: str, id: str, before: int | None = None, limit: int = 100, *, scope: int | None = None
    ) -> list[Seen]:
        """The events that tell of an object, also of one that is gone, in any state, newest first."""
        with self._begin() as unit:
            it = Choice(None, sought=Sought(objects=((type, _known(unit, type, id, scope)),)))
            place = Place(before=before) if before is not None else NEWEST
            return self._seen(unit, Chosen(unit.queue).page(it, place, limit))[::-1]

    def object_history(
        self, type: str, id: str, until: int | None = None, limit: int = 20, *, scope: int | None = None
    ) -> list[Change]:
        """The changes of an object up to one of them, newest first, as far as kept; also of one that is gone."""
        with self._begin() as unit:
            internal = _known(unit, type, id, scope)
            later = unit.history.after(type, internal, until) if until is not None else None
            after = later.before if later is not None else unit.objects.get(type, internal)
            changes = []
            for each in unit.history.of_object(type, internal, until, limit):
                changes.append(_change(unit, type, each, after))
                after = each.before
            return changes


def _known(unit: Unit, type: str, id: str, scope: int | None) -> int:
    """The internal id of an object that is there, or was."""
    known_type(type)
    there = find_object(unit, type, id, scope)
    found = there if there is not None else next(named(unit, type, id, scope), None)
    if found is None:
        raise NotFound(Code.UNKNOWN_OBJECT, f'there is no {type} "{id}"')
    return found


def _found(unit: Unit, type: str, some: Slice) -> FoundSome:
    return FoundSome(found_objects(unit, type, some.found), some.next_after)


def _change(unit: Unit, type: str, recorded: Recorded, after: bytes | None) -> Change:
    was, now = (show(unit, stored) if stored else None for stored in (recorded.before, after))
    what = "made" if recorded.before is None else "deleted" if after is None else "changed"
    exchange = unit.journal.caused(recorded.cause) if recorded.cause else None
    told = differences(was, now, OBJECTS[type].field)
    return Change(recorded.id, recorded.at, recorded.cause, exchange, what, told)
