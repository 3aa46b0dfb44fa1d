"""Waits for sockets, and has each handled that is ready."""

from __future__ import annotations

from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any

from waitress import wasyncore


class SocketHandlers(dict[int, Any]):
    """What handles each file descriptor: waitress's map, and in the place of ``wasyncore.loop``.

    That one asks every connection each time what it waits for, which takes milliseconds with hundreds of idle ones.
    Here only those are asked that may wait for something else than before.
    """

    def __init__(self) -> None:
        super().__init__()
        self._selector = DefaultSelector()
        self._unsettled: set[int] = set()
        """What may change between two turns without an event: those that other threads work for."""

    def __setitem__(self, descriptor: int, handler: Any) -> None:
        super().__setitem__(descriptor, handler)
        self._unsettled.add(descriptor)

    def __delitem__(self, descriptor: int) -> None:
        super().__delitem__(descriptor)
        self._unsettled.discard(descriptor)
        self._watch(descriptor, None, 0)

    def recheck(self, descriptor: int) -> None:
        """Note that a handler may wait for something else than before."""
        self._unsettled.add(descriptor)

    def poll(self, timeout: float) -> None:
        """Wait until something is ready, or for a time in seconds, and have it handled."""
        for descriptor in tuple(self._unsettled):
            self._watch_wanted(descriptor, self[descriptor])
        ready = self._selector.select(timeout)
        if len(ready) > 1:
            # New connections come last: what is known of the others then is what came before.
            ready.sort(key=lambda found: found[0].data.accepting)
        for key, events in ready:
            handler = key.data
            self._unsettled.add(key.fd)
            if events & EVENT_READ:
                if handler.readable():
                    wasyncore.read(handler)
                else:
                    self._watch(key.fd, handler, events & ~EVENT_READ)
            if events & EVENT_WRITE and self.get(key.fd) is handler:  # reading may have closed it
                wasyncore.write(handler)

    def close(self) -> None:
        self._selector.close()

    def _watch_wanted(self, descriptor: int, handler: Any) -> None:
        reads = handler.readable()
        writes = handler.writable() and not handler.accepting
        if reads or writes:
            self._watch(descriptor, handler, (EVENT_READ if reads else 0) | (EVENT_WRITE if writes else 0))
        # Else another thread is at work. What it is watched for stays: it is seldom ready before that thread is.
        if reads and not writes and not getattr(handler, "is_busy", False):
            self._unsettled.discard(descriptor)

    def _watch(self, descriptor: int, handler: Any, events: int) -> None:
        key = self._selector.get_map().get(descriptor)
        if key is None:
            if events:
                self._selector.register(descriptor, events, handler)
        elif not events:
            self._selector.unregister(descriptor)
        elif key.events != events:
            self._selector.modify(descriptor, events, handler)
