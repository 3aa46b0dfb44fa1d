"""Looking into a Centra and setting it right: objects, conversion table, state."""

from __future__ import annotations

from centra_mock.error_codes import Code
from centra_mock.errors import NotFound
from centra_mock.services import state
from centra_mock.services.objects import Found, find_object, found_objects, known_type
from centra_mock.services.tenancy import Tenancy
from centra_mock.store.conversions import Entry
from centra_mock.store.text_search import check_search
from centra_mock.wire.grammar import GRAMMAR, OBJECTS
from centra_mock.wire.tree import UNPRINTABLE, Element


class Inside(Tenancy):
    """What the page Conversion of Centra's module shows, and the objects behind them."""

    # Objects

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


def _known(name: str, names: object, what: str) -> None:
    if name not in names:  # type: ignore[operator]
        raise NotFound(Code.UNKNOWN_TYPE, f"{name!r} is not known; there are {', '.join(names)}", what)  # type: ignore[arg-type]
