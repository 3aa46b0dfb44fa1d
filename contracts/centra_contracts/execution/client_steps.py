"""Perform the steps in which a client polls: run, settle, watch, kill and meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from urllib.parse import urlsplit

from centra_contracts.clients import ClientInstance, ConnectionSettings, RunningClient, RunOutcome
from centra_contracts.exchange import ObservedExchange
from centra_contracts.execution.shop_steps import ShopSteps
from centra_contracts.limits import WaitLimits
from centra_contracts.observation import ClientRun
from centra_contracts.scenario import ClientStep, Kill, Meanwhile, Run, Settle, Watch
from centra_contracts.scenario_files import inner_steps
from centra_mock.client import TenantClient

CHECK_INTERVAL = 0.05
"""Seconds between checks whether a client has ended."""

HOLD_SECONDS = 86_400
"""Seconds that a call is delayed at the most; it is released earlier."""


@dataclass
class ClientRuns:
    """The runs of the clients in one history, and all exchanges."""

    centra: TenantClient
    limits: WaitLimits
    instances: Sequence[ClientInstance]
    connections: Sequence[ConnectionSettings]
    shop: ShopSteps
    polls_by_itself: bool
    """Whether the clients continue to poll after their start."""
    made: list[ClientRun] = field(default_factory=list)
    exchanges: list[ObservedExchange] = field(default_factory=list)
    _allowed: int = 0

    def make(self, place: int, step: ClientStep) -> ClientRun:
        """Perform a step of a client, and return its run. ``place`` is the number of the step."""
        self.record()
        before, first = self.centra.state.read(), self._last
        self._allowed = self.limits.calls + 4 * len(before.queue)
        outcomes = self._perform(step)
        self.record()
        run = ClientRun(place, step.client, outcomes, (first, self._last), before, self.centra.state.read())
        self.made.append(run)
        return run

    def record(self) -> None:
        """Fetch new exchanges from the journal."""
        self.exchanges += map(ObservedExchange.read, self.centra.journal.since(self._last))

    @property
    def _last(self) -> int:
        return self.exchanges[-1].id if self.exchanges else 0

    def _perform(self, step: ClientStep) -> Sequence[RunOutcome]:
        match step:
            case Settle():
                return self._settle(step)
            case Watch() if self.polls_by_itself:
                return [self._watch(step)]
            case Kill():
                return [self._kill(step)]
            case Meanwhile():
                return [self._meanwhile(step)]
        return [self._run(self._start_poll(step))]

    def _start_poll(self, step: ClientStep) -> RunningClient:
        connection = self.connections[step.client - 1]
        if isinstance(step, Run) and step.password is not None:
            connection = replace(connection, password=step.password)
        return self.instances[step.client - 1].poll(connection)

    # A poll

    def _run(self, running: RunningClient) -> RunOutcome:
        """Wait for the end of a poll; for a client that polls by itself, wait until it is idle."""
        if not self.polls_by_itself:
            return self._until(running, lambda: running.wait(CHECK_INTERVAL))
        self.record()
        start, seen = len(self.exchanges), 0

        def is_over() -> bool:
            nonlocal seen
            self.record()
            if running.wait(0) or _is_idle(self.exchanges[start:]):
                return True
            seen = self.centra.wait_for_activity(seen, CHECK_INTERVAL)
            return False

        return self._until(running, is_over)

    def _until(self, running: RunningClient, is_over: Callable[[], bool]) -> RunOutcome:
        """Wait for a condition; kill the client at the limit of time or calls."""
        end, first = monotonic() + self.limits.run_seconds, self.centra.activity
        while not is_over():
            if self.centra.activity - first > self._allowed:
                return self._kill_at_limit(running, "runaway")
            if monotonic() > end:
                return self._kill_at_limit(running, "timeout")
        return running.outcome("exit" if running.wait(0) else "alive")

    def _kill_at_limit(self, running: RunningClient, why: str) -> RunOutcome:
        """Kill a client, and return how it ended."""
        running.kill()
        running.wait(self.limits.run_seconds)
        return running.outcome(why)

    def _settle(self, step: ClientStep) -> Sequence[RunOutcome]:
        """Poll without an error until the queue is empty or nothing is delivered, or until polls change nothing."""
        outcomes: list[RunOutcome] = []
        quiet, position = 0, self._progress()
        for _ in range(self.limits.polls):
            start = len(self.exchanges)
            outcome = self._run(self._start_poll(step))
            outcomes.append(outcome)
            before, position = position, self._progress()
            quiet = quiet + 1 if position == before else 0
            if quiet >= self.limits.quiet_polls or outcome.ended in ("runaway", "timeout"):
                break
            self.record()
            done = not position[0] or _has_read_all(self._own(step, self.exchanges[start:]))
            if done and not outcome.reported_problem:
                break
        return outcomes

    def _own(self, step: ClientStep, exchanges: Sequence[ObservedExchange]) -> list[ObservedExchange]:
        """Return the exchanges of the client of a step."""
        host = urlsplit(self.connections[step.client - 1].url).netloc
        return [each for each in exchanges if each.host == host]

    def _progress(self) -> tuple[int, int]:
        """Return the number of queued events, and of done ones."""
        stats = self.centra.queue.stats()
        return stats.length, stats.done

    def _watch(self, step: ClientStep) -> RunOutcome:
        running = self._start_poll(step)
        end = monotonic() + self.limits.watch_seconds
        return self._until(running, lambda: running.wait(CHECK_INTERVAL) or monotonic() > end)

    # A call that is delayed

    def _kill(self, step: Kill) -> RunOutcome:
        hold = self._set_fault("delay", step, seconds=HOLD_SECONDS)
        # A call that is delayed before it takes effect must not take effect after its client was killed.
        cut = self._set_fault("reset", step)
        running = self._start_poll(step)
        has_fired = self._wait_until_fired(hold, running)
        if has_fired:
            seen = self.centra.activity
            running.kill()
            self._remove(hold)
            self._wait_until_recorded(seen)
            running.wait(self.limits.run_seconds)
            outcome = running.outcome("killed")
        else:
            self._remove(hold)
            outcome = self._run(running)
        self._remove(cut)
        return outcome

    def _meanwhile(self, step: Meanwhile) -> RunOutcome:
        hold = self._set_fault("delay", step, seconds=HOLD_SECONDS)
        running = self._start_poll(step)
        if self._wait_until_fired(hold, running):
            for each in step.steps:
                for inner in inner_steps(each):
                    self.shop.perform(inner)
        self._remove(hold)
        return self._run(running)

    def _set_fault(self, kind: str, step: Kill | Meanwhile, seconds: float | None = None) -> int:
        fault = self.centra.faults.add(kind, step.operation, step.nth, when=step.when, seconds=seconds)
        return fault.id

    def _remove(self, fault: int) -> None:
        self.centra.faults.remove(fault)

    def _has_fired(self, fault: int) -> bool:
        return any(each.id == fault and each.fired for each in self.centra.faults)

    def _wait_until_fired(self, fault: int, running: RunningClient) -> bool:
        """Wait until a fault is injected. Return whether it was, before the client ended."""
        end, seen = monotonic() + self.limits.run_seconds, 0
        while not self._has_fired(fault):
            if running.wait(0) or monotonic() > end:
                return self._has_fired(fault)
            seen = self.centra.wait_for_activity(seen, CHECK_INTERVAL)
        return True

    def _wait_until_recorded(self, seen: int) -> None:
        """Wait until the journal has the call that was cut off."""
        end = monotonic() + self.limits.run_seconds
        last = self._last
        while monotonic() < end:
            seen = self.centra.wait_for_activity(seen, CHECK_INTERVAL)
            self.record()
            if self._last > last and self.exchanges[-1].outcome == "broken":
                return


def _has_read_all(exchanges: Sequence[ObservedExchange]) -> bool:
    """Return whether nothing is left to deliver of all that the client asks for, such as its markets.

    Reads before its last update do not count: Centra may have queued an event of the update.
    """
    last = {each.request: each for each in exchanges if each.is_read}
    updated = max((each.id for each in exchanges if each.updated_type), default=0)
    return bool(last) and all(each.id > updated and each.succeeded and not each.delivered for each in last.values())


def _is_idle(exchanges: Sequence[ObservedExchange]) -> bool:
    """Return whether the last two calls were reads that delivered the same events."""
    last = exchanges[-2:]
    if len(last) < 2 or not all(each.is_read for each in last):
        return False
    first, second = ([event.id for event in each.delivered] for each in last)
    return first == second
