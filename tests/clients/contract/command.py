"""A client as a command: ``poll`` polls once, ``state`` prints the state, ``run`` polls until it is killed."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import NamedTuple

from erp import CentraError, Erp

PAUSE = 0.1
"""Seconds between polls."""
LONGEST_PAUSE = 5.0
"""Seconds between polls that fail repeatedly."""


class FromEnvironment(NamedTuple):
    """The connection settings in the environment variables."""

    url: str
    wsdl: str
    username: str
    password: str
    namespace: str
    workdir: Path
    markets: list[str] | None


def connection() -> FromEnvironment:
    url, wsdl, username, password, namespace, workdir = (
        os.environ[f"CENTRA_{name}"] for name in ("URL", "WSDL", "USERNAME", "PASSWORD", "NAMESPACE", "WORKDIR")
    )
    markets = json.loads(os.environ.get("CENTRA_MARKETS", "null"))
    return FromEnvironment(url, wsdl, username, password, namespace, Path(workdir), markets)


def run(client: Erp) -> None:
    """Poll repeatedly, with longer pauses after repeated failures."""
    pause = PAUSE
    while True:
        pause = PAUSE if poll(client) else min(pause * 2, LONGEST_PAUSE)
        time.sleep(pause)


def poll(client: Erp) -> bool:
    """Poll once and print an error. Return whether the poll succeeded."""
    try:
        client.poll()
    except CentraError as error:
        print(error, file=sys.stderr, flush=True)
        return False
    return True


def main(kind: type[Erp]) -> None:
    """Run the command line."""
    client = kind(connection())
    match sys.argv[1:]:
        case ["poll"]:
            sys.exit(0 if poll(client) else 1)
        case ["state"]:
            print(json.dumps(client.state()))
        case ["run"]:
            run(client)
        case _:
            sys.exit(f"usage: {sys.argv[0]} poll | state | run")
