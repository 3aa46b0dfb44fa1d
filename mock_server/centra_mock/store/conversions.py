"""The ID conversion table: what the client calls the things that have internal ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, or_, select, tuple_

from centra_mock.error_codes import Code
from centra_mock.errors import Conflict
from centra_mock.store.counters import CONVERSIONS, Counters
from centra_mock.store.schema import conversions
from centra_mock.store.tenant_connection import TenantConnection

_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
"""A number that a database keeps, written as it is shown."""


def is_number(external: str) -> bool:
    """Return whether a text is a number as ids show it: digits, and none of them a leading zero."""
    return _NUMBER.fullmatch(external) is not None


class ConversionRow(NamedTuple):
    """A conversion entry."""

    kind: str
    internal: int
    external: str
    scope: int = 0


class ConversionRepository(TenantConnection):
    """The conversion table of one tenant. Both ids of an entry are unique within their kind."""

    def __init__(self, connection: Connection, tenant: str) -> None:
        super().__init__(connection, tenant)
        self.counters = Counters(connection, tenant)
        self._found: dict[tuple[str, str, int], int | None] = {}
        self._is_changed = False
        """Whether this transaction has changed the table, and given it another version."""

    @contextmanager
    def discard_on_error(self) -> Iterator[None]:
        """Forget what was found in this block if it raises."""
        try:
            yield
        except BaseException:
            self._found.clear()
            self._is_changed = False
            raise

    def version(self) -> int | None:
        """Return the version of the table. Texts that were rendered with the same version are still current.

        ``None`` where the table has none, or this transaction is changing it.
        """
        return None if self._is_changed else self.counters.last(CONVERSIONS) or None

    def _mark_changed(self) -> None:
        if not self._is_changed:
            self.counters.renew_version(CONVERSIONS)
            self._is_changed = True

    def find(self, kind: str, external: str, scope: int) -> int | None:
        """Return the internal id of what the client calls ``external``, or ``None``.

        A thing without an entry has its number as the client's id.
        """
        key = (kind, external, scope)
        if key not in self._found:
            self._found[key] = self._find(kind, external, scope)
        return self._found[key]

    def _find(self, kind: str, external: str, scope: int) -> int | None:
        entry = self.entry(kind, external, scope)
        if entry:
            return entry.internal
        if not _NUMBER.fullmatch(external):
            return None
        number = int(external)
        if number <= self.counters.last(kind) and self.by_internal(kind, number) is None:
            return number
        return None

    def find_many(self, kind: str, externals: Iterable[str]) -> list[int]:
        """Return what ``find`` gives for many ids of scope 0, in few queries. Unknown ids are left out."""
        wanted = set(externals)
        both = (conversions.c.internal, conversions.c.external)
        rows = self.select_among(conversions.c.external, wanted, *both, kind=kind, scope=0)
        found = {row.external: row.internal for row in rows}
        last = self.counters.last(kind)
        numbers = {int(id) for id in wanted - found.keys() if _NUMBER.fullmatch(id) and int(id) <= last}
        mapped = {internal for (_, internal), _ in self.shown_many((kind, number) for number in numbers)}
        return [*found.values(), *(numbers - mapped)]

    def make(self, kind: str, external: str, scope: int) -> int:
        """Create an entry with a new internal id for the client's id, and return the internal id."""
        internal = self.next_number(kind)
        self._insert(ConversionRow(kind, internal, external, scope))
        self._found[kind, external, scope] = internal
        return internal

    def make_numbered(self, kind: str, external: str) -> int:
        """Create an entry of a number for the thing that has this number, and return it.

        Raises ``Conflict`` if the client calls that thing otherwise.
        """
        internal = int(external)
        self._no_collision(kind, internal, external, 0)
        if (entry := self.by_internal(kind, internal)) is not None:
            raise Conflict(
                Code.ID_TAKEN,
                f'{kind} number {internal} is called "{entry.external}"; send that id, or edit the conversion table',
                entries=[entry._asdict()],
            )
        self._insert(ConversionRow(kind, internal, external))
        self._found[kind, external, 0] = internal
        return internal

    def next_number(self, kind: str) -> int:
        """Return a new number. Numbers that the client uses as ids of other things are skipped."""
        number = self.counters.take(kind)
        while self.entry(kind, str(number), 0):
            number = self.counters.take(kind)
        return number

    def scopes(self, kind: str, external: str) -> list[int]:
        return sorted(row.scope for row in self.select(conversions.c.scope, kind=kind, external=external))

    def shown(self, kind: str, internal: int) -> str:
        """Return the id that the client sees."""
        entry = self.by_internal(kind, internal)
        return entry.external if entry else str(internal)

    def shown_many(self, keys: Iterable[tuple[str, int]]) -> Iterator[tuple[tuple[str, int], str]]:
        """Yield ((kind, internal id), client's id) for many things. Things without an entry are left out."""
        by_kind: dict[str, list[int]] = {}
        for kind, internal in keys:
            by_kind.setdefault(kind, []).append(internal)
        for kind, internals in by_kind.items():
            both = (conversions.c.internal, conversions.c.external)
            for row in self.select_among(conversions.c.internal, internals, *both, kind=kind):
                yield (kind, row.internal), row.external

    def set(self, kind: str, internal: int, external: str, scope: int = 0) -> None:
        """Set the client's id of a thing. Raises ``Conflict`` if another thing has that id, or that number and no
        entry."""
        self._no_collision(kind, internal, external, scope)
        self._remove(kind, internal)
        self._insert(ConversionRow(kind, internal, external, scope))

    def unset(self, kind: str, internal: int, scope: int = 0) -> None:
        """Forget an entry: the thing shows its number again. Raises ``Conflict`` where another thing has that id."""
        self._no_collision(kind, internal, str(internal), scope)
        self._remove(kind, internal)

    def _no_collision(self, kind: str, internal: int, external: str, scope: int) -> None:
        found = self._find(kind, external, scope)
        if found is not None and found != internal:
            entries = [
                self.by_internal(kind, each) or ConversionRow(kind, each, str(each)) for each in (found, internal)
            ]
            raise Conflict(
                Code.ID_TAKEN,
                f'{kind} "{external}" is already the id of {kind} number {found}; '
                f"change that entry first, or choose another id for number {internal}",
                entries=[entry._asdict() for entry in entries],
            )

    def _remove(self, kind: str, internal: int) -> None:
        self.delete(conversions, kind=kind, internal=internal)
        self._found.clear()
        self._mark_changed()

    def all(self, kind: str | None = None) -> Iterator[ConversionRow]:
        """Yield the entries, by kind and internal id."""
        chosen = {"kind": kind} if kind else {}
        query = select(*_ENTRY).where(*self.matching(conversions, **chosen))
        order = (conversions.c.kind, conversions.c.internal)
        return (ConversionRow._make(row) for row in self.connection.execute(query.order_by(*order)))

    def page(self, kind: str | None, search: str, after: tuple[str, int] | None, limit: int) -> list[ConversionRow]:
        """Return entries after one of them, by kind and internal id. ``search`` is a part of the client's id, or an
        internal id."""
        chosen = {"kind": kind} if kind else {}
        query = select(*_ENTRY).where(*self.matching(conversions, **chosen))
        if search:
            number = [conversions.c.internal == int(search)] if _NUMBER.fullmatch(search) else []
            query = query.where(or_(conversions.c.external.icontains(search, autoescape=True), *number))
        if after is not None:
            query = query.where(tuple_(conversions.c.kind, conversions.c.internal) > tuple_(*after))
        order = (conversions.c.kind, conversions.c.internal)
        return [ConversionRow._make(row) for row in self.connection.execute(query.order_by(*order).limit(limit))]

    def entry(self, kind: str, external: str, scope: int) -> ConversionRow | None:
        row = self.select(*_ENTRY, kind=kind, external=external, scope=scope).first()
        return ConversionRow._make(row) if row else None

    def by_internal(self, kind: str, internal: int) -> ConversionRow | None:
        row = self.select(*_ENTRY, kind=kind, internal=internal).first()
        return ConversionRow._make(row) if row else None

    def _insert(self, entry: ConversionRow) -> None:
        self.insert(conversions, entry._asdict())
        self._mark_changed()


_ENTRY = tuple(conversions.c[name] for name in ConversionRow._fields)
