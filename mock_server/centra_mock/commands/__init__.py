"""The command line's way to a running server: a module for each noun, and nothing that a server needs."""

from __future__ import annotations

from importlib import import_module

import click

NOUNS = (
    "clock", "customer", "event", "faults", "ids", "journal", "mutation", "object",
    "order", "policy", "queue", "reset", "seed", "state", "tenants",
)  # fmt: skip
"""Each is a module here, whose ``command`` it is, or one whose commands are all activities."""


def load(noun: str) -> click.Command:
    """Return the command of that name, loaded now: those that are not called cost nothing."""
    activities = import_module(f"{__name__}.activities")
    if noun in activities.ABOUT:
        derived: click.Command = activities.noun_of_activities(noun)
        return derived
    command: click.Command = import_module(f"{__name__}.{noun}").command
    return command
