"""What was changed is on disk when it is answered; a poll, which changes nothing but counts, does not wait for that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from centra_mock import MockServer
from centra_mock.clock import system_clock
from centra_mock.store import unit_of_work
from centra_mock.store.transaction import Durability, transaction
from centra_mock.store.unit_of_work import Store
from support.wire import call

NORMAL, FULL = 1, 2
"""As SQLite numbers the values of its setting ``synchronous``."""


def test_each_transaction_has_the_durability_that_is_asked_for(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "centra.db"), system_clock)
    for durability, setting in 2 * ((Durability.PROCESS, NORMAL), (Durability.DISK, FULL)):
        with store.begin("ams", durability=durability) as unit:
            assert unit.connection.exec_driver_sql("PRAGMA synchronous").scalar() == setting
    with store.begin("ams", durability=Durability.PROCESS), pytest.raises(KeyError):
        raise KeyError
    with store.begin("ams") as unit:
        assert unit.connection.exec_driver_sql("PRAGMA synchronous").scalar() == FULL
    store.close()


@pytest.mark.parametrize(
    ("operation", "content", "expected"),
    [
        ("events_GetRequest", "<type>all</type>", Durability.PROCESS),
        ("events_GetByMarkets", "<type>all</type><markets><market><id>se</id></market></markets>", Durability.PROCESS),
        ("events_Done", "<event>1</event>", Durability.DISK),
        ("warehouses_Update", "<warehouses><warehouse><id>w</id></warehouse></warehouses>", Durability.DISK),
    ],
)
def test_a_change_waits_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str, content: str, expected: Durability
) -> None:
    with MockServer(database=str(tmp_path / "centra.db")) as server:
        used: list[Durability] = []

        @contextmanager
        def recorded(connection: Connection, durability: Durability) -> Iterator[None]:
            used.append(durability)
            with transaction(connection, durability):
                yield

        monkeypatch.setattr(unit_of_work, "transaction", recorded)
        assert call(server.centra, operation, content).fault is None
        assert used == [expected]
