"""Measure how long pages take with a long queue, with and without polling clients: part of ``make bench``.

It prints, and asserts nothing: a machine's speed is no test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic

import click
import requests

from centra_mock import Centra, MockServer
from centra_mock.domain.exchange import JournalFilter
from centra_mock.store.retention import Retention
from support.tenants import queries_of
from support.wire import HEADERS, envelope, login

EMITTED = 10_000
"""The number of events in one batch."""


def fill(centra: Centra, events: int, calls: int) -> None:
    """Fill a queue that no client marks done: an order, and many events behind it."""
    centra.place_order()
    for _ in range(0, events, EMITTED):
        centra.emit("giftcard", "<giftcard><id>7</id></giftcard>", entry="7", count=EMITTED)
    keep_calling(centra.url, read(centra), calls)


def read(centra: Centra) -> bytes:
    return envelope(f"<events_GetRequest>{login(centra)}<type>all</type></events_GetRequest>").encode()


def keep_calling(url: str, body: bytes, times: int | None = None) -> None:
    """Send a request repeatedly; without a number, forever."""
    with requests.Session() as session:
        while times is None or times > 0:
            session.post(url, body, headers=HEADERS, timeout=60).raise_for_status()
            times = times - 1 if times is not None else None


@contextmanager
def clients(centra: Centra, count: int) -> Iterator[None]:
    """Run programs that poll as fast as they can."""
    start = get_context("spawn").Process
    polling = [start(target=keep_calling, args=(centra.url, read(centra)), daemon=True) for _ in range(count)]
    for each in polling:
        each.start()
    try:
        yield
    finally:
        for each in polling:
            each.kill()
            each.join()


def pages(centra: Centra) -> dict[str, str]:
    admin, last = f"{centra.server_url}/_admin/{centra.name}", len(centra.queue)
    queue, exchange = f"{admin}/queue", queries_of(centra).journal.ids(JournalFilter())[0]
    return {
        "the oldest events": queue,
        "the newest events": f"{queue}?before={last + 1}",
        "events of a type": f"{queue}?type=giftcard",
        "events of an object": f"{queue}?search=7",
        "an event that starves": f"{queue}/1",
        "an event that was not delivered": f"{queue}/{last}",
        "an exchange": f"{admin}/log/{exchange}",
        "an object": f"{admin}/objects/product/chair",
        "an object's history": f"{admin}/objects/product/chair/history",
        "what refers to an object": f"{admin}/objects/product/chair/referring",
        "an order": f"{admin}/shop/orders/1",
        "a new order": f"{admin}/shop/new",
        "the settings": f"{admin}/settings",
    }


def timing(url: str, times: int) -> str:
    took = sorted(_milliseconds(url) for _ in range(times))
    return f"{median(took):6.1f} ms, at the most {took[-1]:6.1f} ms"


def _milliseconds(url: str) -> float:
    started = monotonic()
    requests.get(url, headers={"Accept": "text/html"}, timeout=60).raise_for_status()
    return (monotonic() - started) * 1000


@click.command()
@click.option("--events", default=1_000_000, show_default=True, help="Events in the queue.")
@click.option("--calls", default=Retention.count, show_default=True, help="Calls in the journal.")
@click.option("--times", default=15, show_default=True, help="How often each page is asked for.")
def main(events: int, calls: int, times: int) -> None:
    """Time the pages of a Centra with a long queue."""
    with TemporaryDirectory() as folder, MockServer(database=str(Path(folder, "long.db")), scene="demo") as server:
        centra = server.centra
        fill(centra, events, calls)
        click.echo(
            f"{len(centra.queue):,} events queued, "
            f"{queries_of(centra).journal.volume().exchanges:,} calls in the journal"
        )
        for count in (0, 1, 4):
            with clients(centra, count):
                for name, url in pages(centra).items():
                    click.echo(f"{count} polling, {name:<26} {timing(url, times)}")


if __name__ == "__main__":
    main()
