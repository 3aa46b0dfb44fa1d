"""The clients with which the contract suite is tested, as their manifest lists them."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import yaml

from centra_contracts.clients import CallableClient, Client, CommandClient, PollerClient
from support.node import npm_ci

FOLDER = Path(__file__).parent.parent / "clients" / "contract"
MANIFEST = FOLDER / "clients.yaml"
ENDPOINTS = ("soap", "navision-soap")
"""Two endpoints, so that a client must use the namespace that it is given."""


@dataclass(frozen=True)
class Listed:
    """A client of the manifest."""

    name: str
    language: str
    fails: frozenset[str]
    fault: str = ""
    poll: str | None = None
    run: str | None = None
    callable: str | None = None
    state: str | None = None
    like: str | None = None
    """The client that this one runs in another way; it is played with one seed only."""

    @property
    def is_correct(self) -> bool:
        return not self.fails

    def client(self) -> Client:
        if self.callable is not None:
            if str(FOLDER) not in sys.path:
                sys.path.insert(0, str(FOLDER))
            module = import_module(self.callable)
            return CallableClient(module.poll, module.state)
        state = _command(self.state) if self.state else None
        if self.run is not None:
            return PollerClient(_command(self.run), state)
        assert self.poll is not None, f"{self.name}: no way to run it"
        return CommandClient(_command(self.poll), state)

    def missing(self) -> str | None:
        """Return what this machine lacks to run the client, or ``None``."""
        command = self.poll or self.run
        program = shlex.split(_command(command))[0] if command else sys.executable
        if not shutil.which(program):
            return f"{program} is not installed"
        return npm_ci(FOLDER / "node") if self.language == "node" else None


def _command(written: str) -> str:
    return written.format(python=shlex.quote(sys.executable), here=shlex.quote(str(FOLDER)))


@cache
def listed() -> Sequence[Listed]:
    """Return the clients of the manifest."""
    written = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return [Listed(**{**each, "fails": frozenset(each["fails"])}) for each in written]
