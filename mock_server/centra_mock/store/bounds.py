"""How much a record of what happened keeps, and what it lets go."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Table, delete, func, select

from centra_mock.store.connection import Scoped


@dataclass(frozen=True)
class Bounds:
    """How much of a tenant's is kept."""

    count: int = 2000
    size: int = 64 * 1024 * 1024
    """Bytes of what was said, or of what there was."""


def drop_oldest(room: Scoped, table: Table, newest: int, bounds: Bounds) -> None:
    """Drop the oldest rows beyond the bounds, but never the newest. The table has columns ``id`` and ``size``."""
    mine = room.of(table)
    room.run(delete(table).where(*mine, table.c.id <= newest - bounds.count))
    # The sum alone is had at once, and most often it is all that has to be known.
    if (room.scalar(select(func.sum(table.c.size)).where(*mine)) or 0) <= bounds.size:
        return
    kept = func.sum(table.c.size).over(order_by=table.c.id.desc()).label("kept")
    newest_first = select(table.c.id, kept).where(*mine).subquery()
    beyond = select(func.max(newest_first.c.id)).where(newest_first.c.kept > bounds.size, newest_first.c.id < newest)
    room.run(delete(table).where(*mine, table.c.id <= (room.scalar(beyond) or 0)))
