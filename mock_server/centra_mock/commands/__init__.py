"""The command line's way to a running server: a module for each noun, and nothing that a server needs."""

from __future__ import annotations

from importlib import import_module

import click

NOUNS = (
    "clock", "customer", "event", "faults", "ids", "journal", "mutation", "object",
    "order", "policy", "queue", "reset", "seed", "state", "tenants",
)  # fmt: skip
"""Each is a module here, whose ``command`` it is."""


def load(noun: str) -> click.Command:
    """The command of that name, loaded now: those that are not called cost nothing."""
    command: click.Command = import_module(f"{__name__}.{noun}").command
    return command
