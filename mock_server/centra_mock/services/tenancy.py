"""What every view of one tenant shares: its name, its transactions and its settings."""

from __future__ import annotations

from contextlib import AbstractContextManager

from centra_mock.policy import Policy
from centra_mock.services.settings import AllSettings, Settings
from centra_mock.store.unit import Store, Unit


class Tenancy:
    """One tenant of a store."""

    def __init__(self, name: str, store: Store, settings: AllSettings) -> None:
        self.name = name
        self._store = store
        self._all_settings = settings

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

    def _begin(self) -> AbstractContextManager[Unit]:
        return self._store.begin(self.name)
