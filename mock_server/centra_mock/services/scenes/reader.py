"""Reading a scene: its file, those that it is based on, its parameters; every step is checked before any is played."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET

from centra_mock.errors import CentraError, FileError
from centra_mock.policy import Policy
from centra_mock.services.scenes.objects import plural_of, read_fields, type_of
from centra_mock.services.scenes.steps import KINDS, Change, Delete, Head, Order, Put, Ship
from centra_mock.suggestions import unknown
from centra_mock.validation_errors import explain
from centra_mock.wire.grammar import OBJECTS, Field
from centra_mock.yaml_reader import Source, read_file

CUSTOMER = OBJECTS["customer"].field
ORDER = OBJECTS["order"].field
SHIPMENT = ORDER.find("shipments/shipment")


@dataclass(frozen=True)
class Step:
    """A step that was checked."""

    place: str
    """The file and the number of the step, for messages."""
    kind: str
    given: Any


@dataclass(frozen=True)
class Scene:
    """A scene, ready to be played."""

    name: str
    title: str
    description: str
    seed: int | None
    steps: tuple[Step, ...]


Finder = Callable[[str, Source], Source]
"""Finds the scene that another is based on, by what is written there."""


def read_head(source: Source) -> Head:
    """What a file says of itself. Raises ``FileError``."""
    values = read_file(source, source.name)
    if not isinstance(values, dict):
        raise FileError(f"{source.name}: a scene has title, description and steps, but this holds none of them")
    # For editors, which find the schema by it.
    values.pop("$schema", None)
    try:
        return msgspec.convert(values, Head, strict=False)
    except msgspec.ValidationError as error:
        raise FileError(f"{source.name}: {explain(error, Head)}") from None


def read_scene(source: Source, find: Finder, given: Mapping[str, str] | None = None) -> Scene:
    """A scene with its steps, those that it is based on first. ``given`` are parameters other than the file says."""
    return _read(source, find, given or {}, ())


def _read(source: Source, find: Finder, given: Mapping[str, str], above: tuple[str, ...]) -> Scene:
    head = read_head(source)
    if str(source) in above:
        raise FileError(f"{source.name}: based_on: leads back to {source.name} itself")
    for name in given:
        if name not in head.parameters:
            known = unknown(name, head.parameters) if head.parameters else f"{name}: the scene has no parameters"
            raise FileError(f"{source.name}: parameters: {known}")
    base: Scene | None = None
    if head.based_on is not UNSET:
        base = _read(_found(head.based_on, source, find), find, {}, (*above, str(source)))
    parameters = {**head.parameters, **given}
    steps = tuple(
        _step(_filled(raw, parameters, f"{source.name}: step {number}"), f"{source.name}: step {number}")
        for number, raw in enumerate(head.steps, 1)
    )
    seed = head.seed if head.seed is not UNSET else base.seed if base else None
    return Scene(source.name, head.title, head.description, seed, (*base.steps, *steps) if base else steps)


def _found(name: str, source: Source, find: Finder) -> Source:
    try:
        return find(name, source)
    except FileError:
        raise
    except CentraError as error:
        raise FileError(f"{source.name}: based_on: {error}") from None


def _filled(value: Any, parameters: Mapping[str, Any], place: str) -> Any:
    """A step with the parameters put in, where ``$name`` stands for one."""
    if isinstance(value, dict):
        return {name: _filled(sub, parameters, place) for name, sub in value.items()}
    if isinstance(value, list):
        return [_filled(sub, parameters, place) for sub in value]
    if isinstance(value, str) and value.startswith("$"):
        name = value[1:]
        if name.startswith("$"):
            return name
        if name not in parameters:
            raise FileError(f"{place}: {value}: the scene has no such parameter; write ${value} for the text itself")
        return parameters[name]
    return value


def _step(raw: Any, place: str) -> Step:
    if isinstance(raw, str):
        raw = {raw: None}
    if not isinstance(raw, dict) or len(raw) != 1:
        held = f"{len(raw)} ({', '.join(raw)})" if isinstance(raw, dict) else repr(raw)
        raise FileError(f"{place}: a step is one of {', '.join(KINDS)}, not {held}")
    ((kind, value),) = raw.items()
    if kind not in KINDS:
        raise FileError(f"{place}: {unknown(kind, KINDS)}")
    place = f"{place}, {kind}"
    try:
        given = msgspec.convert({} if value is None else value, KINDS[kind], strict=False)
        return Step(place, kind, _checked(kind, given))
    except msgspec.ValidationError as error:
        raise FileError(f"{place}: {explain(error, KINDS[kind])}") from None
    except FileError as mistake:
        raise FileError(f"{place}: {mistake}") from None


def _checked(kind: str, given: Any) -> Any:
    """What a step is given, with every object in it as the grammar wants it."""
    if kind == "update":
        return {plural: _objects(plural, objects) for plural, objects in given.items()}
    if kind == "policy":
        return _settings(given)
    if kind == "customer":
        return read_fields(given, CUSTOMER)
    if isinstance(given, Order):
        _check_fields(given, "customer", CUSTOMER)
    if isinstance(given, Delete):
        type_of(given.type)
    owner = _fields_of(given)
    if owner is not None:
        _check_fields(given, "fields", owner)
    return given


def _objects(plural: str, objects: Any) -> list[Any]:
    field = plural_of(plural)
    if not isinstance(objects, list):
        raise FileError(f"{plural}: a list of objects is expected, not {objects!r:.60}")
    read = []
    for number, values in enumerate(objects, 1):
        path = f"{plural}[{number}]"
        if not isinstance(values, dict):
            raise FileError(f"{path}: fields ({', '.join(field.by_name)}) are expected, not {values!r:.60}")
        read.append(read_fields(values, field, path))
    return read


def _settings(given: dict[str, str | bool]) -> dict[str, str]:
    """Settings of the policy as texts; a mistake in them is told now."""
    texts = {
        name: {True: "on", False: "off"}[value] if isinstance(value, bool) else value for name, value in given.items()
    }
    try:
        Policy().changed(texts)
    except CentraError as error:
        raise FileError(str(error)) from None
    return texts


def _fields_of(given: Any) -> Field | None:
    if isinstance(given, Put):
        return type_of(given.type)
    if isinstance(given, Ship):
        return SHIPMENT
    return ORDER if isinstance(given, Order | Change) else None


def _check_fields(given: Any, name: str, field: Field) -> None:
    values = getattr(given, name)
    if values is not UNSET:
        setattr(given, name, read_fields(values, field, name))
