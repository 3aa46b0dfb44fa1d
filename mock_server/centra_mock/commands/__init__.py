"""The commands for a running server: a module for each noun, and nothing that a server needs."""

from __future__ import annotations

from importlib import import_module

import click

NOUNS = {
    "clock": "What time it is: freeze the clock, set it, move it on.",
    "customer": "Register customers.",
    "event": "Make events of any type, and take single ones out of the queue or put them in again.",
    "faults": "Faults: calls of the client that go wrong on purpose.",
    "ids": "The ID conversion table: what the client calls the things that Centra numbers.",
    "journal": "The journal of calls and answers, passwords masked.",
    "mutation": "Mutate answers: add what a later version of the API might, or say the same in other XML.",
    "object": "Look at objects as the client sees them, and change them as an admin would.",
    "order": "Place orders, and do with them what a shop and its admins do.",
    "policy": "How this Centra behaves where the documentation is silent. See docs/fidelity.md.",
    "queue": (
        "Show the queue in numbers, and how it fares: whether it is drained, or starves.\n\n"
        "With --events (or an option of the list) and --json, the list is what is printed."
    ),
    "reset": "Make a Centra empty and new, or start it again with a scene.",
    "seed": "Show the seed of what is made up, or start that again from a NUMBER.",
    "state": "Save all of a Centra as one file, and load it again.",
    "tenants": "The Centras on the server. One is made when it is first used, too.",
}
"""Each noun, and its help. It is a module here, whose ``command`` it is, or all of its commands are activities."""

TRAFFIC = {
    "diagnose": (
        "Find out why a queue is stuck, and how to free it.\n\n"
        "SOURCE is recorded traffic: a HAR file, a folder of logged requests and answers, a single answer, a pasted "
        "log; or the URL of a running centra-mock, as http://127.0.0.1:8337/ams. See docs/lab.md. Exit code 0: nothing "
        "was found. 1: something was. 2: the traffic could not be read."
    ),
    "import": "Rebuild a Centra from recorded traffic: objects, conversion table, and the queue with its events.",
}
"""The commands for recorded traffic, and their help."""

_MODULES = {"import": "import_traffic"}
"""The modules of commands whose names are words of Python."""


def load(noun: str) -> click.Command:
    """Return the command of that name. Its module is imported now: commands that are not called cost nothing."""
    activities = import_module(f"{__name__}.activities")
    if noun in activities.EXAMPLES:
        derived: click.Command = activities.noun_of_activities(noun)
        return derived
    command: click.Command = import_module(f"{__name__}.{_MODULES.get(noun, noun)}").command
    return command
