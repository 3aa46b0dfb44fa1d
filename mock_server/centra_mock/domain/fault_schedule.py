"""The faults that are set for calls to come, and how often each was injected."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from centra_mock.domain.faults import Fault
from centra_mock.error_codes import Code
from centra_mock.errors import NotFound


@dataclass(frozen=True)
class FaultState:
    """A fault with its counters."""

    id: int
    fault: Fault
    calls: int
    """The matching calls that came since it was set."""
    fired: int
    """How often it struck."""

    @property
    def never_fired(self) -> bool:
        """Return whether it has not struck yet: nothing was tested with it."""
        return self.fired == 0

    @property
    def left(self) -> int | None:
        """Return how many calls to come it is set to strike; ``None`` for all of them, from its first on."""
        if self.fault.count is None:
            return None
        return min(self.fault.count, max(self.fault.nth + self.fault.count - 1 - self.calls, 0))

    @property
    def is_spent(self) -> bool:
        """Return whether no call to come can be struck."""
        return self.left == 0


class DueFault:
    """A fault that is due on one call. It counts as injected after ``fire``: another fault may replace the answer
    first."""

    def __init__(self, set_fault: _ScheduledFault, plan: FaultSchedule) -> None:
        self.fault = set_fault.fault
        self.has_fired = False
        self._set = set_fault
        self._plan = plan

    def fire(self) -> None:
        self.has_fired = True
        self._plan._count_fired(self._set)

    def pause(self) -> bool:
        """Wait for the seconds of the fault, or until it is removed. Return ``False`` if the server stops meanwhile."""
        if not self._plan.is_stopped:
            self._set.over.wait(self.fault.seconds)
        return not self._plan.is_stopped


@dataclass
class _ScheduledFault:
    """A fault that is set, with its counters."""

    id: int
    fault: Fault
    calls: int = 0
    fired: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def state(self) -> FaultState:
        return FaultState(self.id, self.fault, self.calls, self.fired)


class FaultSchedule:
    """The faults that are set for one tenant. Any thread may use it."""

    def __init__(self, on_change: Callable[[], None] = lambda: None) -> None:
        """Start without faults. ``on_change`` is called whenever a fault is set, injected or removed."""
        self._on_change = on_change
        self._lock = threading.Lock()
        self._set: dict[int, _ScheduledFault] = {}
        self._last_id = 0
        self.is_stopped = False

    @property
    def is_empty(self) -> bool:
        return not self._set

    def add(self, fault: Fault) -> int:
        """Set a fault and return its id. Calls are counted from here."""
        with self._lock:
            self._last_id += 1
            id = self._last_id
            self._set[id] = _ScheduledFault(id, fault)
        self._on_change()
        return id

    def list(self) -> tuple[FaultState, ...]:
        """Return all that are set, spent ones too, in the order in which they were set."""
        with self._lock:
            return tuple(each.state() for each in self._set.values())

    def remove(self, id: int) -> FaultState:
        """Remove a fault and return its final state. A call that it holds up goes on at once.

        Raises ``NotFound``.
        """
        with self._lock:
            found = self._set.pop(id, None)
            if found is None:
                raise NotFound(
                    Code.UNKNOWN_FAULT, f"there is no fault {id}; there are {', '.join(map(str, self._set)) or 'none'}"
                )
            found.over.set()
        self._on_change()
        return found.state()

    def clear(self) -> tuple[FaultState, ...]:
        """Remove all faults and return their final states."""
        with self._lock:
            found = tuple(self._set.values())
            self._set.clear()
            for each in found:
                each.over.set()
        if found:
            self._on_change()
        return tuple(each.state() for each in found)

    def stop(self) -> None:
        """End all waiting, since the server stops: calls that wait here are not handled."""
        self.is_stopped = True
        with self._lock:
            for each in self._set.values():
                each.over.set()

    def claim(self, operation: str | None) -> tuple[DueFault, ...]:
        """Count a call and return the faults whose turn it is on it."""
        turns = []
        with self._lock:
            for each in self._set.values():
                if each.fault.matches(operation):
                    each.calls += 1
                    if each.fault.applies_to(each.calls):
                        turns.append(DueFault(each, self))
        return tuple(turns)

    def _count_fired(self, fault: _ScheduledFault) -> None:
        with self._lock:
            fault.fired += 1
        self._on_change()
