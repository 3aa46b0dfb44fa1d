"""Numbers that only go up: one sequence per kind of thing."""

from __future__ import annotations

from sqlalchemy import select

from centra_mock.store.schema import counters
from centra_mock.store.statements import tenant_rows
from centra_mock.store.tenant_connection import TenantConnection

EXCHANGES = "exchange"
"""The journal's own sequence: it counts what was said of a tenant, and is no part of what the tenant is."""


_MADE = select(counters.c.name).where(*tenant_rows(counters), counters.c.name != EXCHANGES).limit(1)


class Counters(TenantConnection):
    def last(self, name: str) -> int:
        """The last number given, 0 for none."""
        return self.select(counters.c.value, name=name).scalar() or 0

    def take(self, name: str, count: int = 1) -> int:
        """Give out ``count`` numbers and return the first."""
        first = self.last(name) + 1
        value = first + count - 1
        self.set(name, value)
        return first

    def set(self, name: str, value: int) -> None:
        if not self.update(counters, {"value": value}, name=name):
            self.insert(counters, {"name": name, "value": value})

    def any(self) -> bool:
        """Whether a number was given to anything but exchanges."""
        return self.execute(_MADE).first() is not None
