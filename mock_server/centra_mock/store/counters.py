"""Numbers that only go up: one sequence per kind of thing."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from centra_mock.store.connection import Scoped
from centra_mock.store.schema import counters

EXCHANGES = "exchange"
"""The journal's own sequence: it counts what was said of a tenant, and is no part of what the tenant is."""


class Counters(Scoped):
    def last(self, name: str) -> int:
        """The last number given, 0 for none."""
        return self.look(counters.c.value, name=name).scalar() or 0

    def take(self, name: str, count: int = 1) -> int:
        """Give out ``count`` numbers and return the first."""
        first = self.last(name) + 1
        value = first + count - 1
        if not self.run(update(counters).where(*self.of(counters, name=name)).values(value=value)):
            self.run(insert(counters).values(tenant=self.tenant, name=name, value=value))
        return first

    def any(self) -> bool:
        """Whether a number was given to anything but exchanges."""
        made = select(counters.c.name).where(*self.of(counters), counters.c.name != EXCHANGES)
        return self.scalar(made.limit(1)) is not None
