"""The one source of time, injected wherever a date is written."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo

Clock = Callable[[], datetime]

EVENT_DATE = "%Y-%m-%d %H:%M:%S"


def system_clock() -> datetime:
    """Return the time of the machine, to the second, as Centra writes dates."""
    return datetime.now(UTC).replace(microsecond=0)


def event_date(moment: datetime) -> str:
    """Return a moment as events are dated: ``2019-03-27 12:52:20``."""
    return moment.strftime(EVENT_DATE)


def iso_date(moment: datetime) -> str:
    """Return a moment as ``created`` is written: ``2019-03-27T12:52:20+01:00``."""
    return moment.isoformat(timespec="seconds")


def event_age(date: str, now: datetime) -> int:
    """Return the seconds since an event's date, which is of the time zone of ``now``."""
    moment = datetime.strptime(date, EVENT_DATE).replace(tzinfo=now.tzinfo)
    # Moments of one zone are compared as they are written, which is an hour off where its offset changes.
    return int((now.astimezone(UTC) - moment.astimezone(UTC)).total_seconds())


class TenantClock:
    """A clock that can be frozen, set and moved on; it tells another clock's time until it is touched.

    It tells the time of the installation's time zone, also when it is set to a time of another zone.
    """

    def __init__(
        self, base: Clock, zone: Callable[[], tzinfo] = lambda: UTC, on_change: Callable[[], None] = lambda: None
    ) -> None:
        """Take the time zone from ``zone``, and call ``on_change`` after each change of the clock."""
        self._base = base
        self._zone = zone
        self._on_change = on_change
        self._turn = threading.Lock()
        self._offset = timedelta(0)
        self._frozen: datetime | None = None

    def __call__(self) -> datetime:
        with self._turn:
            moment = self._frozen or self._base().astimezone(UTC) + self._offset
        return moment.astimezone(self._zone())

    @contextmanager
    def put_back(self, only_after_errors: bool = False) -> Iterator[None]:
        """Restore the clock after the block, or only if the block raised."""
        with self._turn:
            before = self._offset, self._frozen
        done = False
        try:
            yield
            done = True
        finally:
            if not (done and only_after_errors):
                with self._touching():
                    self._offset, self._frozen = before

    @property
    def is_frozen(self) -> bool:
        return self._frozen is not None

    def freeze(self, moment: datetime | None = None) -> None:
        """Stop the clock, at this moment or at another."""
        moment = self() if moment is None else moment
        with self._touching():
            self._frozen = moment.astimezone(UTC)

    def set(self, moment: datetime) -> None:
        """Go on from a moment; a clock that is frozen stays frozen there."""
        with self._touching():
            if self._frozen is not None:
                self._frozen = moment.astimezone(UTC)
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
            self._offset, self._frozen = timedelta(0), None

    @contextmanager
    def _touching(self) -> Iterator[None]:
        with self._turn:
            yield
        self._on_change()
