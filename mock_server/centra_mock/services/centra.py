"""One Centra, for a Python program: what happens in its shop, and the parts it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from centra_mock.clock import TenantClock
from centra_mock.domain.mutations import Mutation
from centra_mock.policy import Policy
from centra_mock.services.parts.conversions import Conversions
from centra_mock.services.parts.faults import Faults
from centra_mock.services.parts.journal import Journal
from centra_mock.services.parts.objects import Objects
from centra_mock.services.parts.queue import Queue
from centra_mock.services.parts.state import State
from centra_mock.services.sample_data import generator  # noqa: F401 (it performs an activity)
from centra_mock.services.scenes.catalog import EMPTY, find_scene, play_scene
from centra_mock.services.settings import Settings
from centra_mock.services.shop.activities import ShopActivities
from centra_mock.services.shop.transaction import ShopTransaction
from centra_mock.services.transactions import Transactions
from centra_mock.wire.endpoints import HasEndpoints, Login


@dataclass(frozen=True)
class Access:
    """How clients reach a server."""

    url: str
    """The server's base address, as in ``http://127.0.0.1:8337``."""
    login: Login


class Centra(HasEndpoints, ShopActivities):
    """One Centra: the tenant of a ``MockServer``. Ids that go in and come out are the client's.

    Its methods are what happens in the shop and in Centra's module, each with its events and in one transaction.
    Everything else is in its parts.
    """

    def __init__(self, transactions: Transactions, access: Access) -> None:
        self._transactions = transactions
        self._access = access
        self.name = transactions.tenant
        self.queue = Queue(transactions)
        self.objects = Objects(transactions)
        self.conversions = Conversions(transactions)
        self.journal = Journal(transactions)
        self.faults = Faults(transactions)
        self.state = State(transactions)

    def __repr__(self) -> str:
        return f"<Centra {self.name} at {self.url}>"

    # Where its client finds it

    @property
    def server_url(self) -> str:
        """Return the server's base address: of the admin's pages and the control API."""
        return self._access.url

    @property
    def login(self) -> Login:
        """Return the API's user and password."""
        return self._access.login

    # How it runs

    @property
    def policy(self) -> Policy:
        """Return the tenant's own policy, or else the server's. Set it to ``None`` to return to the server's."""
        return self._settings.policy

    @policy.setter
    def policy(self, policy: Policy | None) -> None:
        self._settings.policy = policy

    @property
    def clock(self) -> TenantClock:
        """Return its clock, which can be set, frozen and advanced."""
        return self._settings.clock

    @property
    def seed(self) -> int:
        """Return the seed of the sample data. Setting it starts the random numbers again: the same seed and tenant give
        the same data."""
        return self._settings.seed

    @seed.setter
    def seed(self, seed: int) -> None:
        self._settings.reseed(seed)

    @property
    def mutation(self) -> Mutation | None:
        """Return the mutation of answers, or ``None``. Setting it counts answers from the first again."""
        return self._settings.mutation

    @mutation.setter
    def mutation(self, mutation: Mutation | None) -> None:
        self._settings.mutation = mutation

    def reset(self, scene: str | None = None, policy: Policy | None = None) -> None:
        """Empty the Centra, as if it were new, with the server's clock and seed; then play a scene, if one is given.

        ``scene`` is a name, with parameters as in ``season?orders=50``, or the path of a file. ``policy`` is its own;
        without one it has the server's. Raises ``Unavailable`` for a scene that does not exist and ``Refused`` for one
        that is wrong, with nothing changed.
        """
        found = find_scene(scene or EMPTY)
        with self._settings.restored_on_error(), self.together() as view, view._transactions.write() as unit:
            unit.rows.clear()
            self._settings.restore_defaults()
            self.policy = policy
            if found is not None:
                play_scene(found, ShopTransaction(unit, self._settings))
        self._settings.stop_fault_injection()

    def wait_until(self, condition: Callable[[], object], seconds: float = 10.0) -> bool:
        """Wait until a condition holds, checking it whenever something has happened; return whether it does.

        Something has happened when an exchange was recorded, a fault struck, or data or settings were changed.
        """
        return self._settings.notifier.wait_until(condition, seconds)

    @contextmanager
    def together(self) -> Iterator[Centra]:
        """Give this Centra for a block in which everything is one transaction: all of it is stored, fast, or nothing.

        Its clients wait until the block ends: within it, use what is given and nothing else.
        """
        with self._transactions.bulk() as transactions:
            yield Centra(transactions, self._access)

    @property
    def _settings(self) -> Settings:
        return self._transactions.settings
