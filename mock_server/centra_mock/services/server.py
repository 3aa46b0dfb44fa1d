"""A server, as its pages and the control API use it: its tenants over one store."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from centra_mock.services.centra import Access
from centra_mock.services.settings import AllSettings
from centra_mock.services.tenant import Tenant
from centra_mock.services.transactions import Transactions
from centra_mock.store.unit_of_work import Store
from centra_mock.wire.endpoints import Login


@dataclass
class Server:
    """The tenants of a server."""

    store: Store
    settings: AllSettings
    login: Login
    """The API's user and password."""
    url: str = ""
    """The base address, once the server listens."""
    started: float = field(default_factory=monotonic)

    @property
    def database(self) -> str:
        """Return the kind of the database, for people."""
        return self.store.kind

    @property
    def uptime(self) -> float:
        """Return the seconds since the start."""
        return monotonic() - self.started

    def transactions(self, tenant: str) -> Transactions:
        """Return the units of work on a tenant, which is created by the first of them."""
        return Transactions(tenant, self.store, self.settings)

    def tenant(self, name: str) -> Tenant:
        """Return a tenant; it is created when it is first used."""
        return Tenant(self.transactions(name), Access(self.url, self.login))

    def check(self) -> None:
        """Raise ``DatabaseFailed`` where the database does not answer, or is damaged."""
        self.store.check()

    def tenants(self) -> list[str]:
        """Return the names of the tenants."""
        return self.store.tenants()

    def queue_lengths(self) -> dict[str, int]:
        """Return how many events are queued, by tenant."""
        return self.store.queue_lengths()

    def drop(self, name: str) -> bool:
        """Delete a tenant and all that is in it; ``False`` if there is none."""
        self.settings.forget(name)
        return self.store.drop(name)
