"""Plays a scenario over HTTP, with a client, and writes down what was seen."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from centra_contracts.clients import Client, ClientError, Connection, Instance
from centra_contracts.execution.client_steps import ClientRuns
from centra_contracts.execution.shop_steps import ShopSteps
from centra_contracts.limits import Limits
from centra_contracts.mock import Mock, MockError
from centra_contracts.observation import FaultSeen, Observation, PlayedStep
from centra_contracts.scenario import OTHER, ClientStep, Run, Scenario, Step
from centra_contracts.story import told
from centra_mock.activities.steps import ActivityStep, step
from centra_mock.errors import FileError
from centra_mock.wire.endpoints import DEFAULT_TENANT, ENDPOINTS, PASSWORD, USERNAME

SCENE = "contract"
"""Where every history starts: goods, prices and markets, and no events."""

HOSTS = ("127.0.0.1", "localhost")
"""What the first client and the second call this machine: so the journal tells whose a call is."""

START = "2026-01-31T08:00:00+01:00"
"""The clock stands there at the start, so that a run repeats exactly."""


class Stage:
    """A server on which histories are played, each in a tenant of its own, or all in one that is emptied between."""

    def __init__(
        self,
        server: str,
        *,
        endpoints: Sequence[str] = (ENDPOINTS[0].name,),
        fixed: bool = False,
        username: str = USERNAME,
        password: str = PASSWORD,
        limits: Limits | None = None,
        policy: dict[str, Any] | None = None,
        prefix: str = "check",
    ) -> None:
        """``endpoints``: the one that the client is given, and another on which its requests are looked at too.
        ``fixed``: every history has the same address, for clients that can't be told where to go."""
        self.server = server
        self.username = username
        self.password = password
        self.limits = limits or Limits()
        self.policy = policy or {}
        self._fixed = fixed
        self._prefix = prefix
        self._numbers = count(1)
        self._endpoints = endpoints
        self._wsdls: dict[str, bytes] = {}
        self._start: bytes | None = None

    @contextmanager
    def tenant(self, scenario: Scenario) -> Iterator[Mock]:
        """A Centra that is as every history finds it."""
        start = self._prepared()
        name = DEFAULT_TENANT if self._fixed else f"{self._prefix}-{next(self._numbers)}"
        mock = Mock(self.server, name)
        if self._fixed:
            mock.call("POST", "reset", body={})
        mock.call("PUT", "state", body=start)
        mock.call("PUT", "clock", body={"now": START, "frozen": True})
        mock.call("PUT", "seed", body={"seed": scenario.seed})
        policy = {**self.policy, **scenario.policy, "page_size": scenario.page_size}
        try:
            mock.call("PATCH", "policy", body=policy)
        except MockError as error:
            raise error.within("policy") from None
        try:
            yield mock
        finally:
            # A mock that is gone hides no other error.
            with suppress(MockError):
                mock.call("DELETE", "faults")
                if not self._fixed:
                    Mock(self.server, "tenants").call("DELETE", name)

    def endpoint(self, scenario: Scenario) -> str:
        """The endpoint of a history, by name."""
        if scenario.endpoint == OTHER:
            return self._endpoints[-1]
        return scenario.endpoint or self._endpoints[0]

    def wsdl(self, mock: Mock, endpoint: str) -> bytes:
        """The WSDL of an endpoint: but for the address, the same in each history."""
        if endpoint not in self._wsdls:
            self._wsdls[endpoint] = mock.fetch(f"{mock.endpoint_url(endpoint)}?wsdl")
        return self._wsdls[endpoint]

    def _prepared(self) -> bytes:
        """The start of every history as a file: to load one is several times as fast as to play the scene."""
        if self._start is None:
            mock = Mock(self.server, f"{self._prefix}-start")
            mock.call("POST", "reset", body={"scene": SCENE})
            self._start = mock.raw("GET", "state")
            Mock(self.server, "tenants").call("DELETE", mock.tenant)
        return self._start


def play(scenario: Scenario, client: Client, stage: Stage) -> Observation:
    """Play a history from its start, with fresh clients. Raises ``MockError`` and ``ClientError``."""
    with ExitStack() as stack:
        mock = stack.enter_context(stage.tenant(scenario))
        instances: list[Instance] = []
        connections: list[Connection] = []
        for number, markets in enumerate(scenario.clients, 1):
            folder = Path(tempfile.mkdtemp(prefix=f"centra-client-{number}-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            connections.append(_connection(stage, mock, scenario, folder, markets, HOSTS[(number - 1) % len(HOSTS)]))
            instances.append(client.fresh())
            stack.callback(instances[-1].close)
        wsdl = stage.wsdl(mock, stage.endpoint(scenario))
        return _Play(scenario, client, stage.limits, mock, instances, connections, wsdl).play()


def _connection(
    stage: Stage, mock: Mock, scenario: Scenario, folder: Path, markets: list[str] | None, host: str
) -> Connection:
    name = stage.endpoint(scenario)
    url = mock.endpoint_url(name).replace(f"//{HOSTS[0]}:", f"//{host}:")
    namespace = next(each.namespace for each in ENDPOINTS if each.name == name)
    return Connection(url, f"{url}?wsdl", stage.username, stage.password, namespace, folder, markets)


RECOVER = "recover"

FIRST_MEETING = Scenario(steps=(step("place"), Run()))
_LAST_WORDS = 5
"""Lines of what a client wrote that are shown."""


def meet(client: Client, stage: Stage) -> None:
    """Let a client poll once, to see that there is something to judge. Raises ``ClientError`` if it calls nothing."""
    seen = play(FIRST_MEETING, client, stage)
    if not seen.exchanges:
        outcome = seen.visits[0].outcome
        ended = f"exit code {outcome.exit_code}" if outcome.ended == "exit" else outcome.ended
        words = " ".join(outcome.output.strip().splitlines()[-_LAST_WORDS:])
        raise ClientError(
            "the client called nothing at its CENTRA_URL, so there is nothing to judge; "
            f"it ended ({ended}) and wrote {words or 'nothing'}"
        )


class _Play:
    """One history while it is played."""

    def __init__(
        self,
        scenario: Scenario,
        client: Client,
        limits: Limits,
        mock: Mock,
        instances: list[Instance],
        connections: list[Connection],
        wsdl: bytes,
    ) -> None:
        self._scenario = scenario
        self._client = client
        self._mock = mock
        self._instances = instances
        self._connections = connections
        self._wsdl = wsdl
        self._shop = ShopSteps(mock)
        self._visits = ClientRuns(mock, limits, instances, connections, self._shop, client.polls_by_itself)
        self._told: list[PlayedStep] = []
        self._faults: list[FaultSeen] = []

    def play(self) -> Observation:
        for place, each in enumerate(self._scenario.steps, 1):
            self._told.append(PlayedStep(place, each, self._step(place, each)))
        self._collect_faults()
        self._visits.record()
        return Observation(
            scenario=self._scenario,
            told=self._told,
            visits=self._visits.made,
            exchanges=self._visits.exchanges,
            end=self._mock.snapshot(),
            orders=self._shop.orders,
            states=[one.state(each) for one, each in zip(self._instances, self._connections, strict=True)],
            hosts=[urlsplit(each.url).netloc for each in self._connections],
            wsdl=self._wsdl,
            faults=self._faults,
            polls_by_itself=self._client.polls_by_itself,
        )

    def _step(self, place: int, step: Step) -> str:
        if isinstance(step, ClientStep):
            return told(step, self._visits.make(place, step))
        if step.name == RECOVER:
            self._collect_faults()
        else:
            assert isinstance(step, ActivityStep)
            try:
                self._shop.perform(step)
            except (MockError, FileError) as error:
                if isinstance(error, FileError):
                    raise FileError.of(error, f"step {place}, {step.name}") from None
                raise error.within(f"step {place}, {step.name}") from None
        return told(step, None)

    def _collect_faults(self) -> None:
        for state in self._mock.call("DELETE", "faults")["faults"]:
            fault = state["fault"]
            self._faults.append(FaultSeen(fault["kind"], fault["operation"], state["fired"]))
