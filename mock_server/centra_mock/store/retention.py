"""Retention: how much of the journal and the history is kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Delete, Select, Table, bindparam, delete, func, select

from centra_mock.store.statements import tenant_rows
from centra_mock.store.tenant_connection import TenantConnection

_BATCHES = 32
"""One batch is this part of what is kept."""


@dataclass(frozen=True)
class Retention:
    """How much of a tenant's is kept."""

    count: int = 2000
    size: int = 64 * 1024 * 1024
    """Bytes of exchanges, or of former objects."""

    def is_due(self, newest: int, size: int) -> bool:
        """Return whether the oldest are to be dropped after row ``newest``, when there are ``size`` bytes.

        They are dropped in batches, since each time costs a pass over all rows: there may be a 32nd part too many.
        """
        return newest % max(1, self.count // _BATCHES) == 0 or size > self.size + self.size // _BATCHES


def drop_oldest(repository: TenantConnection, table: Table, newest: int, retention: Retention) -> None:
    """Drop the oldest rows beyond the retention, but never the newest. The table has columns ``id`` and ``size``."""
    repository.execute(_drop_until(table), last=newest - retention.count)
    # The sum alone is had at once, and most often it is all that has to be known.
    if (repository.execute(_size(table)).scalar() or 0) <= retention.size:
        return
    kept = func.sum(table.c.size).over(order_by=table.c.id.desc()).label("kept")
    newest_first = select(table.c.id, kept).where(*repository.matching(table)).subquery()
    beyond = select(func.max(newest_first.c.id)).where(newest_first.c.kept > retention.size, newest_first.c.id < newest)
    repository.execute(_drop_until(table), last=repository.scalar(beyond) or 0)


@cache
def _drop_until(table: Table) -> Delete:
    return delete(table).where(*tenant_rows(table), table.c.id <= bindparam("last"))


@cache
def _size(table: Table) -> Select[Any]:
    return select(func.sum(table.c.size)).where(*tenant_rows(table))
