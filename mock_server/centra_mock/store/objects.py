"""Objects as stored texts, and the index of what lives in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, bindparam, func, select

from centra_mock.store.history import HistoryRepository
from centra_mock.store.schema import objects, parts
from centra_mock.store.statements import tenant_rows
from centra_mock.store.tenant_connection import TenantConnection
from centra_mock.wire.endpoints import BODY_PREFIX

_OF_TYPE = select(objects.c.id, objects.c.xml).where(*tenant_rows(objects, "type"))
_AFTER = _OF_TYPE.where(objects.c.id > bindparam("after")).order_by(objects.c.id)
_PAGE = _AFTER.limit(bindparam("limit"))
_NEWEST = _OF_TYPE.where(objects.c.id < bindparam("before")).order_by(objects.c.id.desc()).limit(bindparam("limit"))
_NEWEST_OTHERS = _NEWEST.where(objects.c.handle.is_distinct_from(bindparam("handle")))
_BY_HANDLE = select(objects.c.id).where(*tenant_rows(objects, "type", "handle")).order_by(objects.c.id).limit(1)


class ObjectRepository(TenantConnection):
    """The objects of one tenant."""

    def __init__(self, connection: Connection, tenant: str, history: HistoryRepository) -> None:
        super().__init__(connection, tenant)
        self.history = history
        self._there: set[tuple[str, int]] = set()
        """Objects that were found to be there."""

    @contextmanager
    def discard_on_error(self) -> Iterator[None]:
        """Forget what was found in this block if it raises."""
        try:
            yield
        except BaseException:
            self._there.clear()
            raise

    def has(self, type: str, id: int) -> bool:
        """Return whether an object exists. The answer is cached, since references ask for the same objects again."""
        key = (type, id)
        if key not in self._there and self.select(objects.c.id, type=type, id=id).first() is not None:
            self._there.add(key)
        return key in self._there

    def get(self, type: str, id: int) -> bytes | None:
        found: bytes | None = self.select(objects.c.xml, type=type, id=id).scalar()
        return found

    def all(self, type: str, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """Yield every object of a type with an internal id above ``after``, oldest first."""
        return ((row.id, row.xml) for row in self.execute(_AFTER, type=type, after=after))

    def page(self, type: str, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Return objects of a type with internal ids above ``after``, oldest first."""
        return [(row.id, row.xml) for row in self.execute(_PAGE, type=type, after=after, limit=limit)]

    def first(self, type: str) -> int | None:
        """Return the internal id of the oldest object of a type."""
        return next((id for id, _ in self.page(type, 0, 1)), None)

    def newest(self, type: str, before: int, limit: int, without: str | None = None) -> list[tuple[int, bytes]]:
        """Return objects of a type with internal ids below ``before``, newest first, without those of a handle."""
        wanted = {"type": type, "before": before, "limit": limit}
        found = self.execute(_NEWEST_OTHERS, **wanted, handle=without) if without else self.execute(_NEWEST, **wanted)
        return [(row.id, row.xml) for row in found]

    def handles(self, type: str, part: str, limit: int) -> list[str]:
        """Return handles of a type that contain ``part``, newest first."""
        query = select(objects.c.handle).where(*self.matching(objects, type=type))
        found = query.where(objects.c.handle.contains(part.lower(), autoescape=True))
        return list(self.connection.execute(found.order_by(objects.c.id.desc()).limit(limit)).scalars())

    def with_attributes(self, type: str) -> list[int]:
        """Return the internal ids of the objects of a type with an attribute, in which Centra notes something."""
        plain = f"<{BODY_PREFIX}:{type}>".encode()
        query = select(objects.c.id).where(*self.matching(objects, type=type))
        return list(self.connection.execute(query.where(func.substr(objects.c.xml, 1, len(plain)) != plain)).scalars())

    def counts(self) -> dict[str, int]:
        query = select(objects.c.type, func.count()).where(*self.matching(objects)).group_by(objects.c.type)
        return {row.type: row[1] for row in self.connection.execute(query)}

    def by_handle(self, type: str, handle: str) -> int | None:
        """Return the internal id of the first object with a handle (the e-mail of a customer)."""
        found: int | None = self.execute(_BY_HANDLE, type=type, handle=handle.lower()).scalar()
        return found

    def put(self, type: str, id: int, xml: bytes, handle: str | None = None) -> None:
        is_new = self._note(type, id, xml)
        values = {"xml": xml, "handle": handle.lower()[:255] if handle else None}
        if is_new or not self.update(objects, values, type=type, id=id):
            self.insert(objects, {"type": type, "id": id, **values})

    def remove(self, type: str, id: int) -> None:
        self._note(type, id, None)
        self.delete(objects, type=type, id=id)
        self._there.discard((type, id))
        self.put_parts(type, id, set())

    def _note(self, type: str, id: int, xml: bytes | None) -> bool:
        """Put what an object was before this transaction into the history, if it is something else now.

        Returns whether it is known not to be there.
        """
        if self.history.extends_change(type, id, xml):
            return False
        before = self.get(type, id)
        if before != xml:
            self.history.record(type, id, before)
        return before is None

    def owners(self, kind: str, id: int) -> set[tuple[str, int]]:
        """Return the objects that contain a part, as (type, internal id)."""
        found = self.select(parts.c.owner_type, parts.c.owner_id, kind=kind, id=id)
        return {(row.owner_type, row.owner_id) for row in found}

    def parts_of(self, type: str, id: int) -> set[tuple[str, int]]:
        return {(row.kind, row.id) for row in self.select(parts.c.kind, parts.c.id, owner_type=type, owner_id=id)}

    def put_parts(self, type: str, id: int, now: set[tuple[str, int]]) -> None:
        """Replace the index entries of an object by these parts."""
        before = self.parts_of(type, id)
        for kind, part in before - now:
            self.delete(parts, kind=kind, id=part, owner_type=type, owner_id=id)
        owner = {"owner_type": type, "owner_id": id}
        self.insert(parts, *({**owner, "kind": kind, "id": part} for kind, part in now - before))
