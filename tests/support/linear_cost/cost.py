"""Does the cost of something grow as its input does?"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from time import thread_time

TIMES = 4
"""How much smaller the input is that is compared with another."""

RATIO = 9
"""What the costs of the two may differ by: four times where cost is linear, sixteen times where it is quadratic."""

CHEAP = 100e-9
"""Seconds of CPU for each character that are not looked into: a quadratic cost is far beyond them."""

LITTLE = 0.5e-3
"""Seconds of CPU that are too few to be compared."""

PATIENCE = 0.1
"""Seconds of CPU for a comparison."""

ENOUGH = 5e-3
"""Seconds of CPU from which on no larger input is tried: a cost that grew faster would have shown."""


def growth(run: Callable[[int], object], sizes: Iterable[int], most: float, fixed: float = 0.0) -> str:
    """Return what is wrong with the CPU time of ``run(n)``, or nothing where it is linear.

    ``sizes`` grow, so that what is much worse than linear shows with a small one. ``most`` are the seconds that
    a character may take, and ``fixed`` those that it takes whatever the input is.
    """
    for size in sizes:
        small, large, total = float("inf"), spent(run, size), 0.0
        # The least of several times is taken: what else goes on in the machine only adds to one.
        while large - fixed > max(size * CHEAP, LITTLE):
            small = min(small, spent(run, size // TIMES))
            if large < small * RATIO and large - fixed < size * most:
                break
            if total > PATIENCE:
                return f"n = {size // TIMES}: {small * 1000:.2f} ms of CPU; n = {size}: {large * 1000:.2f} ms of CPU"
            large = min(large, spent(run, size))
            total += small + large
        if large - fixed > ENOUGH:
            break
    return ""


def spent(run: Callable[[int], object], size: int) -> float:
    """Return the CPU time of ``run(size)`` in seconds, without the garbage collector, which comes at any time."""
    gc.disable()
    try:
        start = thread_time()
        run(size)
        return thread_time() - start
    finally:
        gc.enable()
