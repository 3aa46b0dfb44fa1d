"""What every view of one tenant shares: its name, its transactions and its settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Self

from centra_mock.policy import Policy
from centra_mock.services.settings import AllSettings, Settings
from centra_mock.store.bulk import in_bulk
from centra_mock.store.history import Origin
from centra_mock.store.unit_of_work import Store, Unit


class Tenancy:
    """One tenant of a store."""

    def __init__(self, name: str, store: Store, settings: AllSettings) -> None:
        self.name = name
        self._store = store
        self._all_settings = settings
        self._unit: Unit | None = None
        """The transaction in which everything happens, where things happen together."""

    @contextmanager
    def together(self) -> Iterator[Self]:
        """A view of this Centra: what is done through it is done all together and fast, or not at all.

        Nobody else gets at this Centra before the block ends, so use nothing but the view in it.
        """
        if self._unit is not None:
            yield self
            return
        with self._change() as unit, in_bulk(unit) as bulk, self._through(bulk) as view:
            yield view

    @contextmanager
    def at_once(self) -> Iterator[Self]:
        """A view of this Centra: what it answers is of one moment, and its clients are waited for but once.

        Nobody else gets at this Centra before the block ends, so use nothing but the view in it.
        """
        with self._begin() as unit, self._through(unit) as view:
            yield view

    @contextmanager
    def looked_into(self) -> Iterator[Self | None]:
        """The same of a Centra that is there; ``None`` where there is none, as looking makes none."""
        with self._store.look_into(self.name) as unit:
            if unit is None:
                yield None
                return
            with self._through(unit) as view:
                yield view

    @contextmanager
    def _through(self, unit: Unit) -> Iterator[Self]:
        view = copy(self)
        view._unit = unit
        try:
            yield view
        finally:
            # Who keeps the view has an ordinary Centra from now on.
            view._unit = None

    @property
    def settings(self) -> Settings:
        return self._all_settings.of(self.name)

    @property
    def policy(self) -> Policy:
        """How this Centra behaves where the documentation is silent; may be replaced at any time."""
        return self.settings.policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self.settings.policy = policy

    @contextmanager
    def _begin(self) -> Iterator[Unit]:
        """A transaction, or a part of the one in which everything happens."""
        if self._unit is not None:
            yield self._unit
            return
        with self._store.begin(self.name, Origin(self.settings.clock)) as unit:
            yield unit
        if unit.is_changed:
            self.settings.activity.note()

    @contextmanager
    def _change(self) -> Iterator[Unit]:
        """The same where something is changed: whoever watches this Centra learns of it when it is stored."""
        with self._begin() as unit:
            yield unit
            unit.is_changed = True
