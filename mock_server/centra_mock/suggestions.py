"""Suggestions for misspelt names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 200
"""Characters of a name that may be mistyped; what is longer is something else."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of some names that is most like another, or begins with it; capitals or not. ``None`` where none is."""
    if len(name) > _LONGEST:
        return None
    known, written = {each.casefold(): each for each in names}, name.casefold()
    near = get_close_matches(written, known, 1)
    begun = (each for each in known if len(written) > 2 and each.startswith(written))
    return next((known[each] for each in (*near, *begun)), None)


def choices(name: str, names: Iterable[str]) -> str:
    """Return what to write instead of an unknown name: the nearest that is known, and all of them."""
    known = list(names)
    near = nearest(name, known)
    guess = f"did you mean {near}? It" if near else "it"
    return f"{guess} can be {', '.join(known)}"


def unknown(name: str, names: Iterable[str]) -> str:
    """Return what to say of a name that is not among those that are known."""
    return f"{name}: is not known here; {choices(name, names)}"
