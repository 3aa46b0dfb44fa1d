"""One Centra on a running server: what happens in its shop as methods, and everything else in its parts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import UNSET

from centra_mock.activities.declaration import Activity, Declaration
from centra_mock.activities.mutation import ClearMutation, SetMutation
from centra_mock.activities.orders import PlaceOrder, PlaceOrders
from centra_mock.activities.policy import ChangePolicy
from centra_mock.activities.verbs import Verbs
from centra_mock.client.parts import (
    ClockClient,
    ConversionsClient,
    FaultsClient,
    JournalClient,
    ObjectsClient,
    QueueClient,
    StateClient,
)
from centra_mock.client.transport import Reply, filled
from centra_mock.control_api import settings
from centra_mock.control_api.endpoint import JSON, Answer, ControlEndpoint
from centra_mock.control_api.tenants import LONGEST_WAIT, WAIT_FOR_ACTIVITY
from centra_mock.policy import Policy
from centra_mock.wire.endpoints import ENDPOINTS, HasEndpoints

if TYPE_CHECKING:
    from centra_mock.client.mock_client import MockClient

Result = TypeVar("Result")


class TenantClient(HasEndpoints, Verbs):
    """One Centra on a running server. Ids that go in and come out are the client's.

    Its methods are what happens in the shop and in Centra's admin, as those of the Centra of a ``MockServer`` are.
    What is refused raises ``ControlError``.
    """

    def __init__(self, server: MockClient, name: str) -> None:
        self.server = server
        self.name = name
        self.queue = QueueClient(self)
        self.objects = ObjectsClient(self)
        self.conversions = ConversionsClient(self)
        self.journal = JournalClient(self)
        self.faults = FaultsClient(self)
        self.clock = ClockClient(self)
        self.state = StateClient(self)

    def __repr__(self) -> str:
        return f"<Centra {self.name} at {self.url}>"

    # Where its client finds it

    @property
    def server_url(self) -> str:
        """Return the server's base address: of the admin's pages and the control API."""
        return self.server.url

    def wsdl(self, endpoint: str = ENDPOINTS[0].name) -> bytes:
        """Return the WSDL of an endpoint."""
        path = self.endpoint_url(endpoint).removeprefix(self.server_url)
        return self.server.send(
            "GET", *path.strip("/").split("/"), query={"wsdl": ""}, prefix="", content_type="text/xml"
        ).raw

    # What happens

    def perform(self, activity: Activity[Result]) -> Result:
        """Perform an activity and return its result. Raises ``ControlError``, with nothing changed."""
        if isinstance(activity, PlaceOrder):
            many = PlaceOrders(**{name: getattr(activity, name) for name in activity.__struct_fields__})
            return cast(Result, self.perform(many)[0])
        declaration = activity.declaration
        values = {name: getattr(activity, name) for name in declaration.fields}
        reply = self.send_activity(declaration, {name: each for name, each in values.items() if each is not UNSET})
        if declaration.answer is None:
            return cast(Result, None)
        return cast(Result, declaration.result(reply.read(declaration.answer)))

    def send_activity(self, declaration: Declaration, values: Mapping[str, object]) -> Reply:
        """Send an activity with values for its fields, and return the answer as it came.

        Fields that are left out have the server's defaults. Raises ``Refused`` where one is missing that stands in the
        path.
        """
        route = declaration.route_for(values)
        body = {name: values[name] for name in declaration.body_fields if name in values}
        return self.send(
            route.method,
            *filled(route.path, values),
            body=body if declaration.body_fields else None,
            query={name: values[name] for name in route.query if name in values},
        )

    @property
    def activity(self) -> int:
        """Return how much has happened so far: exchanges, faults that struck, changes of data and settings."""
        return self.wait_for_activity(0, 0)

    def wait_for_activity(self, seen: int, seconds: float = 10.0) -> int:
        """Wait until more has happened than was ``seen``, or that time is over; return how much has happened."""
        end = time.monotonic() + seconds
        while True:
            left = max(end - time.monotonic(), 0.0)
            wait = min(left, LONGEST_WAIT, self.server.timeout / 2)
            count = self.request(WAIT_FOR_ACTIVITY, query={"seen": seen, "seconds": wait}).count
            if count != seen or not left:
                return count

    def wait_until(self, condition: Callable[[], object], seconds: float = 10.0) -> bool:
        """Wait until a condition holds, looking again whenever something has happened; return whether it does."""
        end = time.monotonic() + seconds
        seen = self.activity
        while not condition():
            left = end - time.monotonic()
            if left <= 0:
                return False
            seen = self.wait_for_activity(seen, left)
        return True

    def reset(self, scene: str | None = None) -> None:
        """Empty the Centra, as if it were new, or start with a scene, as ``season?orders=50``."""
        self.request(settings.RESET, settings.Reset(scene))

    # How it runs

    @property
    def policy(self) -> Policy:
        """Return how it behaves where the documentation is silent. Set it to ``None`` for the server's own policy."""
        return Policy(**self.request(settings.SHOW_POLICY))

    @policy.setter
    def policy(self, policy: Policy | None) -> None:
        if policy is None:
            self.request(settings.DEFAULT_POLICY)
        else:
            self.perform(ChangePolicy(**asdict(policy)))

    @property
    def seed(self) -> int:
        """Return the seed of all that is made up. Set it to start again."""
        return self.request(settings.SHOW_SEED).seed

    @seed.setter
    def seed(self, seed: int) -> None:
        self.request(settings.SET_SEED, settings.Seed(seed))

    @property
    def mutation(self) -> SetMutation | None:
        """Return how answers are mutated, or ``None``. Setting it counts answers from the first again."""
        return self.request(settings.SHOW_MUTATION).mutation

    @mutation.setter
    def mutation(self, mutation: SetMutation | None) -> None:
        self.perform(mutation or ClearMutation())

    # Everything else

    def call(self, method: str, *path: str | int, body: Any = None, query: Mapping[str, object] | None = None) -> Any:
        """Call a path below ``/_mock/<tenant>`` and return the JSON of the answer; see ``MockClient.call``."""
        return self.send(method, *path, body=body, query=query).data

    def send(
        self,
        method: str,
        *path: str | int,
        body: Any = None,
        query: Mapping[str, object] | None = None,
        content_type: str | None = JSON,
    ) -> Reply:
        """Do what ``call`` does, and return the answer as it came; see ``MockClient.send``."""
        return self.server.send(method, self.name, *path, body=body, query=query, content_type=content_type)

    def request(
        self,
        endpoint: ControlEndpoint[Answer],
        body: Any = None,
        query: Mapping[str, object] | None = None,
        **path: object,
    ) -> Answer:
        """Call an endpoint of the tenant, with the values in its path, and return its answer."""
        return self.server.request(endpoint, body, query, ams=self.name, **path)
