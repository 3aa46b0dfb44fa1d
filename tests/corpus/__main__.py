"""Record the answers of the endpoints again: ``make corpus``. Any difference is visible to clients."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import compress, decompress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import click

from centra_mock import MockServer
from centra_mock.wire.endpoints import ENDPOINTS
from corpus import stories_orders, stories_queue, stories_shop
from corpus.exchanges import Caller, Exchange
from corpus.files import STORED, STORIES, Played, save
from corpus.steps import Endpoint, Tale
from corpus.story_endpoint import StoryEndpoint

TALES = {tale.__name__: tale for tale in (*stories_queue.STORIES, *stories_shop.STORIES, *stories_orders.STORIES)}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(sorted(TALES)))
@click.option("--stored", is_flag=True, help="Make the stored database and state file anew, and no stories.")
def main(names: tuple[str, ...], stored: bool) -> None:
    """Record all stories and what the stored database answers, or the stories that are named."""
    if stored:
        store()
    if stored or not names:
        read_stored()
    if stored:
        return
    with MockServer() as server:
        for name in names or TALES:
            played: Played = {place: list(play(TALES[name](place), place, server)) for place in places(name)}
            save(STORIES / f"{name}.yaml", played)


def places(story: str) -> list[Endpoint]:
    return [Endpoint(story, each.name, each.path, each.namespace, each.login == "body") for each in ENDPOINTS]


def play(tale: Tale, place: StoryEndpoint, server: MockServer, is_new: bool = True) -> Iterator[Exchange]:
    """Play the steps of a story, and yield each with its answer."""
    caller = Caller(server.url, place.story, place.path)
    if is_new:
        caller.start()
    for title, step in tale:
        yield Exchange(title, step, caller.do(step))


def store() -> None:
    """Fill a database, and keep it and its state."""
    place = places("stored")[0]
    with TemporaryDirectory() as folder:
        filled = Path(folder) / "filled.sqlite"
        with MockServer(database=str(filled)) as server:
            list(play(stories_orders.filling(place), place, server))
            with urlopen(f"{server.url}/_mock/stored/state") as answer:
                state = answer.read()
        STORED.mkdir(exist_ok=True)
        (STORED / "centra.sqlite.gz").write_bytes(compress(filled.read_bytes(), mtime=0))
        (STORED / "state.json.gz").write_bytes(compress(state, mtime=0))


def read_stored() -> None:
    """Record what the stored database answers, which former code may have written."""
    played: dict[StoryEndpoint, list[Exchange]] = {}
    with TemporaryDirectory() as folder:
        filled = Path(folder) / "filled.sqlite"
        filled.write_bytes(decompress((STORED / "centra.sqlite.gz").read_bytes()))
        for place in places("stored"):
            with copied(filled) as server:
                played[place] = list(play(stories_orders.reading(place), place, server, is_new=False))
    save(STORED / "stored.yaml", played)


@contextmanager
def copied(filled: Path) -> Iterator[MockServer]:
    """Run a server on a copy of a database."""
    copy = filled.with_name("copy.sqlite")
    shutil.copy(filled, copy)
    with MockServer(database=str(copy)) as server:
        yield server
    copy.unlink()


if __name__ == "__main__":
    main()
