"""Looking into a Centra and setting it right: objects, conversion table, state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from centra_mock.domain.validate import check_id
from centra_mock.errors import Conflict, NotFound, Refused
from centra_mock.services import state
from centra_mock.services.objects import Found, exists, find_object, found_objects, known_type, scope_of
from centra_mock.services.tenancy import Tenancy
from centra_mock.services.upsert import Updater
from centra_mock.store.conversions import Entry
from centra_mock.store.text_search import check_search
from centra_mock.store.unit_of_work import Unit
from centra_mock.wire.build import Value, build
from centra_mock.wire.grammar import GRAMMAR, OBJECTS
from centra_mock.wire.tree import UNPRINTABLE, Element


class Inside(Tenancy):
    """What the page Conversion of Centra's module shows, and the objects behind them."""

    # Objects

    def update(self, plural: str, objects: Sequence[Mapping[str, Value]], *, quietly: bool = False) -> None:
        """What the client's ``<plural>_Update`` does, without the wire. Raises ``Refused`` where one object fails.

        What is done ``quietly`` is the past: it makes no events, whatever the policy says.
        """
        obj = next((obj for obj in OBJECTS.values() if obj.plural == plural), None)
        if obj is None:
            known = ", ".join(obj.plural for obj in OBJECTS.values())
            raise Refused(f"there are no {plural!r} to update; there are {known}")
        with self._change() as unit:
            policy = replace(self.policy, echo=False) if quietly else self.policy
            updater = Updater(unit, policy, self.settings.clock)
            outcome = updater.update(obj, [build(obj.field, values) for values in objects])
            if outcome.errors:
                raise Refused("; ".join(outcome.errors))

    @property
    def is_new(self) -> bool:
        """Whether nothing has happened here yet."""
        with self._begin() as unit:
            return unit.is_new()

    def get(self, type: str, id: str, *, scope: int | None = None) -> Element | None:
        """An object as the client would see it, or ``None``.

        ``scope`` is the internal id of a size's size table. Raises ``Conflict`` where none is named, and several have a
        size with this id.
        """
        found = self.find(type, id, scope=scope)
        return found.tree if found is not None else None

    def find(self, type: str, id: str, *, scope: int | None = None) -> Found | None:
        """The same with its internal id."""
        known_type(type)
        with self._begin() as unit:
            internal = find_object(unit, type, id, scope)
            stored = unit.objects.get(type, internal) if internal is not None else None
            return found_objects(unit, type, [(internal, stored)])[0] if internal is not None and stored else None

    def internal_id(self, type: str, id: str, *, scope: int | None = None) -> int | None:
        """The internal id of an object, or ``None``."""
        with self._begin() as unit:
            return find_object(unit, type, id, scope)

    def shown_id(self, kind: str, internal: int) -> str:
        """The id that the client sees."""
        with self._begin() as unit:
            return unit.ids.shown(kind, internal)

    def objects(self, type: str, after: int = 0, limit: int = 100) -> list[Found]:
        """The objects of a type with internal ids above ``after``."""
        known_type(type)
        with self._begin() as unit:
            return found_objects(unit, type, unit.objects.page(type, after, limit))

    def object_counts(self) -> dict[str, int]:
        """How many objects there are of each type."""
        with self._begin() as unit:
            counts = unit.objects.counts()
            return {type: counts.get(type, 0) for type in OBJECTS}

    # The conversion table

    def conversions(self, kind: str | None = None) -> list[Entry]:
        """The entries of the ID conversion table, of one kind or of all."""
        if kind is not None:
            _known(kind, GRAMMAR.kinds, "kind")
        with self._begin() as unit:
            return list(unit.ids.all(kind))

    def conversion_page(
        self, kind: str | None = None, search: str = "", after: tuple[str, int] | None = None, limit: int = 100
    ) -> list[Entry]:
        """Entries of the table behind one of them, of a kind, with ``search`` in the client's id or as internal id."""
        if kind is not None:
            _known(kind, GRAMMAR.kinds, "kind")
        check_search(search)
        if UNPRINTABLE.search(search):
            # No client could have sent it, and some databases can't be asked for it.
            return []
        with self._begin() as unit:
            return unit.ids.page(kind, search, after, limit)

    def convert(self, kind: str, internal: int, external: str, was: str | None = None) -> Entry:
        """Edit the conversion table: from now on the thing is called ``external``. Returns the entry.

        ``was`` is the entry's id as it was seen, empty if there was no entry; ``None`` takes any. Raises ``Conflict``
        where it is another by now, and where another thing of this kind has the new id.
        """
        _known(kind, GRAMMAR.kinds, "kind")
        check_id(external)
        with self._change() as unit:
            if not exists(unit, kind, internal):
                raise NotFound(f"there is no {kind} number {internal}")
            _unchanged(unit, kind, internal, was)
            entry = Entry(kind, internal, external, scope_of(unit, kind, internal))
            unit.ids.set(*entry)
            return entry

    def forget_conversion(self, kind: str, internal: int, was: str | None = None) -> None:
        """Remove an entry: the thing shows its number again.

        ``was`` is its id as it was seen; ``None`` takes any. Raises ``Conflict`` where it is another by now, and where
        the number is what another thing is called.
        """
        _known(kind, GRAMMAR.kinds, "kind")
        with self._change() as unit:
            _unchanged(unit, kind, internal, was)
            if unit.ids.by_internal(kind, internal) is None:
                raise NotFound(f"{kind} number {internal} has no entry")
            unit.ids.unset(kind, internal, scope_of(unit, kind, internal))

    # The whole

    def export_state(self) -> bytes:
        """All of this Centra as one file: the same state gives the same bytes."""
        with self._begin() as unit:
            return state.export(unit)

    def import_state(self, data: bytes) -> None:
        """Become what a file says, whatever was here before. Raises ``Refused`` for a file that is not a state."""
        with self._change() as unit:
            state.import_(unit, data)

    def reset(self) -> None:
        """Become empty and new, with the server's settings."""
        with self._change() as unit:
            unit.whole.clear()
        self.settings.reset()


def _unchanged(unit: Unit, kind: str, internal: int, was: str | None) -> None:
    """Raise ``Conflict`` where an entry is not as it was seen; empty for none."""
    entry = unit.ids.by_internal(kind, internal)
    now = entry.external if entry else ""
    if was not in (None, now):
        is_now = f'is called "{now}"' if now else "has no entry"
        seen = f'was called "{was}"' if was else "had no entry"
        raise Conflict(
            f"{kind} number {internal} {is_now} by now, and {seen} when this form was shown: nothing was changed",
            [entry._asdict()] if entry else [],
        )


def _known(name: str, names: object, what: str) -> None:
    if name not in names:  # type: ignore[operator]
        raise NotFound(f"{what}: {name!r} is not known; there are {', '.join(names)}")  # type: ignore[arg-type]
