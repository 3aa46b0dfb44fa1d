"""Fixtures: one server for the session, and a new Centra for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from centra_fixtures.scenes import load_demo
from centra_mock import Centra, MockServer
from centra_mock.store.engine import MEMORY
from support.control import Control
from support.postgres import NotInstalled, Postgres, postgres
from support.remote_commands import Commands

DATABASES = ("memory", "sqlite", "postgresql")

_numbers = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--matrix-part",
        metavar="TEXT",
        help="of the kill matrix, play what TEXT draws (CI gives the commit): one policy for each correct client, "
        "and a share of the rules that a client keeps",
    )


def pytest_report_header(config: pytest.Config) -> str | None:
    drawn: str | None = config.getoption("matrix_part")
    return None if drawn is None else f"kill matrix: a part; the same again with --matrix-part={drawn}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    everywhere = metafunc.definition.get_closest_marker("every_database")
    for fixture in {"server", "database"} & set(metafunc.fixturenames if everywhere else ()):
        metafunc.parametrize(fixture, DATABASES, indirect=True, scope="session" if fixture == "server" else "function")


@pytest.fixture(scope="session")
def private_postgres() -> Iterator[Postgres]:
    """Run a private PostgreSQL server; skip the test if there is none."""
    try:
        with postgres() as server:
            yield server
    except NotInstalled as missing:
        if os.environ.get("CENTRA_MOCK_REQUIRE_CLIENTS") == "1":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def new_database(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    if kind == "postgresql":
        server: Postgres = request.getfixturevalue("private_postgres")
        return server.new_database()
    return MEMORY if kind == "memory" else str(folder / "centra.sqlite")


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MockServer]:
    kind = getattr(request, "param", "memory")
    with MockServer(database=new_database(kind, request, tmp_path_factory.mktemp(kind))) as server:
        yield server


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a new database: of each kind for marked tests, otherwise an SQLite file."""
    return new_database(getattr(request, "param", "sqlite"), request, tmp_path)


@pytest.fixture
def centra(server: MockServer) -> Centra:
    """Return an empty Centra."""
    return server.tenant(f"t{next(_numbers)}")


@cache
def demo_state() -> bytes:
    """Return the demo shop as a state file, which loads ten times as fast as the scene."""
    with MockServer() as server:
        shop = server.tenant("demo")
        load_demo(shop)
        return shop.state.save()


@pytest.fixture
def shop(centra: Centra) -> Centra:
    """Return a Centra with the demo shop: a chair and a sweater, retail and wholesale. Its objects have no history."""
    centra.state.load(demo_state())
    return centra


@pytest.fixture
def control(shop: Centra) -> Control:
    """Return the control API of the shop."""
    return Control(shop)


@pytest.fixture
def cli(shop: Centra, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Return the command line for the shop, in this process."""
    return Commands.calling(shop, capsys, monkeypatch)
