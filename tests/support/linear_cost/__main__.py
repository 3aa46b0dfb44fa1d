"""Measure the patterns and readers of packages: ``python -m support.linear_cost SECONDS ROOT PACKAGE…``.

``NOW`` and a place is written before each is measured, ``BAD`` where one is not linear, and ``END`` in the end. What
takes for ever is ended by the limit of this process's CPU time.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.linear_cost.attacks import DOCUMENTS, PARTS, Attack, attacks_on
from support.linear_cost.cost import growth, spent
from support.linear_cost.patterns import Pattern, modules, patterns

if TYPE_CHECKING:
    from support.linear_cost.readers import Reader

_SIZES = (1024, 16384)
_LARGE = (*_SIZES, 65536)
"""Sizes for readers that copy the rest of a text at each character, which shows in large texts only."""

_MOST_OF_A_PATTERN = 0.5e-6
_MOST_OF_A_READER = 100e-6
"""The most CPU seconds for each character; lenient, because the machine may be slow."""
_TEXTS = [*(Attack("", part) for part in PARTS), *DOCUMENTS]


def main(seconds: str, root: str, *packages: str) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    with os.fdopen(os.dup(1), "w", buffering=1) as report:
        sys.path[:0] = [str(Path(root, package).parent) for package in packages]
        project = modules(Path(root), packages)
        found, hidden = patterns(project)
        for place in hidden:
            print(f"BAD {place}", file=report)
        # Imported here, because it imports the mock, whose patterns are recorded when they are compiled.
        from support.linear_cost.readers import forbid_acts, readers

        with open(os.devnull, "r+b") as nothing:
            for stream in (0, 1, 2):  # measured code may print
                os.dup2(nothing.fileno(), stream)
        forbid_acts()
        for pattern in found:
            print(f"NOW {pattern.place}", file=report)
            _report(f"{pattern.place}: {pattern.compiled.pattern!r}", _of_pattern(pattern), report)
        for reader in readers(project):
            print(f"NOW {reader.place}", file=report)
            _report(reader.place, _of_reader(reader), report)
        print("END", file=report)


def _report(what: str, trouble: str, report: Any) -> None:
    if trouble:
        print(f"BAD {what}: {trouble}", file=report)


def _of_pattern(pattern: Pattern) -> str:
    encoded: Callable[[str], Any] = str.encode if isinstance(pattern.compiled.pattern, bytes) else str
    for attack in attacks_on(pattern.compiled):
        for way in pattern.ways:
            if trouble := growth(_run(way, attack, encoded), _SIZES, _MOST_OF_A_PATTERN):
                return f"{attack}: {trouble}"
    return ""


def _of_reader(reader: Reader) -> str:
    reader.read("a")  # to warm up caches
    fixed = spent(_run(reader.read, Attack("", "a")), 1)
    for attack in _TEXTS:
        sizes = _LARGE if len(attack.part) == 1 else _SIZES
        if trouble := growth(_run(reader.read, attack), sizes, _MOST_OF_A_READER, fixed):
            return f"{attack}: {trouble}"
    return ""


def _run(call: Callable[[Any], object], attack: Attack, encoded: Callable[[str], Any] = str) -> Callable[[int], object]:
    """Return a function that runs a measured function on an attack of a size."""
    return lambda size: call(encoded(attack.text(size)))


if __name__ == "__main__":
    main(*sys.argv[1:])
