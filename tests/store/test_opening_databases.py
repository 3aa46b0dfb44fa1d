"""A database that can't be opened is reported in one line, without its password, and is not changed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text, update

from centra_mock import MockServer, Unavailable
from centra_mock.scalars import LARGEST
from centra_mock.store.engine import shown_database
from centra_mock.store.schema import ADDED, objects
from centra_mock.store.schema_version import MARK, layout
from support.command import Serving, run
from support.postgres import PASSWORD, Postgres
from support.tenants import queries_of
from support.wire import poll


def a_folder(place: Path) -> None:
    place.mkdir()


def a_text(place: Path) -> None:
    place.write_text("This is no database, but long enough to have a header that could be one. " * 20)


def cut_off(place: Path) -> None:
    with MockServer(database=str(place), scene="demo"):
        pass
    whole = place.read_bytes()
    place.write_bytes(whole[:100] + b"\xff" * 2000)


def another_program(place: Path) -> None:
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, name TEXT)")


def another_version(place: Path) -> None:
    with MockServer(database=str(place)):
        pass
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("UPDATE centra_mock SET layout = 'older'")
        connection.commit()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (a_folder, "unable to open"),
        (a_text, "not a database"),
        (cut_off, "malformed|not a database"),
        (another_program, "another program's tables .events."),
        (another_version, "another version of centra-mock"),
    ],
)
def test_a_file_that_is_not_a_database_of_the_mock(tmp_path: Path, make: Callable[[Path], None], message: str) -> None:
    place = tmp_path / "centra.sqlite"
    make(place)
    before = place.read_bytes() if place.is_file() else b""
    with pytest.raises(Unavailable, match=message) as error:
        MockServer(database=str(place)).start()
    assert "\n" not in str(error.value)
    assert str(place) in str(error.value)
    assert not place.is_file() or place.read_bytes() == before
    assert os.listdir(tmp_path) == ["centra.sqlite"]


def test_a_read_only_file(tmp_path: Path) -> None:
    place = tmp_path / "centra.sqlite"
    with MockServer(database=str(place)):
        pass
    with pytest.raises(Unavailable, match="readonly"):
        MockServer(database=f"sqlite:///file:{place}?mode=ro&uri=true").start()


def test_a_folder_that_cannot_be_created(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="is not a folder"):
        MockServer(database=str(tmp_path / "file" / "below" / "centra.sqlite")).start()


@pytest.mark.parametrize(
    ("database", "message"),
    [
        ("", "no name"),
        ("://", "no database URL"),
        ("postgresql://user:secret@host:port/name", "no database URL"),
        ("nosuch://user:secret@host/name", "nosuch"),
        ("oracle+nosuch://user:secret@host/name", "oracle"),
        ("postgresql://user:secret@127.0.0.1:1/name", "Connection refused|connection"),
    ],
)
def test_a_url_of_an_unreachable_database(database: str, message: str) -> None:
    with pytest.raises(Unavailable, match=message) as error:
        MockServer(database=database).start()
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///{folder}/centra.sqlite"])
def test_sqlite_by_url(tmp_path: Path, url: str) -> None:
    with MockServer(database=url.format(folder=tmp_path), scene="demo") as server:
        centra = server.centra
        assert centra.place_order() == "1"


def test_a_file_name_is_taken_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "new" / "50% é?mode=ro#1"
    with MockServer(database=str(place), scene="demo"):
        assert place.exists()


def test_an_unknown_postgres(private_postgres: Postgres) -> None:
    for database in (
        private_postgres.url(password="wrong-" + PASSWORD),
        private_postgres.url("no_such_database"),
        private_postgres.url(port=1),
    ):
        ended = run("serve", "--port", "0", "--db", database)
        assert ended.returncode == 2
        assert len(ended.stderr.splitlines()) == 1
        assert ended.stdout == ""
        assert PASSWORD not in ended.stderr


def test_a_postgres_with_other_tables(private_postgres: Postgres) -> None:
    database = private_postgres.new_database()
    engine = create_engine(database.replace("://", "+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE customers (id integer)"))
    engine.dispose()
    with pytest.raises(Unavailable, match=r"another program's tables .customers."):
        MockServer(database=database).start()


def test_the_password_is_never_shown(private_postgres: Postgres) -> None:
    with Serving("--port", "0", "--db", private_postgres.new_database()) as server:
        said = server.said
        code, complaint = server.stop()
    assert code == 0
    assert "127.0.0.1" in said
    assert PASSWORD not in said + complaint


@pytest.mark.parametrize(
    ("database", "shown"),
    [
        ("some/file", "some/file"),
        ("postgresql://user:p%40ss@host/name", "postgresql://user:***@host/name"),
        ("postgresql://user:p@ss@host:port/name", "postgresql://***@host:port/name"),
    ],
)
def test_how_a_database_is_shown(database: str, shown: str) -> None:
    assert shown_database(database) == shown


def become_earlier(database: str) -> None:
    """Remove the columns that an earlier version did not have, and the handles of orders, from a database."""
    url = database.replace("://", "+psycopg://") if "://" in database else f"sqlite:///{database}"
    engine = create_engine(url)
    with engine.begin() as connection:
        for column in ADDED:
            connection.execute(text(f"ALTER TABLE {column.table.name} DROP COLUMN {column.name}"))
        connection.execute(update(objects).where(objects.c.type == "order").values(handle=None))
        connection.execute(update(MARK).values(layout=layout(ADDED)))
    engine.dispose()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_database_of_an_earlier_version_is_migrated(database: str) -> None:
    with MockServer(database=database, scene="demo") as server:
        poll(server.centra)
    become_earlier(database)
    for seen in (2, 3):
        with MockServer(database=database, scene="demo") as server:
            poll(server.centra)
            assert server.centra.objects.get("product", "chair") is not None
            assert [(each.outcome, each.code) for each in server.centra.journal.exchanges()] == [("ok", None)] * seen


def test_orders_of_an_earlier_version_stay_held_and_archived(database: str) -> None:
    with MockServer(database=database, scene="demo") as server:
        kept, held, archived = server.centra.place_orders(count=3)
        server.centra.hold_order(held)
        server.centra.cancel_order(archived)
        server.centra.archive_order(archived)
    become_earlier(database)
    with MockServer(database=database) as server:
        given = [event.findtext("data/order/id") for event in poll(server.centra, "order")]
        assert given == [kept, archived, archived, archived]
        assert [order.id for _, order in queries_of(server.centra).shop.orders(LARGEST, 9)] == [held, kept]
        server.centra.release_order(held)
        assert poll(server.centra, "order")[-1].findtext("data/order/id") == held


def test_existing_rows_may_lack_added_columns() -> None:
    assert all(column.nullable for column in ADDED)
