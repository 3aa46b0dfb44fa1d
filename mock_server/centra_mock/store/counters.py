"""Numbers that are kept by name: mostly sequences, one per kind of thing."""

from __future__ import annotations

from secrets import randbits

from sqlalchemy import select

from centra_mock.store.schema import counters
from centra_mock.store.statements import tenant_rows
from centra_mock.store.tenant_connection import TenantConnection

EXCHANGES = "exchange"
"""The journal's own sequence: it counts the exchanges of a tenant, and is no part of what the tenant is."""

JOURNAL_SIZE = "journal size"
"""The bytes that the journal holds: 0 where it is empty, and where they were not counted yet."""

CONVERSIONS = "conversions"
"""The version of the conversion table, by which rendered texts are kept: another number after each change."""

NO_STATE = (EXCHANGES, JOURNAL_SIZE, CONVERSIONS)
"""What is kept here and is no part of what the tenant is."""

IS_STATE = tuple(counters.c.name != name for name in NO_STATE)

_MADE = select(counters.c.name).where(*tenant_rows(counters), *IS_STATE).limit(1)


_VERSION_BITS = 62


class Counters(TenantConnection):
    def last(self, name: str) -> int:
        """Return the last number given, 0 for none."""
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

    def renew_version(self, name: str) -> None:
        """Set a random number, so that no earlier version is repeated, even if a change was undone."""
        self.set(name, randbits(_VERSION_BITS))

    def any(self) -> bool:
        """Return whether a number was given to anything that is part of the tenant."""
        return self.execute(_MADE).first() is not None
