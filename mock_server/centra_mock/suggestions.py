"""Suggestions for misspelt names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 200
"""Characters of the longest name for which a suggestion is sought."""


SIMILAR = 0.6
"""The similarity from which on a name is suggested, from 0 to 1, as ``difflib`` computes it."""


def nearest(name: str, names: Iterable[str], similarity: float = SIMILAR) -> str | None:
    """Return the most similar of some names, or else one that begins with the name, ignoring case; ``None`` if none."""
    if len(name) > _LONGEST:
        return None
    known, written = {each.casefold(): each for each in names}, name.casefold()
    near = get_close_matches(written, known, 1, similarity)
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
