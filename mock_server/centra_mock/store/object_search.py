"""The search for objects by their content. One search examines a limited number of objects, so that it answers soon."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, literal, or_, select

from centra_mock.store.objects import ObjectRepository
from centra_mock.store.schema import conversions, objects, parts
from centra_mock.store.tenant_connection import TenantConnection
from centra_mock.store.text_search import holds
from centra_mock.wire.tree import KIND, escape_text

SCANNED = 2000
"""Objects that one search looks through."""


class SearchSlice(NamedTuple):
    """What was found among some objects, as (internal id, stored text)."""

    found: list[tuple[int, bytes]]
    next_after: int | None
    """The internal id behind which there is more to look through."""


class ObjectSearch(TenantConnection):
    """Searches among the objects of one tenant."""

    def __init__(self, objects: ObjectRepository) -> None:
        super().__init__(objects.connection, objects.tenant)

    def containing(self, type: str, text: str, after: int, limit: int) -> SearchSlice:
        """Return objects with ``text`` in the stored XML, or in the client's id of the object or of a part of it.

        Upper and lower case of ASCII letters are equal.
        """
        names = [*self.matching(conversions), conversions.c.external.icontains(text, autoescape=True)]
        called = select(conversions.c.internal).where(*names, conversions.c.kind == type)
        part = (parts.c.kind == conversions.c.kind) & (parts.c.id == conversions.c.internal)
        holding = select(parts.c.owner_id).where(*names, *self.matching(parts, owner_type=type), part)

        def is_meant(id: ColumnElement[int], xml: ColumnElement[bytes]) -> ColumnElement[bool]:
            stored = holds(self.connection.dialect, xml, escape_text(text).decode())
            return or_(stored, id.in_(called), id.in_(holding))

        return self._slice(type, is_meant, after, limit)

    def referring(self, type: str, to: tuple[str, int], after: int, limit: int) -> SearchSlice:
        """Return objects of a type that hold the id of a thing."""
        mark = f' {KIND}="{to[0]}">{to[1]}<'.encode()

        def is_meant(_: ColumnElement[int], xml: ColumnElement[bytes]) -> ColumnElement[bool]:
            if self.connection.dialect.name == "postgresql":
                return func.position(literal(mark).op("IN")(xml)) > 0
            return func.instr(xml, mark) > 0

        return self._slice(type, is_meant, after, limit)

    def _slice(self, type: str, is_meant: Any, after: int, limit: int) -> SearchSlice:
        some = select(objects.c.id, objects.c.xml).where(*self.matching(objects, type=type), objects.c.id > after)
        part = some.order_by(objects.c.id).limit(SCANNED).subquery()
        rows = self.connection.execute(
            select(part).where(is_meant(part.c.id, part.c.xml)).order_by(part.c.id).limit(limit)
        ).all()
        found = [(row.id, row.xml) for row in rows]
        if len(found) == limit:
            return SearchSlice(found, found[-1][0])
        looked, last = self.connection.execute(select(func.count(), func.max(part.c.id))).one()
        return SearchSlice(found, last if looked == SCANNED else None)
