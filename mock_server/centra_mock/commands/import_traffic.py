"""``centra-mock import``: recorded traffic as a Centra on a running server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from centra_mock.commands.output import show
from centra_mock.commands.parameters import takes_folder_order
from centra_mock.commands.progress import working
from centra_mock.commands.session import Session, tenant_name, verb
from centra_mock.wire.endpoints import DEFAULT_TENANT

if TYPE_CHECKING:
    from centra_mock.client import TenantClient
    from centra_mock.lab.rebuild import Rebuilt
    from centra_mock.lab.sources import Order

_GROUP = click.Group()


@verb("import", "import traffic.har --into ams", _GROUP, tenant=False)
@click.argument("source")
@click.option(
    "--into", default=DEFAULT_TENANT, show_default=True, callback=tenant_name, help="The Centra that is filled."
)
@takes_folder_order
@click.option("--replace", "replaces", is_flag=True, help="Replace what the Centra holds.")
def command(session: Session, source: str, into: str, order: Order, replaces: bool) -> None:
    """Rebuild a Centra from recorded traffic: objects, conversion table, and the queue with its events.

    SOURCE is what `diagnose` takes. A client can then be pointed at it, and finds the queue as it was.
    """
    from centra_mock.lab.rebuild import Rebuilt
    from centra_mock.lab.sources import read_traffic
    from centra_mock.progress import on_terminal

    with on_terminal("Reading") as progress:
        rebuilt = Rebuilt().follow(read_traffic(Path(source), order, progress))
    centra = replace(session, tenant=into).centra
    if not replaces and _has_content(centra):
        raise click.ClickException(f"{into} holds objects or events already; name another with --into, or --replace it")
    with working("Loading"):
        centra.state.load(rebuilt.state())
    queued = len(rebuilt.queued())
    if session.as_json:
        numbers = {"objects": len(rebuilt.objects), "queued": queued, "events": len(rebuilt.events)}
        click.echo(json.dumps({**numbers, "url": centra.url, "unknown": rebuilt.unknown()}, indent=2))
    else:
        show(_shown(rebuilt, queued, into, centra.url))


def _has_content(centra: TenantClient) -> bool:
    queue = centra.queue.stats()
    return bool(queue.length or queue.done or queue.cancelled or any(centra.objects.counts().values()))


def _shown(rebuilt: Rebuilt, queued: int, into: str, url: str) -> Iterator[str]:
    yield f"{into} has {len(rebuilt.objects):,} objects and {queued:,} queued events, as the traffic shows."
    yield from (f"  - {sentence}" for sentence in rebuilt.unknown())
    yield f"Point the client at {url}"
