"""The units of work of one tenant: every part of a Centra reads and writes through these."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from centra_mock.services.settings import AllSettings, Settings
from centra_mock.store.bulk import in_bulk
from centra_mock.store.history import Origin
from centra_mock.store.transaction import Durability
from centra_mock.store.unit_of_work import Store, UnitOfWork


class Transactions:
    """Gives units of work on one tenant: one for each call, or the same for all calls within a block."""

    def __init__(self, tenant: str, store: Store, all_settings: AllSettings, unit: UnitOfWork | None = None) -> None:
        """Store the tenant. ``unit`` is an open transaction for all units of work; ``None`` opens one for each."""
        self.tenant = tenant
        self._store = store
        self._all_settings = all_settings
        self._unit = unit

    @property
    def settings(self) -> Settings:
        """Return how the tenant runs."""
        return self._all_settings.of(self.tenant)

    @contextmanager
    def begin(self, cause: str = "", durability: Durability = Durability.DISK) -> Iterator[UnitOfWork]:
        """Give a unit of work. The tenant is created if it does not exist.

        The tenant is notified after the commit if the unit of work ``is_changed``. ``cause`` is the
        id of the request that the history of objects names for the changes.
        """
        if self._unit is not None:
            yield self._unit
            return
        with self._store.begin(self.tenant, Origin(self.settings.clock, cause), durability) as unit:
            yield unit
        if unit.is_changed:
            self.settings.notifier.notify()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Give a unit of work that only reads."""
        with self.begin() as unit:
            yield unit

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """Give a unit of work that changes something."""
        with self.begin() as unit:
            yield unit
            unit.is_changed = True

    @contextmanager
    def bulk(self) -> Iterator[Transactions]:
        """Give transactions that are all one, written in bulk: everything is stored, or nothing.

        The tenant is locked until the block ends: within it, use what is given and nothing else.
        """
        if self._unit is not None:
            yield self
            return
        with self.write() as unit, in_bulk(unit) as bulk, self._within(bulk) as transactions:
            yield transactions

    @contextmanager
    def snapshot(self) -> Iterator[Transactions]:
        """Give transactions that are all one: what is read through them is of one moment.

        The tenant is locked until the block ends: within it, use what is given and nothing else.
        """
        with self.read() as unit, self._within(unit) as transactions:
            yield transactions

    @contextmanager
    def existing_snapshot(self) -> Iterator[Transactions | None]:
        """Give a snapshot of a tenant that exists, or ``None``: reading it this way does not create the tenant."""
        with self._store.begin_existing(self.tenant) as unit:
            if unit is None:
                yield None
                return
            with self._within(unit) as transactions:
                yield transactions

    @contextmanager
    def _within(self, unit: UnitOfWork) -> Iterator[Transactions]:
        transactions = Transactions(self.tenant, self._store, self._all_settings, unit)
        try:
            yield transactions
        finally:
            # What is kept beyond the block opens transactions of its own.
            transactions._unit = None
