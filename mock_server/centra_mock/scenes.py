"""Named starting points. Packages offer them by the entry point ``centra_mock.scenes``."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from centra_mock.errors import Unavailable

if TYPE_CHECKING:
    from centra_mock.services.centra import Centra

GROUP = "centra_mock.scenes"
EMPTY = "empty"

Scene = Callable[["Centra"], None]
"""Fills a Centra."""


def scene_names() -> list[str]:
    return sorted({EMPTY, *(found.name for found in entry_points(group=GROUP))})


def load_scene(name: str, centra: Centra) -> None:
    """Fill a Centra. Raises ``Unavailable`` for a scene that nobody offers."""
    if name == EMPTY:
        return
    for found in entry_points(group=GROUP, name=name):
        scene: Scene = found.load()
        scene(centra)
        return
    raise Unavailable(f"There is no scene {name!r}. There are: {', '.join(scene_names())}.")
