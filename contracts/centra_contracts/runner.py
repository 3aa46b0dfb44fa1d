"""Play a scenario with a client on a mock, and record what happens."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from copy import copy
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from centra_contracts.clients import Client, ClientError, ClientInstance, ConnectionSettings, OpenClients, State
from centra_contracts.execution.client_steps import ClientRuns
from centra_contracts.execution.shop_steps import ShopSteps
from centra_contracts.limits import WaitLimits
from centra_contracts.observation import Observation, ObservedFault, PlayedStep
from centra_contracts.scenario import OTHER, ClientStep, Run, Scenario, Step
from centra_contracts.step_sentences import describe_played
from centra_mock.activities.steps import ActivityStep, step
from centra_mock.client import ControlError, MockClient, TenantClient, Unreachable
from centra_mock.errors import FileError
from centra_mock.wire.endpoints import DEFAULT_TENANT, ENDPOINTS, PASSWORD, USERNAME

SCENE = "contract"
"""The scene in which each history starts: products, prices and markets, and no events."""

HOSTS = ("127.0.0.1", "localhost")
"""The host names in the URLs of the first and the second client: they identify the client in the journal."""

START = datetime.fromisoformat("2026-01-31T08:00:00+01:00")
"""The time of the frozen clock at the start, so that histories can be repeated exactly."""


class MockEnvironment:
    """A mock on which histories are played: each in a new tenant, or all in the default one, which is reset between."""

    def __init__(
        self,
        server: str,
        *,
        endpoints: Sequence[str] = (ENDPOINTS[0].name,),
        fixed: bool = False,
        username: str = USERNAME,
        password: str = PASSWORD,
        limits: WaitLimits | None = None,
        policy: dict[str, Any] | None = None,
        prefix: str = "check",
    ) -> None:
        """Connect to the mock at the URL ``server``.

        ``endpoints``: the one that the client calls, and perhaps a second one on which its requests are judged too.
        ``fixed``: use the default tenant for each history, for a client with a fixed URL. ``policy``: settings of the
        mock by name. ``prefix``: the start of the names of tenants.
        """
        self.server = MockClient(server)
        self.username = username
        self.password = password
        self.limits = limits or WaitLimits()
        self.policy = policy or {}
        self.open_clients = OpenClients()
        self._fixed = fixed
        self._prefix = prefix
        self._numbers = count(1)
        self._endpoints = endpoints
        self._wsdls: dict[str, bytes] = {}
        self._start: bytes | None = None

    def for_rule(self, rule: str) -> MockEnvironment:
        """Return the same environment with tenants of its own, for a rule that is judged in another thread."""
        self._start_state()
        other = copy(self)
        other._prefix, other._numbers = f"{self._prefix}-{rule}", count(1)
        return other

    @contextmanager
    def tenant(self, scenario: Scenario) -> Iterator[TenantClient]:
        """Yield a tenant in its start state, with the seed and the policy of a scenario."""
        start = self._start_state()
        name = DEFAULT_TENANT if self._fixed else f"{self._prefix}-{next(self._numbers)}"
        centra = self.server.tenant(name)
        if self._fixed:
            centra.reset()
        centra.state.load(start)
        centra.clock.freeze(START)
        centra.seed = scenario.seed
        self._set_policy(centra, scenario)
        try:
            yield centra
        finally:
            # If the mock has stopped, report the error that came first.
            with suppress(ControlError):
                centra.faults.clear()
                if not self._fixed:
                    self.server.drop(name)

    def _set_policy(self, centra: TenantClient, scenario: Scenario) -> None:
        policy = {**self.policy, **scenario.policy, "page_size": scenario.page_size}
        try:
            centra.call("PATCH", "policy", body=policy)
        except Unreachable:
            raise
        except ControlError as error:
            raise FileError.of(error, "policy") from None

    def endpoint(self, scenario: Scenario) -> str:
        """Return the name of the endpoint that a scenario uses."""
        if scenario.endpoint == OTHER:
            return self._endpoints[-1]
        return scenario.endpoint or self._endpoints[0]

    def wsdl(self, centra: TenantClient, endpoint: str) -> bytes:
        """Return the WSDL of an endpoint; it is fetched once, because only its address differs between tenants."""
        if endpoint not in self._wsdls:
            self._wsdls[endpoint] = centra.wsdl(endpoint)
        return self._wsdls[endpoint]

    def _start_state(self) -> bytes:
        """Return the start state as a state file, which loads several times as fast as the scene."""
        if self._start is None:
            centra = self.server.tenant(f"{self._prefix}-start")
            centra.reset(SCENE)
            self._start = centra.state.save()
            self.server.drop(centra.name)
        return self._start


def play(scenario: Scenario, client: Client, environment: MockEnvironment, with_state: bool = True) -> Observation:
    """Play a scenario with new instances of the client. Raise ``ControlError``, ``FileError`` or ``ClientError``.

    Without ``with_state``, the client is not asked for its state.
    """
    with ExitStack() as stack:
        centra = stack.enter_context(environment.tenant(scenario))
        instances: list[ClientInstance] = []
        connections: list[ConnectionSettings] = []
        for number, markets in enumerate(scenario.clients, 1):
            folder = Path(tempfile.mkdtemp(prefix=f"centra-client-{number}-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            connections.append(
                _connection(environment, centra, scenario, folder, markets, HOSTS[(number - 1) % len(HOSTS)])
            )
            instance = client.fresh()
            environment.open_clients.add(instance)
            stack.callback(environment.open_clients.close, instance)
            instances.append(instance)
        wsdl = environment.wsdl(centra, environment.endpoint(scenario))
        return _HistoryRun(
            scenario, client, environment.limits, centra, instances, connections, wsdl, with_state
        ).play()


def _connection(
    environment: MockEnvironment,
    centra: TenantClient,
    scenario: Scenario,
    folder: Path,
    markets: list[str] | None,
    host: str,
) -> ConnectionSettings:
    name = environment.endpoint(scenario)
    url = centra.endpoint_url(name).replace(f"//{HOSTS[0]}:", f"//{host}:")
    namespace = next(each.namespace for each in ENDPOINTS if each.name == name)
    return ConnectionSettings(
        url, f"{url}?wsdl", environment.username, environment.password, namespace, folder, markets
    )


RECOVER = "recover"

FIRST_HISTORY = Scenario(steps=(step("place"), Run()))
SHOWN_LINES = 5
"""The last lines of a client's output that an error message shows."""


def check_connection(client: Client, environment: MockEnvironment) -> None:
    """Let the client poll once. Raise ``ClientError`` if it makes no call at all."""
    observation = play(FIRST_HISTORY, client, environment)
    if not observation.exchanges:
        outcome = observation.runs[0].outcome
        ended = f"exit code {outcome.exit_code}" if outcome.ended == "exit" else outcome.ended
        words = " ".join(outcome.output.strip().splitlines()[-SHOWN_LINES:])
        raise ClientError(
            "the client made no call to its CENTRA_URL, so there is nothing to judge; "
            f"it ended ({ended}) and printed {words or 'nothing'}"
        )


class _HistoryRun:
    """One scenario while it is played."""

    def __init__(
        self,
        scenario: Scenario,
        client: Client,
        limits: WaitLimits,
        centra: TenantClient,
        instances: list[ClientInstance],
        connections: list[ConnectionSettings],
        wsdl: bytes,
        with_state: bool,
    ) -> None:
        self._scenario = scenario
        self._client = client
        self._centra = centra
        self._instances = instances
        self._connections = connections
        self._wsdl = wsdl
        self._with_state = with_state
        self._shop = ShopSteps(centra)
        self._client_runs = ClientRuns(centra, limits, instances, connections, self._shop, client.polls_by_itself)
        self._played_steps: list[PlayedStep] = []
        self._faults: list[ObservedFault] = []

    def play(self) -> Observation:
        for place, each in enumerate(self._scenario.steps, 1):
            self._played_steps.append(PlayedStep(place, each, self._step(place, each)))
        self._collect_faults()
        self._client_runs.record()
        return Observation(
            scenario=self._scenario,
            played_steps=self._played_steps,
            runs=self._client_runs.made,
            exchanges=self._client_runs.exchanges,
            end_state=self._centra.state.read(),
            orders=self._shop.orders,
            states=self._states(),
            hosts=[urlsplit(each.url).netloc for each in self._connections],
            wsdl=self._wsdl,
            faults=self._faults,
            polls_by_itself=self._client.polls_by_itself,
        )

    def _states(self) -> list[State | None]:
        if not self._with_state:
            return [None for _ in self._instances]
        return [one.state(each) for one, each in zip(self._instances, self._connections, strict=True)]

    def _step(self, place: int, step: Step) -> str:
        if isinstance(step, ClientStep):
            return describe_played(step, self._client_runs.make(place, step))
        if step.name == RECOVER:
            self._collect_faults()
        else:
            assert isinstance(step, ActivityStep)
            try:
                self._shop.perform(step)
            except Unreachable:
                raise
            except (ControlError, FileError) as error:
                raise FileError.of(error, f"step {place}, {step.name}") from None
        return describe_played(step, None)

    def _collect_faults(self) -> None:
        for each in self._centra.faults.clear():
            self._faults.append(ObservedFault(each.fault.kind, each.fault.operation, each.fired))
