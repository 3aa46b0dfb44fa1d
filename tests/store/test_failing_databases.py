"""A database that fails is named as the cause, in the answer's own format and in one line of the log."""

from __future__ import annotations

import logging
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from centra_mock import MockServer
from centra_mock.store import engine
from support.faults import until
from support.wire import call, done

pytestmark = pytest.mark.usefixtures("short_wait")


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WAIT", 0.05)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "centra.db"


@pytest.fixture
def server(file: Path) -> Iterator[MockServer]:
    with MockServer(database=str(file)) as server:
        server.centra.register_customer({"email": "ada@example.com"})
        yield server


def check_answers(server: MockServer, reason: str, caplog: pytest.LogCaptureFixture) -> None:
    """Check what a client, the control API, a page and a supervisor are answered while the database fails."""
    caplog.clear()
    reply = call(server.centra, "markets_Update", "<markets><market><id>se</id></market></markets>")
    assert reply.http.status_code == 500
    assert reply.body.findtext("faultcode") == "SOAP-ENV:Server"
    assert reason in (reply.fault or "")
    for path in ("/_mock/tenants", "/readyz"):
        problem = requests.get(server.url + path, timeout=30)
        assert (problem.status_code, problem.json()["code"]) == (503, "database_failed")
        assert reason in problem.json()["detail"]
    page = requests.get(f"{server.url}/_admin/ams/queue", headers={"Accept": "text/html"}, timeout=30)
    assert page.status_code == 503
    assert reason in page.text
    assert requests.get(f"{server.url}/livez", timeout=30).status_code == 200
    lines = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [reason in line.getMessage() for line in lines] == [True] * 4
    assert all(line.exc_info is None for line in lines)


def test_a_locked_file(server: MockServer, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        check_answers(server, "locked", caplog)
        other.rollback()
    assert done(server.centra, "1").success


def test_a_deleted_file(server: MockServer, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.unlink()
    check_answers(server, "not there any more", caplog)


def test_a_replaced_file(server: MockServer, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.rename(file.with_suffix(".moved"))
    file.write_bytes(b"")
    check_answers(server, "replaced", caplog)


def test_damage_is_found_after_the_start(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    with MockServer(database=str(file), scene="demo"):
        pass
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = b"\xff" * 8192
    file.write_bytes(content)
    with MockServer(database=str(file)) as server:
        until(lambda: requests.get(f"{server.url}/readyz", timeout=30).status_code == 503)
        assert "damaged" in requests.get(f"{server.url}/readyz", timeout=30).json()["detail"]
    assert any("damaged" in record.getMessage() for record in caplog.records)


def test_a_new_file_can_be_read_by_its_owner_only(server: MockServer, file: Path) -> None:
    for each in file.parent.iterdir():
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
