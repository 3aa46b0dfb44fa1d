"""What was seen of one history: every exchange, the shop and the queue at its end, and what the client holds."""

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
    """A time in which the client was at work."""

    step: int
    """The place of its step in the scenario, from 1."""
    client: int
    outcomes: Sequence[RunOutcome]
    """Of each poll."""
    exchanges: tuple[int, int]
    """The journal's ids: after the first, up to the second."""
    before: StateFile
    after: StateFile

    @property
    def outcome(self) -> RunOutcome:
        """How it ended."""
        return self.outcomes[-1]

    @property
    def reported_problem(self) -> bool:
        """Whether the client said, at any time, that something is wrong."""
        return any(each.reported_problem for each in self.outcomes)

    @property
    def output(self) -> str:
        """All that it wrote."""
        return "".join(each.output for each in self.outcomes)


@dataclass(frozen=True)
class PlayedStep:
    """A step, and what came of it."""

    place: int
    step: Step
    text: str


@dataclass(frozen=True)
class ObservedFault:
    """A fault of the scenario, and how often it struck."""

    kind: str
    operation: str | None
    fired: int


@dataclass(frozen=True)
class Observation:
    """One history."""

    scenario: Scenario
    played_steps: Sequence[PlayedStep]
    runs: Sequence[ClientRun]
    exchanges: Sequence[ObservedExchange]
    end_state: StateFile
    """Centra as it is in the end."""
    orders: Sequence[str]
    """The ids of the orders as they were when they were placed."""
    states: Sequence[State | None]
    """What each client holds; ``None`` where it can't tell."""
    hosts: Sequence[str] = ()
    """The host that each client was told to call."""
    wsdl: bytes = b""
    """Of the endpoint that the client was given."""
    faults: Sequence[ObservedFault] = ()
    polls_by_itself: bool = False

    @property
    def state(self) -> State | None:
        """What the first client holds."""
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
        """All that was delivered, in the order in which it was."""
        return [event for exchange in self.exchanges for event in exchange.delivered]

    def of_client(self, number: int) -> list[ObservedExchange]:
        """A client's exchanges, told by the host that it calls: some poll while another has its turn."""
        return [each for each in self.exchanges if each.host == self.hosts[number - 1]]

    def during(self, run: ClientRun) -> list[ObservedExchange]:
        """The exchanges of a run."""
        first, last = run.exchanges
        return [each for each in self.exchanges if first < each.id <= last]

    def runs_of(self, kind: type[Step]) -> Iterator[ClientRun]:
        """The visits that a kind of step made."""
        return (run for run in self.runs if isinstance(self.scenario.steps[run.step - 1], kind))
