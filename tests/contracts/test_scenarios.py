"""Scenario files: what is written is read back, and errors say the file, the step and the field."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from centra_contracts import scenario_files
from centra_contracts.rules import RULES
from centra_contracts.scenario import Scenario
from centra_mock.errors import FileError
from support.profile import steady

drawn = st.sampled_from(sorted(RULES)).flatmap(lambda rule: RULES[rule].histories(3))
schema = Draft202012Validator(scenario_files.schema())


@given(drawn)
@steady
def test_a_written_scenario_is_read_back(scenario: Scenario) -> None:
    assert scenario_files.parse(scenario_files.as_yaml(scenario), "drawn") == scenario
    assert scenario_files.parse(scenario_files.as_json(scenario), "drawn") == scenario


@given(drawn)
@steady
def test_a_written_scenario_fits_the_schema(scenario: Scenario) -> None:
    schema.validate(scenario_files.plain_values(scenario))


@pytest.mark.parametrize("suffix", [".yaml", ".json"])
def test_a_saved_scenario_is_read_back(tmp_path: Path, suffix: str) -> None:
    scenario = scenario_files.library()["two-markets"]
    scenario_files.save(scenario, tmp_path / f"saved{suffix}")
    assert scenario_files.read(tmp_path / f"saved{suffix}") == scenario


@pytest.mark.parametrize("name", sorted(scenario_files.library()))
def test_a_built_in_scenario_fits_the_schema_and_has_a_description(name: str) -> None:
    scenario = scenario_files.library()[name]
    schema.validate(scenario_files.plain_values(scenario))
    assert scenario.title
    assert scenario.description.endswith(".")
    assert scenario.rules


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("steps: [", "mine.yaml: line 1, column 9: not YAML: "),
        ("- place", "mine.yaml: a scenario has fields, such as `steps`; this is list"),
        ("stepz: []", "mine.yaml: stepz: is not known here; did you mean steps? It can be title, description, rules"),
        ("steps: [dance]", "mine.yaml: step 1: dance: is not known here; did you mean advance? It can be "),
        ("steps: [run, {place: {count: 0}}]", "mine.yaml: step 2, place: count: expected a whole number >= 1"),
        ("steps: [{run: {clients: 1}}]", "step 1, run: clients: is not known here; did you mean client? "),
        ("steps: [{run: {}, place: {}}]", "mine.yaml: step 1: a step is one name with its fields"),
        ("steps: [{ship: {}}]", "mine.yaml: step 1, ship: order: there is no last order; 0 were placed"),
        ("steps: [place, {pay: {order: 2}}]", "mine.yaml: step 2, pay: order: there is no order 2; 1 were placed"),
        ("steps: [place, {meanwhile: {steps: [{pay: {order: 3}}]}}]", "step 2, meanwhile: step 1, pay: order: "),
        ("steps: [{place: {order: {kind: retail}}}]", "mine.yaml: step 1, place: order: is written as the fields of"),
        ("steps: [{fault: {kind: reset, settings: {}}}]", "step 1, fault: settings: is written as the fields of"),
        ("steps: [place, {convert: {to: x}}]", "step 2, convert: to: is written as `rename: "),
        ("page_size: many", "mine.yaml: page_size: expected a whole number, got a text"),
    ],
)  # fmt: skip
def test_errors_say_file_step_and_field(text: str, message: str) -> None:
    with pytest.raises(FileError) as error:
        scenario_files.parse(text, "mine.yaml")
    assert message in str(error.value)


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none\.yaml: cannot be read: No such file or directory"):
        scenario_files.read(tmp_path / "none.yaml")
