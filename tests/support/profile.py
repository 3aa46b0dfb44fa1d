"""The settings of hypothesis: the same examples each time, and no deadline, so that no test is flaky."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("CENTRA_MOCK_EXAMPLES", "1"))
"""The factor for the number of examples; ``make check-all`` raises it."""


def examples(count: int) -> settings:
    """Return the settings for a number of examples."""
    return settings(
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=count * FACTOR,
        suppress_health_check=[HealthCheck.too_slow],
    )


steady = examples(25)
few = examples(8)
