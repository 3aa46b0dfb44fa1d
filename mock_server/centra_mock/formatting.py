"""Counts, sizes and spans of time in words."""

from __future__ import annotations


def bytes_text(count: int) -> str:
    """Return a size: ``732 bytes``, ``4.1 KiB``, ``12 MiB``."""
    if count < 1024:
        return "1 byte" if count == 1 else f"{count} bytes"
    size, unit = count / 1024, "KiB"
    for larger in ("MiB", "GiB"):
        if size < 1024:
            break
        size, unit = size / 1024, larger
    return f"{size:.1f} {unit}" if size < 10 else f"{size:.0f} {unit}"


def span_text(seconds: float) -> str:
    """Return a span of time, rounded down: ``40 s``, ``12 min``, ``3 h 5 min``, ``2 d 4 h``."""
    whole = max(int(seconds), 0)
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if minutes == 0:
        return f"{whole} s"
    if hours == 0:
        return f"{minutes} min"
    if days == 0:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if hours % 24 else f"{days} d"


def count_text(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: ``1 event``, ``12,000 events``."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
