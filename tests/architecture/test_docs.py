"""The documentation agrees with the code."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest

from centra_mock import MockServer
from centra_mock.wire.notation import PROPERTIES

ROOT = Path(__file__).parents[2]
EXTENDING = (ROOT / "docs" / "extending.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def test_files_that_the_documentation_names_exist() -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} names {target}"


def test_the_properties_of_types_are_documented() -> None:
    documented = re.findall(r"^\| `([^`]+)` \|", EXTENDING, re.MULTILINE)
    assert documented == list(PROPERTIES)


@pytest.mark.parametrize("file", ["grammar.txt", "giftwraps.yaml"])
def test_the_example_of_an_own_type_is_the_tested_one(file: str) -> None:
    assert f"\n{(ROOT / 'tests' / 'examples' / 'giftwraps' / file).read_text('utf-8')}```" in EXTENDING


def test_the_python_of_the_control_api_runs(server: MockServer) -> None:
    page = (ROOT / "docs" / "control.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert "http://127.0.0.1:8337" in example
    exec(compile(example.replace("http://127.0.0.1:8337", server.url), "control.md", "exec"), {})


def test_the_python_of_the_readme_runs() -> None:
    examples = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert examples
    for example in examples:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # zeep's own
            exec(compile(example, "README.md", "exec"), {})
