"""Notification of activity in a tenant, for clients that wait for it instead of polling."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic


class Notifier:
    """Counts what happens in a tenant, and wakes those that wait for it. Safe to use from any thread.

    Counted are: an exchange that was recorded, a fault that struck, and a change of data or settings that no client's
    request made.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self._stopped = False

    @property
    def count(self) -> int:
        """Return how much has happened so far."""
        return self._count

    @property
    def is_stopped(self) -> bool:
        """Return whether nothing will happen any more: the server stops, or the tenant was deleted."""
        return self._stopped

    def notify(self) -> None:
        """Count that something has happened."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Let all that wait go on: nothing will happen any more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Wait until the count is not ``seen``, for that long at most or until the stop; return the count."""
        with self._changed:
            self._changed.wait_for(lambda: self._count != seen or self._stopped, seconds)
            return self._count

    def wait_until(self, condition: Callable[[], object], seconds: float) -> bool:
        """Wait until a condition holds, checking it whenever something has happened; return whether it does."""
        end = monotonic() + seconds
        while True:
            seen = self._count
            if condition():
                return True
            left = end - monotonic()
            if left <= 0 or self._stopped:
                return False
            self.wait(seen, left)

    def pause(self, seconds: float) -> None:
        """Wait for a number of seconds, or until ``stop``."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped, seconds)
