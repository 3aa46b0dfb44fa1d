"""The history of objects: what each of them was before it was changed. Append-only, and bounded by count and bytes."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from centra_mock.clock import Clock, iso_date
from centra_mock.scalars import LARGEST
from centra_mock.store.retention import Retention, drop_oldest
from centra_mock.store.schema import changes
from centra_mock.store.statements import tenant_rows
from centra_mock.store.tenant_connection import TenantConnection


class Origin(NamedTuple):
    """When something is done, and by which request."""

    clock: Clock
    cause: str = ""
    """The ``X-Centra-Request-ID`` of the client's request at work; empty for what is done in Centra itself."""


class RecordedChange(NamedTuple):
    """A change of an object."""

    id: int
    at: str
    cause: str
    before: bytes | None
    """What the object was; ``None`` if it was made."""


class NotedChange(NamedTuple):
    """A change that a transaction has made so far."""

    id: int
    before: bytes | None


_READ = select(*(changes.c[name] for name in RecordedChange._fields))
_LAST = select(func.max(changes.c.id)).where(*tenant_rows(changes))
_OF_OBJECT = _READ.where(*tenant_rows(changes, "type", "object"))
_NEXT = _OF_OBJECT.where(changes.c.id > bindparam("change")).order_by(changes.c.id).limit(1)
_UNTIL = _OF_OBJECT.where(changes.c.id <= bindparam("until")).order_by(changes.c.id.desc()).limit(bindparam("limit"))

CHECK_EVERY = 100
"""Changes after which the retention are looked at: so many there may be beyond them."""

LARGE = 100 * 1024
"""Bytes of a change after which they are looked at in any case."""


class HistoryRepository(TenantConnection):
    """The history of one tenant's objects, and what is changed by one origin."""

    retention = Retention(count=20_000)

    def __init__(self, connection: Connection, tenant: str, origin: Origin) -> None:
        super().__init__(connection, tenant)
        self._origin = origin
        self._newest: int | None = None
        self._noted: MutableMapping[tuple[str, int], NotedChange | None] = {}
        """The changes of this transaction, by type and id of the object; ``None`` for one that came to nothing."""

    @contextmanager
    def discard_on_error(self) -> Iterator[None]:
        """Forget what was noted in this block if it raises: it is undone."""
        before = self._noted
        meanwhile: dict[tuple[str, int], NotedChange | None] = {}
        self._noted = ChainMap(meanwhile, before)
        try:
            yield
            before.update(meanwhile)
        finally:
            self._noted = before

    def extends_change(self, type: str, id: int, now: bytes | None) -> bool:
        """Return whether this transaction has changed an object already; the new change is then part of the same one.

        The change is deleted from the history if the object is what it was before the transaction.
        """
        noted = self._noted.get((type, id))
        if noted is None:
            return False
        if noted.before == now:
            self.delete(changes, id=noted.id)
            self._noted[type, id] = None
        return True

    def record(self, type: str, id: int, before: bytes | None) -> None:
        """Record that an object is changed from what it was, or made."""
        if self._newest is None:
            self._newest = self.execute(_LAST).scalar() or 0
        self._newest += 1
        size = len(before or b"")
        values = {
            "id": self._newest,
            "type": type,
            "object": id,
            "at": iso_date(self._origin.clock()),
            "cause": self._origin.cause,
            "size": size,
            "before": before,
        }
        self.insert(changes, values)
        self._noted[type, id] = NotedChange(self._newest, before)
        if self._newest % CHECK_EVERY == 0 or size > LARGE:
            drop_oldest(self, changes, self._newest, self.retention)

    def of_object(self, type: str, id: int, until: int | None = None, limit: int = 100) -> list[RecordedChange]:
        """Return the changes of an object up to change ``until``, newest first."""
        until = LARGEST if until is None else until
        return [RecordedChange(*row) for row in self.execute(_UNTIL, type=type, object=id, until=until, limit=limit)]

    def after(self, type: str, id: int, change: int) -> RecordedChange | None:
        """Return the next change of an object after ``change``. Its ``before`` is the object as ``change`` left it."""
        row = self.execute(_NEXT, type=type, object=id, change=change).first()
        return RecordedChange(*row) if row is not None else None
