"""Named starting points. Packages offer them by the entry point ``centra_mock.scenes``."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from centra_mock.errors import Unavailable

if TYPE_CHECKING:
    from centra_mock.server import MockServer

GROUP = "centra_mock.scenes"
EMPTY = "empty"

Scene = Callable[["MockServer"], None]
"""Fills the default tenant of a server that does not serve yet."""


def scene_names() -> list[str]:
    return sorted({EMPTY, *(found.name for found in entry_points(group=GROUP))})


def load_scene(name: str, server: MockServer) -> None:
    """Fill the server's default tenant. Raises ``Unavailable`` for a scene that nobody offers."""
    if name == EMPTY:
        return
    for found in entry_points(group=GROUP, name=name):
        scene: Scene = found.load()
        scene(server)
        return
    raise Unavailable(f"There is no scene {name!r}. There are: {', '.join(scene_names())}.")
