"""Reading a scene: its file, those that it is based on, its parameters; every step is checked before any is played."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple, cast

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field

from centra_mock.activities.step_reader import read_steps
from centra_mock.activities.steps import STEPS, ActivityStep
from centra_mock.error_codes import Code
from centra_mock.errors import CentraError, FileError
from centra_mock.plain_numbers import PlainNumber
from centra_mock.scalars import LARGEST
from centra_mock.suggestions import unknown
from centra_mock.validation_errors import explain
from centra_mock.yaml_reader import Source, read_file


class Head(Struct, forbid_unknown_fields=True):
    """The head of a file, and its steps as written."""

    title: Annotated[str, Meta(min_length=1)]
    description: Annotated[str, Meta(min_length=1)]
    steps: list[Any] = field(default_factory=list)
    seed: Annotated[int, Meta(ge=0, le=LARGEST)] | UnsetType = UNSET
    based_on: str | UnsetType = UNSET
    parameters: dict[str, str | bool] = field(default_factory=dict)


class PlacedStep(NamedTuple):
    """A step that was checked, and where it stands."""

    where: str
    """The file and the number of the step, for messages."""
    step: ActivityStep


@dataclass(frozen=True)
class Scene:
    """A scene, ready to be played."""

    name: str
    title: str
    description: str
    seed: int | None
    steps: tuple[PlacedStep, ...]


Finder = Callable[[str, Source], Source]
"""Finds the scene that another is based on, by what is written there."""


def read_head(source: Source) -> Head:
    """Return the head of a scene file. Raises ``FileError``."""
    values = read_file(source, source.name, number=PlainNumber)
    if not isinstance(values, dict):
        raise FileError(
            Code.FIELDS_EXPECTED, "a scene has title, description and steps, but this holds none of them", source.name
        )
    # For editors, which find the schema by it.
    values.pop("$schema", None)
    try:
        return msgspec.convert(values, Head, strict=False)
    except msgspec.ValidationError as error:
        raise FileError.of(explain(error, Head), source.name) from None


def read_scene(source: Source, find: Finder, given: Mapping[str, str] | None = None) -> Scene:
    """Return a scene with its steps, after those of the scene that it is based on. ``given`` are parameters that
    replace the file's."""
    return _read(source, find, given or {}, ())


def _read(source: Source, find: Finder, given: Mapping[str, str], above: tuple[str, ...]) -> Scene:
    head = read_head(source)
    if str(source) in above:
        raise FileError(Code.CIRCULAR_SCENE, f"leads back to {source.name} itself", f"{source.name}: based_on")
    for name in given:
        if name not in head.parameters:
            known = unknown(name, head.parameters) if head.parameters else f"{name}: the scene has no parameters"
            raise FileError(Code.UNKNOWN_PARAMETER, known, f"{source.name}: parameters")
    base: Scene | None = None
    if head.based_on is not UNSET:
        base = _read(_found(head.based_on, source, find), find, {}, (*above, str(source)))
    parameters = {**head.parameters, **given}
    steps = tuple(
        PlacedStep(f"{where}, {step.name}", cast("ActivityStep", step))
        for number, raw in enumerate(head.steps, 1)
        for where in [f"{source.name}: step {number}"]
        for step in read_steps(_filled(raw, parameters, where), where, STEPS)
    )
    seed = head.seed if head.seed is not UNSET else base.seed if base else None
    return Scene(source.name, head.title, head.description, seed, (*base.steps, *steps) if base else steps)


def _found(name: str, source: Source, find: Finder) -> Source:
    try:
        return find(name, source)
    except FileError:
        raise
    except CentraError as error:
        raise FileError.of(error, f"{source.name}: based_on") from None


def _filled(value: Any, parameters: Mapping[str, Any], place: str) -> Any:
    """Return a step with the parameters filled in: ``$name`` stands for one."""
    if isinstance(value, dict):
        return {name: _filled(sub, parameters, place) for name, sub in value.items()}
    if isinstance(value, list):
        return [_filled(sub, parameters, place) for sub in value]
    if isinstance(value, str) and value.startswith("$"):
        name = value[1:]
        if name.startswith("$"):
            return name
        if name not in parameters:
            raise FileError(
                Code.UNKNOWN_PARAMETER,
                f"{value}: the scene has no such parameter; write ${value} for the text itself",
                place,
            )
        return parameters[name]
    return value
