"""How long, and for how many calls, the suite waits for a client."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WaitLimits:
    """When to stop waiting."""

    run_seconds: float = 30.0
    """For one poll, or for a poller to come to rest."""
    calls: int = 60
    """Calls in one poll, beside four for each queued event."""
    quiet_polls: int = 2
    """Polls without progress after which a queue that is not empty is taken to stay so."""
    polls: int = 60
    """Polls at the most until a client has settled."""
    watch_seconds: float = 1.0
    """How long a client that polls by itself is looked at."""
    calls_per_minute: int = 1200
    """What a client that polls by itself may call in a minute with nothing to do."""
