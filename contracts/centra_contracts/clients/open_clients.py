"""The clients of all histories that are being played, so that another thread can stop them."""

from __future__ import annotations

from threading import Lock

from centra_contracts.clients.base import ClientError, ClientInstance


class OpenClients:
    """The instances that are in use; rules are judged in several threads."""

    def __init__(self) -> None:
        self._open: list[ClientInstance] = []
        self._is_stopped = False
        self._lock = Lock()

    def add(self, instance: ClientInstance) -> None:
        """Note an instance. Raise ``ClientError`` after ``stop``."""
        with self._lock:
            if self._is_stopped:
                raise ClientError("the check was interrupted")
            self._open.append(instance)

    def close(self, instance: ClientInstance) -> None:
        """Close an instance at the end of its history."""
        with self._lock:
            if instance in self._open:
                self._open.remove(instance)
        instance.close()

    def stop(self) -> None:
        """Kill all clients, and let no other start: the histories that use them end with an error."""
        with self._lock:
            self._is_stopped = True
            found, self._open = self._open, []
        for each in found:
            each.close()
