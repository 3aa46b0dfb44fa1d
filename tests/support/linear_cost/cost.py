"""Measure whether the CPU time of a function is linear in the size of its input."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from time import thread_time

TIMES = 4
"""The ratio of the two compared sizes."""

RATIO = 9
"""The largest allowed ratio of the two costs: it is four if the cost is linear, and sixteen if it is quadratic."""

CHEAP = 100e-9
"""CPU seconds for each character below which nothing is compared; a quadratic cost is far above."""

LITTLE = 0.5e-3
"""CPU seconds that are too few to be compared."""

PATIENCE = 0.1
"""The most CPU seconds for a comparison."""

ENOUGH = 5e-3
"""CPU seconds after which no larger input is tried, where the ratio is clearly that of a linear cost."""

CLEARLY_LINEAR = 6
"""The largest such ratio: the cost of copies grows faster with large inputs only, and not clearly at first."""


def growth(run: Callable[[int], object], sizes: Iterable[int], most: float, fixed: float = 0.0) -> str:
    """Return what is wrong with the CPU time of ``run(n)``, or an empty text if it is linear.

    ``sizes`` grow, so that what is much worse than linear shows with a small one. ``most`` are the seconds that
    a character may take, and ``fixed`` those that any input takes.
    """
    for size in sizes:
        small, large, total = float("inf"), spent(run, size), 0.0
        # The least of several times is taken, because other processes only add to it.
        while large - fixed > max(size * CHEAP, LITTLE):
            small = min(small, spent(run, size // TIMES))
            if large < small * RATIO and large - fixed < size * most:
                break
            if total > PATIENCE:
                return f"n = {size // TIMES}: {small * 1000:.2f} ms of CPU; n = {size}: {large * 1000:.2f} ms of CPU"
            large = min(large, spent(run, size))
            total += small + large
        if large - fixed > ENOUGH and large < small * CLEARLY_LINEAR:
            break
    return ""


def spent(run: Callable[[int], object], size: int) -> float:
    """Return the CPU time of ``run(size)`` in seconds, with the garbage collector disabled."""
    gc.disable()
    try:
        start = thread_time()
        run(size)
        return thread_time() - start
    finally:
        gc.enable()
