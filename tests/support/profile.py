"""How hypothesis runs here: the same examples each time, and no clock, so that nothing is flaky."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

steady = settings(
    deadline=None, derandomize=True, database=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow]
)
few = settings(steady, max_examples=8)
