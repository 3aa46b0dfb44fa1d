"""The one source of time, injected wherever a date is written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo

Clock = Callable[[], datetime]

EVENT_DATE = "%Y-%m-%d %H:%M:%S"


def system_clock() -> datetime:
    """Now, in the machine's time zone, to the second, as Centra writes dates."""
    return datetime.now().astimezone().replace(microsecond=0)


def event_date(moment: datetime) -> str:
    """``2019-03-27 12:52:20``, as events are dated."""
    return moment.strftime(EVENT_DATE)


def iso_date(moment: datetime) -> str:
    """``2019-03-27T12:52:20+01:00``, as ``created`` is written."""
    return moment.isoformat(timespec="seconds")


def event_age(date: str, now: datetime) -> int:
    """Seconds since an event's date."""
    return int((now - datetime.strptime(date, EVENT_DATE).replace(tzinfo=now.tzinfo)).total_seconds())


class TenantClock:
    """A clock that can be frozen, set and moved on; it tells another clock's time until it is touched."""

    def __init__(self, base: Clock, on_change: Callable[[], None] = lambda: None) -> None:
        """``on_change`` is called whenever it was touched."""
        self._base = base
        self._on_change = on_change
        self._turn = threading.Lock()
        self._offset = timedelta(0)
        self._frozen: datetime | None = None
        self._zone: tzinfo | None = None

    def __call__(self) -> datetime:
        with self._turn:
            return self._frozen or (self._base() + self._offset).astimezone(self._zone)

    @contextmanager
    def put_back(self, only_after_errors: bool = False) -> Iterator[None]:
        """After the block, the clock goes as it went before; or only if the block raised."""
        with self._turn:
            before = self._offset, self._frozen, self._zone
        done = False
        try:
            yield
            done = True
        finally:
            if not (done and only_after_errors):
                with self._touching():
                    self._offset, self._frozen, self._zone = before

    @property
    def is_frozen(self) -> bool:
        return self._frozen is not None

    def freeze(self, moment: datetime | None = None) -> None:
        """Stand still: now, or at a moment."""
        moment = self() if moment is None else moment
        with self._touching():
            self._frozen, self._zone = moment, moment.tzinfo

    def set(self, moment: datetime) -> None:
        """Go on from a moment; a clock that is frozen stays frozen there."""
        with self._touching():
            self._zone = moment.tzinfo
            if self._frozen is not None:
                self._frozen = moment
            else:
                self._offset = moment - self._base()

    def advance(self, step: timedelta) -> None:
        """Move on, frozen or not."""
        with self._touching():
            if self._frozen is not None:
                self._frozen += step
            else:
                self._offset += step

    def release(self) -> None:
        """Go on from where it was frozen."""
        with self._touching():
            if self._frozen is not None:
                self._offset, self._frozen = self._frozen - self._base(), None

    def resume(self) -> None:
        """Tell the other clock's time again."""
        with self._touching():
            self._offset, self._frozen, self._zone = timedelta(0), None, None

    @contextmanager
    def _touching(self) -> Iterator[None]:
        with self._turn:
            yield
        self._on_change()
