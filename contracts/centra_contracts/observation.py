"""The record of a scenario that was played: runs of the client, exchanges, and the state of Centra and client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from centra_contracts.clients import RunOutcome, State
from centra_contracts.exchange import DeliveredEvent, ObservedExchange
from centra_contracts.scenario import Scenario, Step
from centra_mock.control_api.state_file import StateFile


@dataclass(frozen=True)
class ClientRun:
    """What a client did in one step: one poll or several."""

    step: int
    """The number of the step in the scenario, from 1."""
    client: int
    """The number of the client, from 1."""
    outcomes: Sequence[RunOutcome]
    """How each poll ended."""
    exchanges: tuple[int, int]
    """Two ids of the journal: the last exchange before the run, and the last one in it."""
    before: StateFile
    """The state of Centra before the run."""
    after: StateFile

    @property
    def outcome(self) -> RunOutcome:
        """Return how the last poll ended."""
        return self.outcomes[-1]

    @property
    def reported_problem(self) -> bool:
        """Return whether a poll ended with an error."""
        return any(each.reported_problem for each in self.outcomes)

    @property
    def output(self) -> str:
        """Return the output of all polls."""
        return "".join(each.output for each in self.outcomes)


@dataclass(frozen=True)
class PlayedStep:
    """A step that was played, and a sentence about it."""

    number: int
    step: Step
    text: str


@dataclass(frozen=True)
class ObservedFault:
    """A fault of the scenario, and how often it was injected."""

    kind: str
    operation: str | None
    fired: int


@dataclass(frozen=True)
class Observation:
    """The record of one scenario."""

    scenario: Scenario
    played_steps: Sequence[PlayedStep]
    runs: Sequence[ClientRun]
    exchanges: Sequence[ObservedExchange]
    end_state: StateFile
    """The state of Centra at the end."""
    orders: Sequence[str]
    """The ids of the placed orders; they may have changed since."""
    states: Sequence[State | None]
    """The data that each client stores; ``None`` for a client that can't report it."""
    hosts: Sequence[str] = ()
    """The host and port in the URL of each client."""
    wsdl: bytes = b""
    """The WSDL of the endpoint that the client calls."""
    faults: Sequence[ObservedFault] = ()
    polls_by_itself: bool = False

    @property
    def state(self) -> State | None:
        """Return the data that the first client stores."""
        return self.states[0] if self.states else None

    @property
    def reads(self) -> list[ObservedExchange]:
        return [each for each in self.exchanges if each.is_read]

    @property
    def dones(self) -> list[ObservedExchange]:
        return [each for each in self.exchanges if each.is_done]

    @property
    def updates(self) -> list[ObservedExchange]:
        return [each for each in self.exchanges if each.updated_type]

    @cached_property
    def deliveries(self) -> list[DeliveredEvent]:
        """Return all deliveries of events, in order."""
        return [event for exchange in self.exchanges for event in exchange.delivered]

    def of_client(self, number: int) -> list[ObservedExchange]:
        """Return the exchanges of a client. They are identified by host, because several clients may poll at once."""
        return [each for each in self.exchanges if each.host == self.hosts[number - 1]]

    def during(self, run: ClientRun) -> list[ObservedExchange]:
        """Return the exchanges of a run."""
        first, last = run.exchanges
        return [each for each in self.exchanges if first < each.id <= last]

    def runs_of(self, kind: type[Step]) -> Iterator[ClientRun]:
        """Return the runs in steps of one kind."""
        return (run for run in self.runs if isinstance(self.scenario.steps[run.step - 1], kind))
