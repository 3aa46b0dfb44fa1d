"""The endpoints answer as recorded, byte for byte; ``make corpus`` records them again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from gzip import decompress
from pathlib import Path

import pytest
import requests

from centra_mock import MockServer
from corpus.exchanges import Caller
from corpus.files import STORED, load, story_files

every_endpoint = pytest.mark.parametrize("endpoint", ["soap", "navision-soap", "navision-api"])

read = cache(load)


@pytest.fixture(scope="module")
def recorded_server() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


def replay(server: MockServer, file: Path, endpoint: str, is_new: bool = True) -> None:
    """Play a story on one endpoint, and compare each answer."""
    (place,) = (place for place in read(file) if place.endpoint == endpoint)
    caller = Caller(server.url, place.story, place.path)
    if is_new:
        caller.start()
    for exchange in read(file)[place]:
        assert caller.do(exchange.step) == exchange.answer, exchange.title


@every_endpoint
@pytest.mark.parametrize("file", story_files(), ids=lambda file: file.stem)
def test_answers_are_as_recorded(recorded_server: MockServer, file: Path, endpoint: str) -> None:
    replay(recorded_server, file, endpoint)


@every_endpoint
def test_a_database_of_an_earlier_version_gives_the_same_answers(tmp_path: Path, endpoint: str) -> None:
    database = tmp_path / "centra.sqlite"
    database.write_bytes(decompress((STORED / "centra.sqlite.gz").read_bytes()))
    with MockServer(database=str(database)) as server:
        replay(server, STORED / "stored.yaml", endpoint, is_new=False)


@every_endpoint
def test_a_state_file_of_an_earlier_version_gives_the_same_answers(recorded_server: MockServer, endpoint: str) -> None:
    state = decompress((STORED / "state.json.gz").read_bytes())
    Caller(recorded_server.url, "stored", "").start()
    url = f"{recorded_server.url}/_mock/stored/state"
    answer = requests.put(url, data=state, headers={"Content-Type": "application/json"}, timeout=30)
    assert answer.ok, answer.text
    replay(recorded_server, STORED / "stored.yaml", endpoint, is_new=False)
