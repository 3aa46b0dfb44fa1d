"""Scenarios as files, in YAML or JSON, and what is wrong with one by file, step and field."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import yaml

from centra_contracts.scenario import OTHER, STEPS, ClientStep, Meanwhile, Scenario, Step
from centra_mock.errors import FileError
from centra_mock.suggestions import unknown
from centra_mock.validation_errors import explain
from centra_mock.wire.endpoints import ENDPOINTS
from centra_mock.wire.operations import EVENT_DATA
from centra_mock.yaml_reader import read_file, read_values

Written: TypeAlias = dict[str, Any]
LIBRARY = files(__package__).joinpath("library")
SUFFIXES = (".yaml", ".yml", ".json")


class _Head(Scenario, frozen=True):
    __doc__ = Scenario.__doc__

    steps: tuple[Any, ...] = ()


def read(path: Path) -> Scenario:
    """The scenario in a file. Raises ``FileError``."""
    return _scenario(read_file(path, str(path), numbers=True), str(path))


def parse(text: str, name: str) -> Scenario:
    """The scenario in a text; JSON is YAML too. Raises ``FileError``."""
    return _scenario(read_values(text, name, numbers=True), name)


def _scenario(written: Any, name: str) -> Scenario:
    if not isinstance(written, dict):
        raise FileError(f"{name}: a scenario has fields, such as `steps`; this is {type(written).__name__}")
    try:
        head = msgspec.convert(written, _Head)
    except msgspec.ValidationError as error:
        raise FileError(f"{name}: {explain(error, Scenario)}") from None
    steps = tuple(_step(each, f"{name}: step {number}") for number, each in enumerate(head.steps, 1))
    scenario = Scenario(**{field: getattr(head, field) for field in head.__struct_fields__} | {"steps": steps})
    _check(scenario, name)
    return scenario


def written(scenario: Scenario) -> Written:
    """A scenario as plain values, ready for JSON or YAML."""
    values: Written = _plain(scenario.changed(steps=()))
    return {**values, "steps": [written_step(step) for step in scenario.steps]}


def written_step(step: Step) -> Written:
    """``{"run": {"client": 2}}``: what a step is called, and its fields."""
    return {step.name: _plain(step)}


def read_step(values: Written) -> Step:
    """The way back from ``written_step``. Raises ``FileError``."""
    return _step(values, "step")


def save(scenario: Scenario, path: Path) -> None:
    """Write a scenario down: JSON where the name says so, YAML elsewhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_json(scenario) if path.suffix == ".json" else as_yaml(scenario), "utf-8")


def as_yaml(scenario: Scenario) -> str:
    return yaml.safe_dump(written(scenario), sort_keys=False, allow_unicode=True, width=120)


def as_json(scenario: Scenario) -> str:
    return json.dumps(written(scenario), ensure_ascii=False, indent=2) + "\n"


@lru_cache(maxsize=1)
def library() -> dict[str, Scenario]:
    """The scenarios that ship, by name."""
    found = sorted((each for each in LIBRARY.iterdir() if each.name.endswith(SUFFIXES)), key=lambda each: each.name)
    return {each.name.partition(".")[0]: parse(each.read_text("utf-8"), each.name) for each in found}


def _check(scenario: Scenario, name: str) -> None:
    """What a field alone does not show."""
    endpoints = [*(each.name for each in ENDPOINTS), OTHER]
    if scenario.endpoint not in (None, *endpoints):
        raise FileError(f"{name}: there is no endpoint {scenario.endpoint!r}; there are {', '.join(endpoints)}")
    for place, step in enumerate(scenario.steps, 1):
        if isinstance(step, ClientStep) and step.client > len(scenario.clients):
            raise FileError(
                f"{name}: step {place}, {step.name}: there is no client {step.client}; "
                f"`clients` has {len(scenario.clients)}"
            )
        if isinstance(step, Meanwhile):
            for number, inner in enumerate(step.steps, 1):
                where = f"{name}: step {place}, {step.name}: step {number}"
                if _step(inner, where).is_run:
                    raise FileError(f"{where}: the client is at work already; only the shop can do something")


def _step(values: object, where: str) -> Step:
    """A step, which is written as a name with its fields; a name alone has none."""
    if isinstance(values, str):
        values = {values: {}}
    if not isinstance(values, dict) or len(values) != 1:
        raise FileError(f"{where}: a step is one name with its fields, as in `place: {{count: 3}}`")
    name, fields = next(iter(values.items()))
    if name not in STEPS:
        raise FileError(f"{where}: {unknown(name, STEPS)}")
    try:
        return msgspec.convert({} if fields is None else fields, STEPS[name])
    except msgspec.ValidationError as error:
        raise FileError(f"{where}, {name}: {explain(error, STEPS[name])}") from None


def state_schema() -> Written:
    """The JSON Schema of a client's state: the objects that it holds, by type, with the fields that it keeps."""
    one = {
        "type": "object",
        "properties": {"id": {"type": ["string", "integer"], "description": "The id that Centra shows."}},
        "required": ["id"],
        "description": "Fields by the grammar's names; those that are not kept are left out.",
    }
    types = {name: {"type": "array", "items": {"$ref": "#/$defs/Object"}} for name in sorted(EVENT_DATA)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "State",
        "description": "Object type -> the objects that the client holds. Two with one id are a duplicate.",
        "type": "object",
        "properties": types,
        "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/Object"}},
        "$defs": {"Object": one},
    }


def _plain(value: msgspec.Struct) -> Any:
    """What JSON makes of it."""
    return msgspec.json.decode(msgspec.json.encode(value))


def schema() -> Written:
    """The JSON Schema of scenario files."""
    (head, *steps), components = msgspec.json.schema_components([_Head, *STEPS.values()])
    names = [
        {
            "type": "object",
            "properties": {name: {"anyOf": [step, {"type": "null"}]}},
            "required": [name],
            "additionalProperties": False,
        }
        for name, step in zip(STEPS, steps, strict=True)
    ]
    scenario = components["_Head"]
    scenario["title"] = "Scenario"
    scenario["properties"]["steps"] = {"type": "array", "items": {"anyOf": [{"enum": list(STEPS)}, *names]}}
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema", **head, "$defs": components}
    plain: Written = msgspec.json.decode(msgspec.json.encode(found))
    return plain
