"""What every kind of client looks like to the suite."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from centra_contracts.clients.connection import ConnectionSettings

State: TypeAlias = dict[str, list[dict[str, Any]]]
"""What a client holds: object type -> objects, each with its ``id`` and the fields that it keeps."""


class ClientError(Exception):
    """The client can't be run at all, or says what makes no sense. The text says what is wrong."""


@dataclass(frozen=True)
class RunOutcome:
    """How a run of the client ended."""

    exit_code: int | None
    """As programs say it: 0 is fine. ``None`` for one that was killed."""
    output: str = ""
    """What it wrote on either stream, or the exception that it raised."""
    ended: str = "exit"
    """``exit``, ``killed`` as the scenario wanted, ``timeout``, ``runaway`` (calls without end), ``alive``."""

    @property
    def reported_problem(self) -> bool:
        """Whether it said that something is wrong."""
        return self.exit_code not in (0, None)


class RunningClient(Protocol):
    """A client that is polling."""

    def wait(self, seconds: float) -> bool:
        """Whether it is through, by itself, within that time."""

    def kill(self) -> None:
        """End it as a power cut would, and wait until it is gone."""

    def outcome(self, ended: str = "exit") -> RunOutcome:
        """How it ended."""


class ClientInstance(Protocol):
    """One client in one history, with a folder of its own."""

    def poll(self, connection: ConnectionSettings) -> RunningClient:
        """Let it poll."""

    def state(self, connection: ConnectionSettings) -> State | None:
        """What it holds, if it can tell."""

    def close(self) -> None:
        """End whatever is left of it."""


class Client(Protocol):
    """A kind of client, of which each history gets a fresh one."""

    @property
    def has_state(self) -> bool:
        """Whether it can tell what it holds."""

    @property
    def polls_by_itself(self) -> bool:
        """Whether it goes on polling once it was started."""

    def fresh(self) -> ClientInstance:
        """One that knows nothing yet."""


def read_state(text: str | bytes, source: str) -> State:
    """What a client printed. Raises ``ClientError`` for anything that is not a state."""
    try:
        found = json.loads(text)
    except ValueError as error:
        start = text[:200] if isinstance(text, str) else text[:200].decode("utf-8", "replace")
        raise ClientError(f"{source}: what it printed is not JSON ({error}); it begins with {start!r}") from None
    return checked_state(found, source)


def checked_state(found: object, source: str) -> State:
    """What a client says that it holds. Raises ``ClientError`` where that has not the form of a state."""
    if not isinstance(found, dict):
        raise ClientError(f"{source}: the state is {type(found).__name__}; it is an object: type -> list of objects")
    for type_, objects in found.items():
        if not isinstance(objects, list):
            raise ClientError(
                f"{source}: {type_} is {type(objects).__name__}; it is a list of objects, each with an id"
            )
        for place, one in enumerate(objects):
            if not isinstance(one, dict) or one.get("id") in (None, ""):
                raise ClientError(f"{source}: {type_}[{place}] has no id; each object is written with its id")
    return found
