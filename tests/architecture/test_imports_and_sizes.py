"""Which package may import which, and how large modules may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOCK = ROOT / "mock_server" / "centra_mock"
LAYERS = ("wire", "activities", "domain", "control_api", "lab", "store", "services", "soap", "web")
"""The layers: each package may import itself and those before it; other packages may import all."""

READERS = {"errors", "error_codes", "plain_numbers", "scalars", "suggestions", "validation_errors", "yaml_reader"}
"""Shared modules that read people's files and explain errors in them."""

SHARED = {"clock", "formatting", "page_templates", "policy", "progress", "queue_chart", *READERS}
"""Modules that import no package of the project, and may be imported by all."""


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Return the full names of all imports of a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def rooms(path: Path) -> set[str]:
    """Return the packages of the mock from which a module imports."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("centra_mock.")}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_package_imports_only_lower_layers(layer: str) -> None:
    allowed = {*LAYERS[: LAYERS.index(layer) + 1], *SHARED}
    for path in modules(MOCK / layer):
        assert rooms(path) <= allowed, f"{path.relative_to(ROOT)} imports {rooms(path) - allowed}"


def test_shared_modules_import_only_each_other() -> None:
    for name in SHARED:
        assert rooms(MOCK / f"{name}.py") <= SHARED, name


@pytest.mark.parametrize(
    ("library", "room"), [("spyne", "soap"), ("sqlalchemy", "store"), ("werkzeug", "web")], ids=lambda value: value
)
def test_a_library_is_imported_in_one_package(library: str, room: str) -> None:
    entrance = {"werkzeug": {MOCK / "server.py"}}.get(library, set())
    for path in modules(MOCK):
        if any(name.split(".")[0] == library for name in imports(path)):
            assert MOCK / room in path.parents or path in entrance, path.relative_to(ROOT)


def test_only_services_use_the_store() -> None:
    """Other packages use the services. The entry points open the database and show its URL."""
    entrances = {MOCK / "server.py", MOCK / "cli.py"}
    for path in modules(MOCK):
        if not {MOCK / "store", MOCK / "services"} & set(path.parents):
            assert "store" not in rooms(path) or path in entrances, path.relative_to(ROOT)


def test_one_module_opens_transactions() -> None:
    for path in modules(MOCK):
        if MOCK / "store" not in path.parents and path != MOCK / "services" / "transactions.py":
            opened = {
                ast.unparse(node)
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Attribute) and node.attr in ("begin", "begin_existing")
                and "store" in ast.unparse(node.value)
            }  # fmt: skip
            assert not opened, path.relative_to(ROOT)


def test_the_mock_does_not_import_fixtures_and_contracts() -> None:
    for path in modules(MOCK):
        assert not {name.split(".")[0] for name in imports(path)} & {"centra_fixtures", "centra_contracts"}, path


def test_the_client_imports_activities_and_no_server() -> None:
    for path in modules(MOCK / "client"):
        assert rooms(path) <= {"client", "control_api", "activities", "wire", *SHARED}, path.relative_to(ROOT)


def test_the_client_is_cheap_to_import() -> None:
    heavy = {"hypothesis", "jinja2", "lxml", "rich", "spyne", "sqlalchemy", "werkzeug", "yaml"}
    code = "import sys, centra_mock.client; print(*{name.partition('.')[0] for name in sys.modules})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not heavy & set(ended.stdout.split())


def test_a_server_that_played_nothing_performs_every_activity() -> None:
    """In a process of its own: modules that other tests import register what they perform."""
    code = """
from centra_mock import MockServer
from centra_mock.activities.declaration import ACTIVITIES
from centra_mock.services.shop.performing import _PERFORMERS
with MockServer() as server:
    server.centra
    print(*sorted(each.activity.__name__ for each in ACTIVITIES.values() if each.activity not in _PERFORMERS))
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == []


def test_a_server_imports_only_what_each_start_needs() -> None:
    others = {"hypothesis", "jinja2", "rich", "sqlalchemy.dialects.postgresql", "yaml", "zeep"}
    program = "import sys; from centra_mock import MockServer\nwith MockServer(): print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not others & set(ended.stdout.split())


def test_the_contract_suite_reaches_the_mock_over_http_only() -> None:
    for path in modules(ROOT / "contracts" / "centra_contracts"):
        allowed = {
            "client",
            "control_api",
            "activities",
            "wire",
            "formatting",
            "page_templates",
            "queue_chart",
            *READERS,
        } | ({"server"} if path.name == "pytest_plugin.py" else set())
        assert rooms(path) <= allowed, f"{path.relative_to(ROOT)} imports {rooms(path) - allowed}"


def test_modules_stay_small() -> None:
    for folder in ("mock_server", "fixtures", "contracts", "tests"):
        for path in modules(ROOT / folder):
            lines = len(path.read_text("utf-8").splitlines())
            assert lines <= 400, f"{path.relative_to(ROOT)} has {lines} lines: two rooms would be clearer"
