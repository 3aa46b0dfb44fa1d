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
            f"The clock can be told to {', '.join(_CHANGES)}; this form says {form.get('do', '')[:40]!r}.",
        )
    told = change(clock, form)
    return f"{told}: it is {event_date(clock())}."


def _freeze(clock: TenantClock, _form: Mapping[str, str]) -> str:
    clock.freeze()
    return "The clock stands still"


def _release(clock: TenantClock, _form: Mapping[str, str]) -> str:
    clock.release()
    return "The clock goes on"


def _set(clock: TenantClock, form: Mapping[str, str]) -> str:
    text = form.get("now", "").strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(
            Code.INVALID_VALUE, f"{text[:40]!r} is no date and time; one looks like 2026-03-27T12:52:20."
        ) from None
    # What a browser's field for it sends has no zone: it is the clock's own.
    clock.set(moment if moment.tzinfo else moment.replace(tzinfo=clock().tzinfo))
    return "The clock is set"


def _advance(clock: TenantClock, form: Mapping[str, str]) -> str:
    amount, unit = form.get("amount", "").strip(), form.get("unit", "")
    if not (amount.isascii() and amount.isdigit() and len(amount) < 10 and unit in UNITS):
        raise Refused(
            Code.INVALID_VALUE,
            f"The clock moves on by a whole number of {', '.join(UNITS)}; not by {amount[:20]!r} {unit[:20]}.",
        )
    step = timedelta(seconds=int(amount) * UNITS[unit])
    if step > _LONGEST:
        raise Refused(Code.OUT_OF_RANGE, f"The clock moves on by at most {_LONGEST.days:,} days at once.")
    try:
        clock.advance(step)
        _ = clock()
    except OverflowError:
        clock.resume()
        raise Refused(
            Code.OUT_OF_RANGE, "No year after 9999 can be told; the clock tells the machine's time again."
        ) from None
    return "The clock has moved on"


def _resume(clock: TenantClock, _form: Mapping[str, str]) -> str:
    clock.resume()
    return "The clock tells the machine's time again"


_CHANGES: Mapping[str, Callable[[TenantClock, Mapping[str, str]], str]] = {
    "freeze": _freeze, "release": _release, "set": _set, "advance": _advance, "resume": _resume,
}  # fmt: skip
