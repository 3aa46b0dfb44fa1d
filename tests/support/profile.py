"""The settings of hypothesis: the same examples each time, and no deadline, so that no test is flaky."""

from __future__ import annotations

import os
from hashlib import sha256

from hypothesis import HealthCheck, Phase, settings

FACTOR = int(os.environ.get("CENTRA_MOCK_EXAMPLES", "1"))
"""The factor for the number of examples; ``make laws`` and ``make check-all`` raise it."""

PART = os.environ.get("CENTRA_MOCK_PART", "")
"""A text that draws a part of what takes long; everything is run without it."""


def examples(count: int) -> settings:
    """Return the settings for a number of examples."""
    return settings(
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=count * FACTOR,
        suppress_health_check=[HealthCheck.too_slow],
    )


def draw(text: str, count: int) -> int:
    """Return a pseudo-random number below ``count`` that depends only on a text."""
    return int(sha256(text.encode()).hexdigest(), 16) % count


def costly(count: int) -> settings:
    """Return the settings for what costs a second or more for each ten examples.

    A failing one is shown as it was drawn: to shrink it takes minutes.
    """
    return settings(examples(count), phases=[Phase.explicit, Phase.generate])


steady = examples(25)
few = costly(8)
