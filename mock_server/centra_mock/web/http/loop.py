"""Waits for sockets, and has each handled that is ready."""

from __future__ import annotations

from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any

from waitress import wasyncore


class Handlers(dict[int, Any]):
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

    def ask_again(self, descriptor: int) -> None:
        """Note that a handler may wait for something else than before."""
        self._unsettled.add(descriptor)

    def turn(self, timeout: float) -> None:
        """Wait until something is ready, or for a time in seconds, and have it handled."""
        for descriptor in tuple(self._unsettled):
            self._settle(descriptor, self[descriptor])
        # New connections come last: what is known of the others then is what came before.
        for key, events in sorted(self._selector.select(timeout), key=lambda ready: ready[0].data.accepting):
            self._unsettled.add(key.fd)
            if events & EVENT_READ:
                wasyncore.read(key.data)
            if events & EVENT_WRITE and self.get(key.fd) is key.data:  # reading may have closed it
                wasyncore.write(key.data)

    def close(self) -> None:
        self._selector.close()

    def _settle(self, descriptor: int, handler: Any) -> None:
        events = EVENT_READ if handler.readable() else 0
        if handler.writable() and not handler.accepting:
            events |= EVENT_WRITE
        self._watch(descriptor, handler, events)
        if events == EVENT_READ and not getattr(handler, "is_busy", False):
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
