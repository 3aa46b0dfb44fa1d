"""How long the suite waits for a client, and for how many calls."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WaitLimits:
    """The limits of one run of a client."""

    run_seconds: float = 30.0
    """Seconds for one poll, or until a client that polls by itself is idle."""
    calls: int = 60
    """Calls in one poll; four more are allowed for each queued event."""
    quiet_polls: int = 2
    """Polls without progress after which the suite stops waiting for an empty queue."""
    polls: int = 60
    """The most polls of one ``settle`` step."""
    watch_seconds: float = 1.0
    """Seconds of a ``watch`` step."""
    calls_per_minute: int = 1200
    """The most calls per minute of a client that polls by itself and has nothing to do."""
