"""The steps in which the client comes: it polls, settles, is held up or killed. Conditions are waited for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic

from centra_contracts.clients import Connection, Instance, Outcome, Running
from centra_contracts.exchange import Exchange
from centra_contracts.execution.shop_steps import ShopSteps
from centra_contracts.files import inner_steps
from centra_contracts.limits import Limits
from centra_contracts.observation import ClientRun
from centra_contracts.scenario import ClientStep, Kill, Meanwhile, Run, Settle, Watch
from centra_mock.client import TenantClient

GLANCE = 0.05
"""Seconds between looks at whether a client has ended, while the mock is waited for."""

HELD = 86_400
"""Seconds that a call is held up at the most: until it is let go."""


@dataclass
class ClientRuns:
    """All visits of the clients in one history, and every exchange."""

    centra: TenantClient
    limits: Limits
    instances: Sequence[Instance]
    connections: Sequence[Connection]
    shop: ShopSteps
    by_itself: bool
    """Whether the clients go on polling once they were started."""
    made: list[ClientRun] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    _allowed: int = 0

    def make(self, place: int, step: ClientStep) -> ClientRun:
        """Let the client come, as the step says."""
        self.record()
        before, first = self.centra.state.read(), self._last
        self._allowed = self.limits.calls + 4 * len(before.queue)
        outcomes = self._come(step)
        self.record()
        visit = ClientRun(place, step.client, outcomes, (first, self._last), before, self.centra.state.read())
        self.made.append(visit)
        return visit

    def record(self) -> None:
        """Fetch the exchanges that are new."""
        self.exchanges += map(Exchange.read, self.centra.journal.since(self._last))

    @property
    def _last(self) -> int:
        return self.exchanges[-1].id if self.exchanges else 0

    def _come(self, step: ClientStep) -> Sequence[Outcome]:
        match step:
            case Settle():
                return self._settle(step)
            case Watch() if self.by_itself:
                return [self._watch(step)]
            case Kill():
                return [self._kill(step)]
            case Meanwhile():
                return [self._meanwhile(step)]
        return [self._run(self._begin(step))]

    def _begin(self, step: ClientStep) -> Running:
        connection = self.connections[step.client - 1]
        if isinstance(step, Run) and step.password is not None:
            connection = replace(connection, password=step.password)
        return self.instances[step.client - 1].poll(connection)

    # A poll

    def _run(self, running: Running) -> Outcome:
        """Until it ends; one that polls by itself, until it has come to rest."""
        if not self.by_itself:
            return self._until(running, lambda: running.wait(GLANCE))
        self.record()
        start, seen = len(self.exchanges), 0

        def is_over() -> bool:
            nonlocal seen
            self.record()
            if running.wait(0) or _is_at_rest(self.exchanges[start:]):
                return True
            seen = self.centra.wait_for_activity(seen, GLANCE)
            return False

        return self._until(running, is_over)

    def _until(self, running: Running, is_over: Callable[[], bool]) -> Outcome:
        """Wait for a condition, but neither for ever nor for more calls than anybody needs."""
        end, first = monotonic() + self.limits.run_seconds, self.centra.activity
        while not is_over():
            if self.centra.activity - first > self._allowed:
                return self._end(running, "runaway")
            if monotonic() > end:
                return self._end(running, "timeout")
        return running.outcome("exit" if running.wait(0) else "alive")

    def _end(self, running: Running, why: str) -> Outcome:
        """Kill it; a call of it that is under way ends too, and is written down."""
        running.kill()
        running.wait(self.limits.run_seconds)
        return running.outcome(why)

    def _settle(self, step: ClientStep) -> Sequence[Outcome]:
        """Until the queue is empty and nothing is wrong, or polls change nothing any more."""
        outcomes: list[Outcome] = []
        quiet, position = 0, self._position()
        for _ in range(self.limits.polls):
            outcome = self._run(self._begin(step))
            outcomes.append(outcome)
            before, position = position, self._position()
            quiet = quiet + 1 if position == before else 0
            if quiet >= self.limits.quiet_polls or outcome.ended in ("runaway", "timeout"):
                break
            if not position[0] and not outcome.complained:
                break
        return outcomes

    def _position(self) -> tuple[int, int]:
        """How many events are queued, and how many are done."""
        stats = self.centra.queue.stats()
        return stats.length, stats.done

    def _watch(self, step: ClientStep) -> Outcome:
        running = self._begin(step)
        end = monotonic() + self.limits.watch_seconds
        return self._until(running, lambda: running.wait(GLANCE) or monotonic() > end)

    # A call that is held up

    def _kill(self, step: Kill) -> Outcome:
        hold = self._fault("delay", step, seconds=HELD)
        # A call that waits before it takes effect must not do so once its client is dead.
        cut = self._fault("reset", step)
        running = self._begin(step)
        struck = self._strikes(hold, running)
        if struck:
            seen = self.centra.activity
            running.kill()
            self._remove(hold)
            self._wait_for_the_end_of_the_call(seen)
            running.wait(self.limits.run_seconds)
            outcome = running.outcome("killed")
        else:
            self._remove(hold)
            outcome = self._run(running)
        self._remove(cut)
        return outcome

    def _meanwhile(self, step: Meanwhile) -> Outcome:
        hold = self._fault("delay", step, seconds=HELD)
        running = self._begin(step)
        if self._strikes(hold, running):
            for each in step.steps:
                for inner in inner_steps(each):
                    self.shop.perform(inner)
        self._remove(hold)
        return self._run(running)

    def _fault(self, kind: str, step: Kill | Meanwhile, seconds: float | None = None) -> int:
        fault = self.centra.faults.add(kind, step.operation, step.nth, when=step.when, seconds=seconds)
        return fault.id

    def _remove(self, fault: int) -> None:
        self.centra.faults.remove(fault)

    def _has_fired(self, fault: int) -> bool:
        return any(each.id == fault and each.fired for each in self.centra.faults)

    def _strikes(self, fault: int, running: Running) -> bool:
        """Whether a fault strikes before the client ends."""
        end, seen = monotonic() + self.limits.run_seconds, 0
        while not self._has_fired(fault):
            if running.wait(0) or monotonic() > end:
                return self._has_fired(fault)
            seen = self.centra.wait_for_activity(seen, GLANCE)
        return True

    def _wait_for_the_end_of_the_call(self, seen: int) -> None:
        """Until the call that was cut off is written down: the fault strikes, and then the exchange is recorded."""
        end = monotonic() + self.limits.run_seconds
        last = self._last
        while monotonic() < end:
            seen = self.centra.wait_for_activity(seen, GLANCE)
            self.record()
            if self._last > last and self.exchanges[-1].outcome == "broken":
                return


def _is_at_rest(exchanges: Sequence[Exchange]) -> bool:
    """Whether two reads in a row have brought the same, and nothing else was said between them and after."""
    last = exchanges[-2:]
    if len(last) < 2 or not all(each.is_read for each in last):
        return False
    first, second = ([event.id for event in each.delivered] for each in last)
    return first == second
