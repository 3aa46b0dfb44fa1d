"""Measure what a request costs the server, compared with a minimum: part of ``make bench``.

It prints CPU times and ratios, and asserts nothing: a machine's speed is no test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import click
from lxml import etree

from benchmarks.measured import KeptConnection, MeasuredServer, alternated, measured
from centra_mock import MockServer
from centra_mock.web.http.server import HttpServer
from centra_mock.wire.endpoints import PASSWORD, USERNAME
from support.wire import envelope

LOGIN = f"<login><username>{USERNAME}</username><password>{PASSWORD}</password></login>"
PRODUCTS = 1000
SIZES = "ABCDEF"


@contextmanager
def a_mock(orders: int = 0) -> Iterator[str]:
    """Serve a tenant of the demo shop, in a file, with orders; its address is that of the SOAP endpoint."""
    with TemporaryDirectory() as folder, MockServer(database=str(Path(folder, "bench.db")), scene="demo") as server:
        if orders:
            server.centra.place_orders(count=orders)
        yield server.centra.url


@contextmanager
def a_function(answer: bytes) -> Iterator[str]:
    """Serve a bare WSGI function under the same HTTP server: it reads the request and gives the same bytes."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(answer)))])
        return [answer]

    server = HttpServer("127.0.0.1", 0, app)
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}/"
    finally:
        server.stop()


def reading(type: str) -> bytes:
    """Return the request for events of a type."""
    return envelope(f"<events_GetRequest>{LOGIN}<type>{type}</type></events_GetRequest>").encode()


def read_beside_function(name: str, type: str, orders: int, calls: int, rounds: int) -> None:
    """Compare events_Get with a bare function that gives the same bytes."""
    body = reading(type)
    with measured(partial(a_mock, orders)) as mock:
        client = KeptConnection(mock.url)
        answer = client.post(mock.url, body)
        with measured(partial(a_function, answer)) as function:
            other = KeptConnection(function.url)
            ours, bare = alternated(
                rounds,
                partial(mock.cost, calls, lambda url: client.post(url, body)),
                partial(function.cost, calls, lambda url: other.post(url, body)),
            )
    report(f"{name} ({len(answer):,} bytes)", ours, "a bare function", bare)


def products(text: str) -> bytes:
    """Return an update of many products with sizes."""
    sizes = "".join(
        f"<size><id>{size}</id><description>Size {size}</description><qty>5</qty><sku>{size}</sku>"
        f"<ean>123456789012{size}</ean></size>"
        for size in SIZES
    )
    each = "".join(
        f"<product><id>P{n}</id><status>active</status><sku>s{n}</sku><description>{text} {n}</description><variations>"
        f"<variation><id>V{n}</id><description>blue</description><sizetable><id>ABC</id></sizetable>"
        f"<sizes>{sizes}</sizes></variation></variations></product>"
        for n in range(PRODUCTS)
    )
    return envelope(f"<products_Update>{LOGIN}<products>{each}</products></products_Update>").encode()


def size_table() -> bytes:
    """Return the update that makes their size table."""
    sizes = "".join(
        f"<size><id>{size}</id><description>{size}</description>"
        "<sizetable><id>ABC</id><description>Letters</description></sizetable></size>"
        for size in SIZES
    )
    return envelope(f"<sizes_Update>{LOGIN}<sizes>{sizes}</sizes></sizes_Update>").encode()


def update_beside_lxml(rounds: int) -> None:
    """Compare products_Update with lxml reading and writing the same body."""
    bodies = {"first time": products("chair"), "again, unchanged": products("chair"), "texts changed": products("seat")}

    def update(mock: MeasuredServer, body: bytes) -> float:
        client = KeptConnection(mock.url)
        cost = mock.cost(1, lambda url: client.post(url, body))
        client.close()
        return cost

    taken: list[list[float]] = []
    for _ in range(rounds):
        with measured(a_mock) as mock:
            KeptConnection(mock.url).post(mock.url, size_table())
            taken.append([*(update(mock, body) for body in bodies.values()), reading_and_writing(products("chair"))])
    *costs, lxml = (median(values) for values in zip(*taken, strict=True))
    for name, cost in zip(bodies, costs, strict=True):
        report(f"products_Update of {PRODUCTS:,}, {name}", cost, "lxml alone", lxml)


def reading_and_writing(body: bytes) -> float:
    """Return the CPU milliseconds that lxml needs to read a document and write it."""
    started = process_time()
    for _ in range(10):
        etree.tostring(etree.fromstring(body))
    return (process_time() - started) / 10 * 1000


def report(what: str, ours: float, beside: str, other: float) -> None:
    click.echo(f"{what:<52} {ours:9.2f} ms   {beside:<16} {other:8.2f} ms   {ours / other:6.1f} x")


@click.command()
@click.option("--rounds", default=5, show_default=True, help="How often each is measured, in turns.")
@click.option("--calls", default=100, show_default=True, help="Calls in one measure.")
def main(rounds: int, calls: int) -> None:
    """Print what requests cost."""
    read_beside_function("events_Get of 100 orders", "order", 100, calls, rounds)
    read_beside_function("events_Get, nothing queued", "invoice", 0, calls * 3, rounds)
    update_beside_lxml(rounds)


if __name__ == "__main__":
    main()
