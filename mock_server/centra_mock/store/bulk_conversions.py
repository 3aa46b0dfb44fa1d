"""The conversion table in memory, one kind at a time, for bulk work, which looks up every field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from centra_mock.store.bulk_buffer import FLUSH, Buffered, BulkCounters
from centra_mock.store.conversions import ConversionRepository, ConversionRow
from centra_mock.store.schema import conversions


@dataclass
class _KindEntries:
    """The entries of one kind, found by either id."""

    by_internal: dict[int, ConversionRow] = field(default_factory=dict)
    by_external: dict[tuple[str, int], ConversionRow] = field(default_factory=dict)
    scopes: dict[str, set[int]] = field(default_factory=dict)

    def add(self, entry: ConversionRow) -> None:
        self.by_internal[entry.internal] = entry
        self.by_external[entry.external, entry.scope] = entry
        self.scopes.setdefault(entry.external, set()).add(entry.scope)


class BulkConversions(Buffered, ConversionRepository):
    """A conversion table whose new entries are written together."""

    def __init__(self, connection: Connection, tenant: str, counters: BulkCounters) -> None:
        self._kinds: dict[str, _KindEntries] = {}
        self._added: list[ConversionRow] = []
        super().__init__(connection, tenant)
        self.counters = counters

    def find(self, kind: str, external: str, scope: int) -> int | None:
        # Not remembered: over many orders, what was not there may have been made since.
        return self._find(kind, external, scope)

    def entry(self, kind: str, external: str, scope: int) -> ConversionRow | None:
        return self._kind(kind).by_external.get((external, scope))

    def by_internal(self, kind: str, internal: int) -> ConversionRow | None:
        return self._kind(kind).by_internal.get(internal)

    def scopes(self, kind: str, external: str) -> list[int]:
        return sorted(self._kind(kind).scopes.get(external, ()))

    def shown_many(self, keys: Iterable[tuple[str, int]]) -> Iterator[tuple[tuple[str, int], str]]:
        for kind, internal in keys:
            if found := self.by_internal(kind, internal):
                yield (kind, internal), found.external

    def flush(self) -> None:
        added, self._added = self._added, []
        if added:
            with self.reading():
                self.insert(conversions, *(one._asdict() for one in added))

    def forget(self) -> None:
        self._kinds.clear()
        self._found.clear()

    def _kind(self, kind: str) -> _KindEntries:
        if kind not in self._kinds:
            self.flush()
            with self.reading():
                made = _KindEntries()
                for entry in self.all(kind):
                    made.add(entry)
            self._kinds[kind] = made
        return self._kinds[kind]

    def _insert(self, entry: ConversionRow) -> None:
        self._kind(entry.kind).add(entry)
        self._added.append(entry)
        self._mark_changed()
        if len(self._added) >= FLUSH:
            self.flush()
