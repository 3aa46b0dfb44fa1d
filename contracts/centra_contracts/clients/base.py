"""The interfaces of all kinds of clients, and the check of their state."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from centra_contracts.clients.connection import ConnectionSettings

State: TypeAlias = dict[str, list[dict[str, Any]]]
"""The data that a client stores: object type -> objects, each with its ``id`` and the fields that it keeps."""


class ClientError(Exception):
    """The client can't be run, or its output is invalid. The text says what is wrong."""


@dataclass(frozen=True)
class RunOutcome:
    """How a poll ended."""

    exit_code: int | None
    """0 for success; ``None`` if the client was killed."""
    output: str = ""
    """Its standard output and error output, or the traceback of its exception."""
    ended: str = "exit"
    """``exit``; ``killed`` by the scenario; ``timeout``; ``runaway`` (too many calls); or ``alive``."""

    @property
    def reported_problem(self) -> bool:
        """Return whether it ended with an error."""
        return self.exit_code not in (0, None)


class RunningClient(Protocol):
    """A client while it polls."""

    def wait(self, seconds: float) -> bool:
        """Wait for its end. Return whether it has ended."""

    def kill(self) -> None:
        """Kill it without notice, and wait for its end."""

    def outcome(self, ended: str = "exit") -> RunOutcome:
        """Return how it ended."""


class ClientInstance(Protocol):
    """A client in one history."""

    def poll(self, connection: ConnectionSettings) -> RunningClient:
        """Start a poll."""

    def state(self, connection: ConnectionSettings) -> State | None:
        """Return the data that it stores; ``None`` if it can't report it."""

    def close(self) -> None:
        """Kill all that still runs."""


class Client(Protocol):
    """A client under test; each history gets a new instance."""

    @property
    def has_state(self) -> bool:
        """Return whether it can report the data that it stores."""

    @property
    def polls_by_itself(self) -> bool:
        """Return whether it continues to poll after its start."""

    def fresh(self) -> ClientInstance:
        """Return a new instance, without data."""


def read_state(text: str | bytes, source: str) -> State:
    """Return the state in the output of a client. Raise ``ClientError`` if it is not valid; ``source`` names it."""
    try:
        found = json.loads(text)
    except ValueError as error:
        start = text[:200] if isinstance(text, str) else text[:200].decode("utf-8", "replace")
        raise ClientError(f"{source}: the output is not JSON ({error}); it begins with {start!r}") from None
    return checked_state(found, source)


def checked_state(found: object, source: str) -> State:
    """Return a value as a state. Raise ``ClientError`` if it does not have the form of one."""
    if not isinstance(found, dict):
        raise ClientError(
            f"{source}: the state is {type(found).__name__}; it must be an object: type -> list of objects"
        )
    for type_, objects in found.items():
        if not isinstance(objects, list):
            raise ClientError(
                f"{source}: {type_} is {type(objects).__name__}; it must be a list of objects, each with an id"
            )
        for place, one in enumerate(objects):
            if not isinstance(one, dict) or one.get("id") in (None, ""):
                raise ClientError(f"{source}: {type_}[{place}] has no id; each object must have one")
    return found
