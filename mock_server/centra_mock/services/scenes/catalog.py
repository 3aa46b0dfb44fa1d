"""Named starting points, and those in one's own files. Packages offer theirs by the entry point ``centra_mock.scenes``.

An entry point leads to the scene's file: a ``Path``, or what ``importlib.resources.files`` gives.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from centra_mock.error_codes import Code
from centra_mock.errors import Refused, Unavailable

if TYPE_CHECKING:
    from centra_mock.services.scenes.reader import Scene
    from centra_mock.services.shop.transaction import ShopTransaction
    from centra_mock.yaml_reader import Source

GROUP = "centra_mock.scenes"
EMPTY = "empty"
SUFFIXES = (".yaml", ".yml", ".json")


class Offer(NamedTuple):
    """A named scene, as lists show it."""

    name: str
    title: str
    description: str
    parameters: dict[str, str]
    """What can be given after ``?``, with the defaults."""

    @property
    def query(self) -> str:
        """Return the parameters as a query: ``?products=5000&orders=20000``."""
        given = "&".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"?{given}" if given else ""


@cache
def _entries() -> dict[str, EntryPoint]:
    """Return where the named scenes are, looked up once: no package comes while a program runs."""
    return {found.name: found for found in reversed(tuple(entry_points(group=GROUP)))}


def scene_names() -> list[str]:
    return sorted({EMPTY, *_entries()})


@cache
def offers() -> tuple[Offer, ...]:
    """Return the named scenes, read once."""
    return tuple(map(_offer, scene_names()))


def scene_descriptions() -> dict[str, str]:
    """Return what each named scene is, by name."""
    return {offer.name: offer.description for offer in offers()}


def _offer(name: str) -> Offer:
    from centra_mock.services.scenes.reader import read_head

    if name == EMPTY:
        return Offer(EMPTY, "Empty", "Nothing at all: a Centra on its first day.", {})
    head = read_head(_named(name))
    parameters = {key: str(value) for key, value in head.parameters.items()}
    return Offer(name, head.title, " ".join(head.description.split()), parameters)


def play_scene(scene: Scene, shop: ShopTransaction) -> None:
    """Play a scene within a transaction, with progress on a terminal. Raises ``FileError``."""
    from centra_mock.progress import on_terminal
    from centra_mock.services.scenes.player import play

    with on_terminal(f"Scene {scene.title}") as progress:
        play(scene, shop, progress)


def check_named(reference: str) -> None:
    """Raise ``Refused`` for what is not a named scene, or is wrong in what is given to it. No file is looked for."""
    name = reference.partition("?")[0]
    if name not in scene_names():
        raise Refused(Code.UNKNOWN_SCENE, f"there is no scene {name!r}; there are {', '.join(scene_names())}")
    find_scene(reference)


def scene_schema() -> str:
    """Return the JSON Schema of scene files."""
    from centra_mock.activities.step_schema import file_schema, written
    from centra_mock.activities.steps import STEPS
    from centra_mock.services.scenes.reader import Head

    return written(file_schema("A scene of centra-mock", Head, STEPS, parameters=True))


def find_scene(reference: str) -> Scene | None:
    """Read a scene, and check all of it without playing it; ``None`` for the empty one."""
    name, _, query = reference.partition("?")
    if name == EMPTY:
        if query:
            raise Refused(Code.UNKNOWN_PARAMETER, "the scene has none", f"{EMPTY}: parameters")
        return None
    return _read(_path(name), query) if _is_path(name) else _read_named(name, query)


@lru_cache(maxsize=32)
def _read_named(name: str, query: str) -> Scene:
    """Read a named scene, whose file does not change while a program runs: reading takes longer than playing it."""
    return _read(_named(name), query)


def _read(source: Source, query: str) -> Scene:
    from centra_mock.services.scenes.reader import read_scene

    return read_scene(source, _base, dict(parse_qsl(query, keep_blank_values=True)))


def _base(name: str, above: Source) -> Source:
    """Return the scene that a scene is based on: a named one, or a file in the same folder."""
    if _is_path(name):
        return _path(str(above.parent / name)) if isinstance(above, Path) else _path(name)
    return _named(name)


def _is_path(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) or "/" in name or "\\" in name


def _path(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise Unavailable(Code.UNREADABLE_FILE, f"There is no scene in {name}: there is no such file.")
    return path


def _named(name: str) -> Source:
    if name in _entries():
        source: Source = _entries()[name].load()
        return source
    raise Unavailable(
        Code.UNKNOWN_SCENE,
        f"There is no scene {name!r}. There are: {', '.join(scene_names())}. "
        f"For your own, give its file: {', '.join(SUFFIXES)}.",
    )
