"""Objects for bulk work: those that were used are remembered, and those that changed are written together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from centra_mock.store.bulk_buffer import FLUSH, Buffered, BulkCounters
from centra_mock.store.history import HistoryRepository
from centra_mock.store.objects import ObjectRepository
from centra_mock.store.prepared import run_for_each
from centra_mock.store.schema import objects, parts
from centra_mock.store.statements import deleting, inserting

Key = tuple[str, int]
"""A type or a kind, and an internal id."""

REMEMBERED = 10_000
"""Objects that are remembered at most."""


class BulkObjects(Buffered, ObjectRepository):
    """The objects of one tenant."""

    def __init__(self, connection: Connection, tenant: str, history: HistoryRepository, counters: BulkCounters) -> None:
        self.counters = counters
        self._texts: dict[Key, bytes | None] = {}
        self._changed: dict[Key, dict[str, Any]] = {}
        self._written: set[Key] = set()
        self._handles: dict[str, dict[str, int]] = {}
        self._firsts: dict[str, int | None] = {}
        self._parts: dict[Key, set[Key]] = {}
        self._owners: dict[Key, set[Key]] = {}
        self._indexed: set[Key] = set()
        """Owners and parts that have rows in the index since the bulk work began."""
        self._new_parts: list[dict[str, Any]] = []
        super().__init__(connection, tenant, history)

    def get(self, type: str, id: int) -> bytes | None:
        key = (type, id)
        if key not in self._texts:
            if self._is_new(key):
                return None
            with self.reading():
                self._texts[key] = super().get(type, id)
        return self._texts[key]

    def has(self, type: str, id: int) -> bool:
        return self.get(type, id) is not None

    def all(self, type: str, after: int = 0) -> Iterator[tuple[int, bytes]]:
        self.flush()
        with self.reading():
            found = list(super().all(type, after))
        return iter(found)

    def first(self, type: str) -> int | None:
        if type not in self._firsts:
            self.flush()
            with self.reading():
                self._firsts[type] = super().first(type)
        return self._firsts[type]

    def remove(self, type: str, id: int) -> None:
        self._firsts.pop(type, None)
        super().remove(type, id)

    def put(self, type: str, id: int, xml: bytes, handle: str | None = None) -> None:
        key = (type, id)
        if (first := self._firsts.get(type)) is None or id < first:
            self._firsts.pop(type, None)
        if not self.counters.is_new(type, id):
            # What is made in bulk has no history before it is there.
            self._note(type, id, xml)
        handle = handle.lower()[:255] if handle else None
        self._index_handle(key, handle)
        self._texts[key] = xml
        self._changed[key] = {"tenant": self.tenant, "type": type, "id": id, "xml": xml, "handle": handle}
        if len(self._changed) >= FLUSH:
            self.flush()

    def by_handle(self, type: str, handle: str) -> int | None:
        if type not in self._handles:
            self.flush()
            query = select(objects.c.handle, objects.c.id).where(*self.matching(objects, type=type))
            newest_first = self.direct.execute(query.order_by(objects.c.id.desc()))
            self._handles[type] = {row.handle: row.id for row in newest_first if row.handle}
        return self._handles[type].get(handle.lower())

    def owners(self, kind: str, id: int) -> set[Key]:
        key = (kind, id)
        if key not in self._owners:
            if self._is_unindexed(key):
                self._owners[key] = set()
            else:
                self._flush_parts()
                with self.reading():
                    self._owners[key] = super().owners(kind, id)
        return set(self._owners[key])

    def parts_of(self, type: str, id: int) -> set[Key]:
        key = (type, id)
        if key not in self._parts:
            if self._is_unindexed(key):
                self._parts[key] = set()
            else:
                self._flush_parts()
                with self.reading():
                    self._parts[key] = super().parts_of(type, id)
        return self._parts[key]

    def put_parts(self, type: str, id: int, now: set[Key]) -> None:
        before = self.parts_of(type, id)
        if before - now:
            super().put_parts(type, id, now)
            return
        for kind, part in now - before:
            self.owners(kind, part)
            self._owners[kind, part].add((type, id))
            row = {"tenant": self.tenant, "kind": kind, "id": part, "owner_type": type, "owner_id": id}
            self._new_parts.append(row)
            self._indexed |= {(kind, part), (type, id)}
        self._parts[type, id] = set(now)

    def flush(self) -> None:
        changed, self._changed = self._changed, {}
        if changed:
            self._remove(key for key in changed if key in self._written or not self.counters.is_new(*key))
            run_for_each(self.direct, inserting(objects), list(changed.values()))
            self._written |= changed.keys()
        self._flush_parts()
        if len(self._texts) > REMEMBERED:
            self._texts.clear()

    def forget(self) -> None:
        for memory in (self._texts, self._handles, self._firsts, self._parts, self._owners):
            memory.clear()

    def _is_new(self, key: Key) -> bool:
        """Return whether no row can exist with this key, so that no query is needed."""
        return key not in self._written and self.counters.is_new(*key)

    def _is_unindexed(self, key: Key) -> bool:
        return key not in self._indexed and self.counters.is_new(*key)

    def _index_handle(self, key: Key, handle: str | None) -> None:
        type, id = key
        if type not in self._handles:
            return
        if key not in self._texts and self._is_new(key):
            if handle is not None:
                # The oldest is found by a handle, as in the database.
                self._handles[type].setdefault(handle, id)
        else:
            del self._handles[type]

    def _remove(self, keys: Iterable[Key]) -> None:
        by_type: dict[str, list[int]] = {}
        for type, id in keys:
            by_type.setdefault(type, []).append(id)
        with self.reading():
            for type, ids in by_type.items():
                self.execute_among(deleting(objects, ("type",), objects.c.id), ids, type=type)

    def _flush_parts(self) -> None:
        rows, self._new_parts = self._new_parts, []
        if rows:
            run_for_each(self.direct, inserting(parts), rows)
