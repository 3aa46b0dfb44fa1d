"""What was seen of one history: every exchange, the shop and the queue at its end, and what the client holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from centra_contracts.clients import Outcome, State
from centra_contracts.exchange import Delivered, Exchange
from centra_contracts.scenario import Scenario, Step
from centra_mock.control_api.state_file import StateFile


@dataclass(frozen=True)
class ClientRun:
    """A time in which the client was at work."""

    step: int
    """The place of its step in the scenario, from 1."""
    client: int
    outcomes: Sequence[Outcome]
    """Of each poll."""
    exchanges: tuple[int, int]
    """The journal's ids: after the first, up to the second."""
    before: StateFile
    after: StateFile

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        return self.outcomes[-1]

    @property
    def complained(self) -> bool:
        """Whether the client said, at any time, that something is wrong."""
        return any(each.complained for each in self.outcomes)

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
class FaultSeen:
    """A fault of the scenario, and how often it struck."""

    kind: str
    operation: str | None
    fired: int


@dataclass(frozen=True)
class Observation:
    """One history."""

    scenario: Scenario
    told: Sequence[PlayedStep]
    visits: Sequence[ClientRun]
    exchanges: Sequence[Exchange]
    end: StateFile
    """Centra as it is in the end."""
    orders: Sequence[str]
    """The ids of the orders as they were when they were placed."""
    states: Sequence[State | None]
    """What each client holds; ``None`` where it can't tell."""
    hosts: Sequence[str] = ()
    """The host that each client was told to call."""
    wsdl: bytes = b""
    """Of the endpoint that the client was given."""
    faults: Sequence[FaultSeen] = ()
    polls_by_itself: bool = False

    @property
    def state(self) -> State | None:
        """What the first client holds."""
        return self.states[0] if self.states else None

    @property
    def reads(self) -> list[Exchange]:
        return [each for each in self.exchanges if each.is_read]

    @property
    def dones(self) -> list[Exchange]:
        return [each for each in self.exchanges if each.is_done]

    @property
    def updates(self) -> list[Exchange]:
        return [each for each in self.exchanges if each.updated]

    @cached_property
    def deliveries(self) -> list[Delivered]:
        """All that was delivered, in the order in which it was."""
        return [event for exchange in self.exchanges for event in exchange.delivered]

    def of_client(self, number: int) -> list[Exchange]:
        """A client's exchanges, told by the host that it calls: some poll while another has its turn."""
        return [each for each in self.exchanges if each.host == self.hosts[number - 1]]

    def during(self, visit: ClientRun) -> list[Exchange]:
        """The exchanges of a visit."""
        first, last = visit.exchanges
        return [each for each in self.exchanges if first < each.id <= last]

    def visits_of(self, kind: type[Step]) -> Iterator[ClientRun]:
        """The visits that a kind of step made."""
        return (visit for visit in self.visits if isinstance(self.scenario.steps[visit.step - 1], kind))
