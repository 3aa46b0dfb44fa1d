"""``centra-mock diagnose``: why a queue is stuck, and how to free it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from centra_mock.commands import TRAFFIC
from centra_mock.commands.output import Piece, Table, clean, show
from centra_mock.commands.parameters import takes_folder_order
from centra_mock.commands.state import keep
from centra_mock.wire.endpoints import DEFAULT_TENANT

if TYPE_CHECKING:
    from centra_mock.lab.cure import Form
    from centra_mock.lab.diagnosis import Diagnosis
    from centra_mock.lab.sources import Order

EPILOG = "\b\nExample:\n  centra-mock diagnose traffic.har --html diagnosis.html"


@click.command("diagnose", help=TRAFFIC["diagnose"], epilog=EPILOG)
@click.argument("source")
@takes_folder_order
@click.option(
    "--page-size", type=click.IntRange(1), metavar="EVENTS", help="Events that a full read has.  [default: 100]"
)
@click.option(
    "--cure", type=click.Choice(["curl", "xml", "php"]), default="curl", show_default=True,
    help="The form of the request that frees the queue.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--html", metavar="FILE", help="Write a page with the queue's picture too.")
def command(source: str, order: Order, page_size: int | None, cure: Form, as_json: bool, html: str | None) -> None:
    # Only now: help needs none of it.
    from centra_mock.lab import report

    diagnosis = _live(source, page_size) if "://" in source else _recorded(source, order, page_size)
    if html is not None:
        name = urlsplit(source).netloc if "://" in source else Path(source).name
        keep(report.page(diagnosis, name).encode(), html, "the page", as_json)
    if as_json:
        click.echo(json.dumps(report.as_json(diagnosis, cure), ensure_ascii=False, indent=2))
    else:
        show(_shown(diagnosis, cure))
    raise click.exceptions.Exit(int(bool(diagnosis.findings)))


def _recorded(source: str, order: Order, page_size: int | None) -> Diagnosis:
    from centra_mock.lab.analysis import TrafficAnalysis
    from centra_mock.lab.diagnosis import PAGE_SIZE, diagnose
    from centra_mock.lab.sources import read_traffic
    from centra_mock.progress import on_terminal

    with on_terminal("Reading") as progress:
        analysis = TrafficAnalysis().follow(read_traffic(Path(source), order, progress))
    return diagnose(analysis, page_size or PAGE_SIZE)


def _live(url: str, page_size: int | None) -> Diagnosis:
    """Diagnose the traffic in the journal of a running server, with what the server knows of its queue."""
    from centra_mock.client import MockClient
    from centra_mock.domain.queue_health import QueueHealth
    from centra_mock.lab.analysis import TrafficAnalysis
    from centra_mock.lab.diagnosis import diagnose
    from centra_mock.lab.journal import from_journal

    server, tenant = _split(url)
    with MockClient(server) as client:
        centra = client.tenant(tenant)
        analysis = TrafficAnalysis().follow(from_journal(each, centra.url) for each in centra.journal.since(0))
        health = centra.queue.stats().health
        return diagnose(analysis, page_size or centra.policy.page_size, QueueHealth(health.mood, health.sentence))


def _split(url: str) -> tuple[str, str]:
    """Return the address of a server and the name of a tenant: ``http://127.0.0.1:8337/ams`` or an endpoint's."""
    parts = urlsplit(url)
    first = parts.path.strip("/").split("/")[0]
    return f"{parts.scheme}://{parts.netloc}", first or DEFAULT_TENANT


def _shown(diagnosis: Diagnosis, form: Form) -> Iterator[Piece]:
    from centra_mock.lab import report

    yield diagnosis.health.sentence
    yield report.summary(diagnosis)
    yield ""
    yield Table(
        ["finding", "rule", "what the traffic shows", "where"],
        [(each.kind.replace("_", " "), each.rule or None, each.message, "; ".join(each.places)) for each in
         diagnosis.findings],
        empty="No rule of the contract is seen to be broken in this traffic.",
    )  # fmt: skip
    for lines in (report.cure_lines(diagnosis, form), report.remedy_lines(diagnosis)):
        for number, line in enumerate(lines):
            yield clean(line) if number else f"\n{clean(line)}"
