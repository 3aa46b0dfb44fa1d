"""The ledger of fidelity names what each rule, setting, status, activity and refusal stands on, and its test."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from centra_mock import Policy
from centra_mock.activities import orders, shipments
from centra_mock.activities.declaration import ACTIVITIES
from centra_mock.domain.shop.holds import HOLDS
from centra_mock.domain.shop.stores import STATUSES
from centra_mock.error_codes import Code
from support.error_docs import sites

ROOT = Path(__file__).parents[2]
LEDGER = (ROOT / "docs" / "fidelity.md").read_text("utf-8")
PACKAGE = ROOT / "mock_server" / "centra_mock"
DOCUMENTED = "(documented"
NO_RULES = {"domain/rules/__init__.py", "domain/rules/base.py"}


def written(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def rows(title: str) -> list[list[str]]:
    """Return the cells of the table in a section of the ledger."""
    section = LEDGER.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


RULES = rows("Documented, and emulated")
NAMES = rows("The order flow, name by name")
PAGES = [row[0] for row in rows("Which documentation is meant")]
PAGE = rf"({'|'.join(map(re.escape, PAGES))})(, .+)?"
READ = r"2026-1[12]-\d\d"
SOURCE = rf"{PAGE}; read {READ}|\*assumed\*|\*the mock's own\*"


@pytest.mark.parametrize("row", RULES, ids=lambda row: row[0][:40])
def test_a_documented_rule_names_its_page_its_date_its_module_and_its_test(row: list[str]) -> None:
    _, page, read, kept, tests = row
    assert re.fullmatch(PAGE, page)
    assert re.fullmatch(READ, read)
    assert [name for name in quoted(kept) if not (PACKAGE / name).is_file()] == []
    assert quoted(tests)
    for file, _, test in (name.partition("::") for name in quoted(tests)):
        assert f"\ndef {test}(" in (ROOT / "tests" / file).read_text("utf-8"), f"{file} has no {test}"


def test_every_module_that_says_documented_is_in_the_ledger() -> None:
    named = {name for row in RULES for name in quoted(row[3])}
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


def test_every_policy_has_its_default_and_there_is_no_other() -> None:
    found = {row[0].strip("`"): row[1].strip("`") for row in rows("Settings")}
    assert found == {setting.name: written(setting.default) for setting in fields(Policy)}


def refusals() -> set[str]:
    """Return the codes of orders: of their rule, of what performs activities, and of what both use of the shop."""
    of_shop = re.compile(
        r"^from centra_mock\.((?:domain|services)\.shop|domain\.rules|services)(?:\.(\w+))? import (.+)"
    )
    reached = list((PACKAGE / "domain" / "rules").glob("order*.py"))
    performing = re.compile(r"^from centra_mock\.activities\.(orders|shipments) import", re.MULTILINE)
    reached += [file for file in (PACKAGE / "services" / "shop").glob("*.py") if performing.search(file.read_text())]
    for file in reached:
        for line in file.read_text("utf-8").splitlines():
            if found := of_shop.match(line):
                folder, module, names = found.groups()
                modules = [module] if module else names.split(", ")
                known = [PACKAGE / folder.replace(".", "/") / f"{name}.py" for name in modules]
                reached += [each for each in known if each.is_file() and each not in reached]
    files = {f"mock_server/centra_mock/{file.relative_to(PACKAGE)}" for file in reached}
    return {Code[name].value for site in sites() if site.file in files for name in site.codes}


def of_orders() -> set[str]:
    """Return the activities on orders."""
    modules = (orders.__name__, shipments.__name__)
    return {name for name, each in ACTIVITIES.items() if each.activity.__module__ in modules}


def store_options() -> set[str]:
    """Return the policies that stand on the page about the order flow."""
    return {row[0].strip("`") for row in rows("Settings") if row[3].startswith("order flow;")}


KINDS = {
    "status": set(STATUSES),
    "flag": set(HOLDS),
    "policy": store_options(),
    "activity": of_orders(),
    "refusal": refusals(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_flow_has_all_names_and_each_a_source(kind: str) -> None:
    found = [(name.strip("`"), source) for of, name, _, source in NAMES if of == kind]
    assert sorted(name for name, _ in found) == sorted(KINDS[kind])
    assert [name for name, source in found if not re.fullmatch(SOURCE, source)] == []


def test_the_order_flow_has_no_other_kind_of_name() -> None:
    assert {row[0] for row in NAMES} == set(KINDS)
