"""Read and write scenario files in YAML or JSON. Errors say the file, the step and the field."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import yaml

from centra_contracts.scenario import OTHER, STEPS, ClientStep, Meanwhile, Scenario, Step
from centra_mock.activities.step_reader import read_steps, write_step
from centra_mock.activities.step_schema import file_schema
from centra_mock.activities.steps import STEPS as ACTIVITY_STEPS
from centra_mock.activities.steps import ActivityStep
from centra_mock.error_codes import Code
from centra_mock.errors import FileError
from centra_mock.plain_numbers import PlainNumber, as_plain_numbers
from centra_mock.validation_errors import explain
from centra_mock.wire.endpoints import ENDPOINTS
from centra_mock.wire.operations import EVENT_DATA
from centra_mock.yaml_reader import read_file, read_values

PlainValues: TypeAlias = dict[str, Any]
LIBRARY = files(__package__).joinpath("library")
PLACE = "place"
SUFFIXES = (".yaml", ".yml", ".json")


class _ScenarioHeader(Scenario, frozen=True):
    __doc__ = Scenario.__doc__

    steps: tuple[Any, ...] = ()


def read(path: Path) -> Scenario:
    """Return the scenario in a file. Raise ``FileError``."""
    return _scenario(read_file(path, str(path), number=PlainNumber), str(path))


def parse(text: str, name: str) -> Scenario:
    """Return the scenario in a text; JSON is YAML too. Raise ``FileError``, with ``name`` as the file."""
    return _scenario(read_values(text, name, number=PlainNumber), name)


def _scenario(written: Any, name: str) -> Scenario:
    if not isinstance(written, dict):
        raise FileError(
            Code.FIELDS_EXPECTED, f"a scenario has fields, such as `steps`; this is {type(written).__name__}", name
        )
    written = {field: value for field, value in written.items() if field != "$schema"}
    try:
        head = msgspec.convert(written, _ScenarioHeader, strict=False)
    except msgspec.ValidationError as error:
        raise FileError.of(explain(error, Scenario), name) from None
    policy = _policy(head.policy, name) if head.policy else {}
    located = [
        (where, step)
        for number, raw in enumerate(head.steps, 1)
        for where in [f"{name}: step {number}"]
        for step in read_steps(raw, where, STEPS)
    ]
    steps = tuple(step for _, step in located)
    scenario = Scenario(
        **{field: getattr(head, field) for field in head.__struct_fields__} | {"steps": steps, "policy": policy}
    )
    _check(scenario, name, located)
    return scenario


def _policy(written: PlainValues, name: str) -> PlainValues:
    """Return the settings of a policy after checking them."""
    (step,) = read_steps({"policy": written}, name, STEPS)
    assert isinstance(step, ActivityStep)
    return step.given


def plain_values(scenario: Scenario) -> PlainValues:
    """Return a scenario as plain values for JSON or YAML."""
    values: PlainValues = _plain(scenario.changed(steps=()))
    return {**values, "steps": [write_step(step) for step in scenario.steps]}


def inner_steps(raw: Any, where: str = "step") -> list[ActivityStep]:
    """Return the steps inside a step ``meanwhile``. Raise ``FileError``."""
    return [step for step in read_steps(as_plain_numbers(raw), where, ACTIVITY_STEPS) if isinstance(step, ActivityStep)]


def save(scenario: Scenario, path: Path) -> None:
    """Write a scenario to a file: JSON if its name ends in ``.json``, otherwise YAML."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_json(scenario) if path.suffix == ".json" else as_yaml(scenario), "utf-8")


def as_yaml(scenario: Scenario) -> str:
    """Return a scenario as YAML."""
    return yaml.safe_dump(plain_values(scenario), sort_keys=False, allow_unicode=True, width=120)


def as_json(scenario: Scenario) -> str:
    """Return a scenario as JSON."""
    return json.dumps(plain_values(scenario), ensure_ascii=False, indent=2) + "\n"


@lru_cache(maxsize=1)
def library() -> dict[str, Scenario]:
    """Return the built-in scenarios by name."""
    found = sorted((each for each in LIBRARY.iterdir() if each.name.endswith(SUFFIXES)), key=lambda each: each.name)
    return {each.name.partition(".")[0]: parse(each.read_text("utf-8"), each.name) for each in found}


def _check(scenario: Scenario, name: str, located: Sequence[tuple[str, Step]]) -> None:
    """Check that the endpoint, the clients and the orders that are named exist. Raise ``FileError``."""
    endpoints = [*(each.name for each in ENDPOINTS), OTHER]
    if scenario.endpoint not in (None, *endpoints):
        raise FileError(
            Code.UNKNOWN_VALUE, f"there is no endpoint {scenario.endpoint!r}; there are {', '.join(endpoints)}", name
        )
    placed = 0
    for where, step in located:
        if isinstance(step, ClientStep) and step.client > len(scenario.clients):
            raise FileError(
                Code.UNKNOWN_CLIENT,
                f"there is no client {step.client}; `clients` has {len(scenario.clients)}",
                f"{where}, {step.name}",
            )
        if isinstance(step, Meanwhile):
            for number, raw in enumerate(step.steps, 1):
                for inner in inner_steps(raw, f"{where}, {step.name}: step {number}"):
                    placed = _after(inner, placed, f"{where}, {step.name}: step {number}")
        elif isinstance(step, ActivityStep):
            placed = _after(step, placed, where)


def _after(step: ActivityStep, placed: int, where: str) -> int:
    """Return the number of orders after a step. Raise ``FileError`` if the step names an order that does not exist."""
    if step.name == PLACE:
        return placed + int(getattr(step, "count", 1))
    if "order" in step.declaration.fields:
        order = getattr(step, "order", None)
        if not isinstance(order, str) and (order or 1) > placed:
            which = f"there is no order {order}" if order else "there is no last order"
            raise FileError(
                Code.NOTHING_BEFORE_STEP,
                f"{which}; {placed} were placed before this step",
                f"{where}, {step.name}: order",
            )
    return placed


def state_schema() -> PlainValues:
    """Return the JSON Schema of a client's state: the objects that it stores, by type."""
    one = {
        "type": "object",
        "properties": {"id": {"type": ["string", "integer"], "description": "The id that Centra shows."}},
        "required": ["id"],
        "description": "The fields that the client stores, under the names of the API.",
    }
    types = {name: {"type": "array", "items": {"$ref": "#/$defs/Object"}} for name in sorted(EVENT_DATA)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "State",
        "description": "Object type -> the objects that the client stores. Two objects with one id are a duplicate.",
        "type": "object",
        "properties": types,
        "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/Object"}},
        "$defs": {"Object": one},
    }


def _plain(value: msgspec.Struct) -> Any:
    """Return a struct as plain values, as its JSON has them."""
    return msgspec.json.decode(msgspec.json.encode(value))


def schema() -> PlainValues:
    """Return the JSON Schema of scenario files."""
    found = file_schema("Scenario", _ScenarioHeader, STEPS, parameters=False)
    plain: PlainValues = msgspec.json.decode(msgspec.json.encode(found))
    return plain
