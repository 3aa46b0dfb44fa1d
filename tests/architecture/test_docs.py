"""The documentation agrees with the code."""

from __future__ import annotations

import re
import warnings
from dataclasses import fields
from pathlib import Path

import pytest

from centra_mock import MockServer, Policy
from centra_mock.wire.grammar import OBJECTS
from centra_mock.wire.notation import PROPERTIES

ROOT = Path(__file__).parents[2]
FIDELITY = (ROOT / "docs" / "fidelity.md").read_text("utf-8")
EXTENDING = (ROOT / "docs" / "extending.md").read_text("utf-8")
PACKAGE = ROOT / "mock_server" / "centra_mock"
DOCUMENTED = "(documented"
NO_RULES = {"domain/rules/__init__.py", "domain/rules/base.py"}
README = (ROOT / "README.md").read_text("utf-8")


def written(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def rows(title: str) -> list[list[str]]:
    """Return the cells of the table in a section of the ledger."""
    section = FIDELITY.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


PAGES = [row[0] for row in rows("Which documentation is meant")]
PAGE = rf"({'|'.join(map(re.escape, PAGES))})(, .+)?"
READ = r"2026-1[12]-\d\d"


@pytest.mark.parametrize("row", rows("Documented, and emulated"), ids=lambda row: row[0][:40])
def test_a_documented_rule_names_its_page_and_the_date_and_where_it_is_kept(row: list[str]) -> None:
    _, page, read, kept = row
    assert re.fullmatch(PAGE, page)
    assert re.fullmatch(READ, read)
    assert [name for name in re.findall(r"`([^`]+)`", kept) if not (PACKAGE / name).is_file()] == []


def test_every_module_that_says_documented_is_in_the_ledger() -> None:
    named = {name for row in rows("Documented, and emulated") for name in re.findall(r"`([^`]+)`", row[3])}
    saying = {str(file.relative_to(PACKAGE)) for file in PACKAGE.rglob("*.py") if DOCUMENTED in file.read_text("utf-8")}
    rules = {str(file.relative_to(PACKAGE)) for file in (PACKAGE / "domain" / "rules").glob("*.py")}
    assert saying | rules - NO_RULES <= named


def test_every_policy_names_its_source() -> None:
    sources = {row[0].strip("`"): row[3] for row in rows("Settings")}
    for name, source in Policy.sources().items():
        if source == "documented":
            assert re.fullmatch(rf"{PAGE}; read {READ}", sources[name]), name
        else:
            assert sources[name].strip("*") == source, name


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
    (named,) = re.findall(r"^- \*\*Updates\*\* of ([^.]*)\.$", README, re.MULTILINE | re.DOTALL)
    assert re.split(r",\s+| and ", named) == [obj.plural for obj in OBJECTS.values()]


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
