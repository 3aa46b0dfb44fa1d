"""The clock of a tenant, as the form on the settings moves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from centra_mock.clock import TenantClock, event_date
from centra_mock.error_codes import Code
from centra_mock.errors import Refused

UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_LONGEST = timedelta(days=36500)


def set_clock(clock: TenantClock, form: Mapping[str, str]) -> str:
    """Change the clock as a form asks, and return a sentence about it. Raises ``Refused`` for an invalid form."""
    change = _CHANGES.get(form.get("do", ""))
    if change is None:
        raise Refused(
            Code.UNKNOWN_VALUE,
            f"{form.get('do', '')[:40]!r} is no action of the clock; there are {', '.join(_CHANGES)}.",
        )
    done = change(clock, form)
    return f"{done}: it is {event_date(clock())}."


def _freeze(clock: TenantClock, _form: Mapping[str, str]) -> str:
    clock.freeze()
    return "The clock is frozen"


def _release(clock: TenantClock, _form: Mapping[str, str]) -> str:
    clock.release()
    return "The clock is running"


def _set(clock: TenantClock, form: Mapping[str, str]) -> str:
    text = form.get("now", "").strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(
            Code.INVALID_VALUE, f"{text[:40]!r} is not a date and time, such as 2026-03-27T12:52:20."
        ) from None
    # What a browser's field for it sends has no zone: it is the clock's own.
    clock.set(moment if moment.tzinfo else moment.replace(tzinfo=clock().tzinfo))
    return "The clock is set"


def _advance(clock: TenantClock, form: Mapping[str, str]) -> str:
    amount, unit = form.get("amount", "").strip(), form.get("unit", "")
    if not (amount.isascii() and amount.isdigit() and len(amount) < 10 and unit in UNITS):
        raise Refused(
            Code.INVALID_VALUE,
            f"The clock advances by a whole number of {', '.join(UNITS)}; not by {amount[:20]!r} {unit[:20]}.",
        )
    step = timedelta(seconds=int(amount) * UNITS[unit])
    if step > _LONGEST:
        raise Refused(Code.OUT_OF_RANGE, f"The clock advances by at most {_LONGEST.days:,} days at a time.")
    try:
        clock.advance(step)
        _ = clock()
    except OverflowError:
        clock.resume()
        raise Refused(
            Code.OUT_OF_RANGE, "The clock cannot pass the year 9999; it shows the machine's time now."
        ) from None
    return "The clock is advanced"


def _resume(clock: TenantClock, _form: Mapping[str, str]) -> str:
    clock.resume()
    return "The clock shows the machine's time"


_CHANGES: Mapping[str, Callable[[TenantClock, Mapping[str, str]], str]] = {
    "freeze": _freeze, "release": _release, "set": _set, "advance": _advance, "resume": _resume,
}  # fmt: skip
