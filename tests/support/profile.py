"""How hypothesis runs here: the same examples each time, and no clock, so that nothing is flaky."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("CENTRA_MOCK_EXAMPLES", "1"))
"""How many times as many examples are drawn: ``make check-all`` draws more."""


def examples(count: int) -> settings:
    """Return the settings that draw so many examples."""
    return settings(
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=count * FACTOR,
        suppress_health_check=[HealthCheck.too_slow],
    )


steady = examples(25)
few = examples(8)
