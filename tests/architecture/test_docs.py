"""The documentation says what is so."""

from __future__ import annotations

import re
import warnings
from dataclasses import fields
from pathlib import Path

import pytest

from centra_mock import Policy
from centra_mock.wire.grammar import OBJECTS

ROOT = Path(__file__).parents[2]
FIDELITY = (ROOT / "docs" / "fidelity.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def written(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("setting", fields(Policy), ids=lambda setting: setting.name)
def test_every_policy_is_documented_with_its_default(setting: object) -> None:
    name, default = setting.name, written(setting.default)  # type: ignore[attr-defined]
    assert f"| `{name}` | `{default}` |" in FIDELITY


def test_no_policy_is_documented_that_does_not_exist() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", FIDELITY, re.MULTILINE))
    assert documented == {setting.name for setting in fields(Policy)}


def test_files_that_the_documentation_names_exist() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} names {target}"


def test_the_readme_names_every_update() -> None:
    for obj in OBJECTS.values():
        assert obj.plural in README, obj.plural


def test_the_python_of_the_readme_runs() -> None:
    examples = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert examples
    for example in examples:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # zeep's own
            exec(compile(example, "README.md", "exec"), {})
