"""The clock, moved on or set."""

from __future__ import annotations

from datetime import timedelta

from centra_mock.activities.clock import AdvanceClock, ClockReading, SetClock
from centra_mock.clock import TenantClock, iso_date
from centra_mock.services.shop.performing import performs
from centra_mock.services.shop.transaction import ShopTransaction


@performs(AdvanceClock)
def advance_clock(shop: ShopTransaction, wanted: AdvanceClock) -> ClockReading:
    """Move the clock on, frozen or not."""
    shop.settings.clock.advance(timedelta(seconds=wanted.seconds))
    return reading(shop.settings.clock)


@performs(SetClock)
def set_clock(shop: ShopTransaction, wanted: SetClock) -> ClockReading:
    """Set the clock, freeze it or let it go on."""
    clock = shop.settings.clock
    if wanted.frozen:
        clock.freeze(wanted.now)
    else:
        if wanted.frozen is False:
            clock.release()
        if wanted.now is not None:
            clock.set(wanted.now)
    return reading(clock)


def reading(clock: TenantClock) -> ClockReading:
    """Return what time it is."""
    return ClockReading(iso_date(clock()), clock.is_frozen)
