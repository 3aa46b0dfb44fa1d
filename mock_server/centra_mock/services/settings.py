"""How each tenant runs: its policy, its clock and its source of chance."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from centra_mock.clock import Clock, TenantClock
from centra_mock.domain.fault_schedule import FaultSchedule
from centra_mock.domain.mutations import Mutation, Mutator
from centra_mock.policy import Policy
from centra_mock.services.notifier import Notifier
from centra_mock.services.page_cache import PageCache


@dataclass
class Defaults:
    """What a tenant runs with unless it has settings of its own."""

    policy: Policy
    clock: Clock
    seed: int = 0
    pages: PageCache = field(default_factory=PageCache)
    """Rendered pages of all tenants."""


class Settings:
    """How one tenant runs. Kept in memory: a server that starts again starts with its defaults."""

    def __init__(self, name: str, defaults: Defaults) -> None:
        self._name = name
        self._defaults = defaults
        self._policy: Policy | None = None
        self.notifier = Notifier()
        self.clock = TenantClock(defaults.clock, lambda: self.policy.zone, self.notifier.notify)
        self.faults = FaultSchedule(self.notifier.notify)
        self.mutator: Mutator | None = None
        self.seed = defaults.seed
        self.random = Random()  # noqa: S311 (for sample data, and to repeat a run)
        self._seed_random()

    @property
    def policy(self) -> Policy:
        """Return the tenant's own policy, or else the server's."""
        return self._policy or self._defaults.policy

    @policy.setter
    def policy(self, policy: Policy | None) -> None:
        self._policy = policy
        self.notifier.notify()

    @property
    def pages(self) -> PageCache:
        """Return the rendered pages of the server's tenants."""
        return self._defaults.pages

    @property
    def default_policy(self) -> Policy:
        """Return the server's policy."""
        return self._defaults.policy

    @property
    def mutation(self) -> Mutation | None:
        """Return the mutation of answers. Setting it counts answers from the first again."""
        mutator = self.mutator
        return mutator.mutation if mutator else None

    @mutation.setter
    def mutation(self, mutation: Mutation | None) -> None:
        self.mutator = Mutator(mutation) if mutation else None
        self.notifier.notify()

    @contextmanager
    def restored_on_error(self) -> Iterator[None]:
        """Restore policy, clock, seed and the state of the random numbers if the block raises."""
        policy, seed, chance = self._policy, self.seed, self.random.getstate()
        with self.clock.put_back(only_after_errors=True):
            try:
                yield
            except BaseException:
                self._policy, self.seed = policy, seed
                self.random.setstate(chance)
                raise

    def reseed(self, seed: int) -> None:
        """Start the random numbers again: the same seed and tenant give the same sample data."""
        self.seed = seed
        self._seed_random()
        self.notifier.notify()

    def restore_defaults(self) -> None:
        """Take the server's policy, clock and seed again."""
        self.policy = None
        self.clock.resume()
        self.reseed(self._defaults.seed)

    def stop_fault_injection(self) -> None:
        """Remove all faults and the mutation; the next fault is number 1."""
        self.faults.clear()
        self.faults = FaultSchedule(self.notifier.notify)
        self.mutation = None

    def stop(self) -> None:
        """Let all that wait for a fault or a notification go on: the server stops."""
        self.faults.stop()
        self.notifier.stop()

    def _seed_random(self) -> None:
        self.random.seed(f"{self.seed}/{self._name}")


@dataclass
class AllSettings:
    """The settings of every tenant of a server."""

    defaults: Defaults
    _own: dict[str, Settings] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopped: bool = False

    def of(self, tenant: str) -> Settings:
        """Return the settings of a tenant."""
        with self._lock:
            if tenant not in self._own:
                self._own[tenant] = Settings(tenant, self.defaults)
                if self._stopped:
                    self._own[tenant].stop()
            return self._own[tenant]

    def policy_of(self, tenant: str) -> Policy:
        """Return the policy of a tenant, which need not exist."""
        own = self._own.get(tenant)
        return own.policy if own is not None else self.defaults.policy

    def forget(self, tenant: str) -> None:
        """Drop the settings of a tenant that was deleted; all that wait there go on."""
        with self._lock:
            forgotten = self._own.pop(tenant, None)
        if forgotten is not None:
            forgotten.faults.clear()
            forgotten.notifier.stop()

    def notify(self) -> None:
        """Notify every tenant."""
        with self._lock:
            for settings in self._own.values():
                settings.notifier.notify()

    def stop(self) -> None:
        """Let all that wait go on: the server stops."""
        with self._lock:
            self._stopped = True
            for settings in self._own.values():
                settings.stop()
