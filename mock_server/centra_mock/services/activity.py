"""That something happened in a tenant, for those who wait for it rather than look again and again."""

from __future__ import annotations

import threading


class Activity:
    """Counts what happens: each exchange that was written down, each fault that struck, and each change of data or
    settings that was not the client's, whoever made it.

    Any thread may use it.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0
        self._stopped = False

    @property
    def count(self) -> int:
        return self._count

    @property
    def is_stopped(self) -> bool:
        """Whether nothing will happen here any more: the server stops, or the tenant was forgotten."""
        return self._stopped

    def note(self) -> None:
        """Something happened."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Nothing will happen here any more: whoever waits goes on."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def wait(self, seen: int, timeout: float) -> int:
        """The count, once it is not ``seen``, or after ``timeout`` seconds, or when all is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._count != seen or self._stopped, timeout)
            return self._count

    def rest(self, seconds: float) -> None:
        """Let a while pass, whatever happens; or less, when all is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped, seconds)
