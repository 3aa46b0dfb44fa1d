"""A client that polls by itself: started once, and again after it was killed."""

from __future__ import annotations

from dataclasses import dataclass, field

from centra_contracts.clients.base import Outcome, State
from centra_contracts.clients.command import CommandClient, CommandInstance
from centra_contracts.clients.connection import Connection
from centra_contracts.clients.process import Process, words


@dataclass(frozen=True)
class PollerClient:
    """``command`` runs until it is ended."""

    command: str
    state_command: str | None = None
    reset_command: str | None = None
    polls_by_itself: bool = field(default=True, init=False)

    @property
    def has_state(self) -> bool:
        return self.state_command is not None

    def fresh(self) -> PollerInstance:
        return PollerInstance(self)


class PollerInstance:
    """One client in one history. A run of it is a time in which it is looked at."""

    def __init__(self, client: PollerClient) -> None:
        self._command = client.command
        self._rest = CommandInstance(CommandClient(client.command, client.state_command, client.reset_command))
        self._process: Process | None = None
        self._connection: Connection | None = None

    def poll(self, connection: Connection) -> _Watched:
        """One that ended by itself stays ended: nobody starts it again."""
        if self._process is not None and self._connection != connection:
            self._forget()
        if self._process is None:
            self._rest.prepare(connection)
            self._process, self._connection = Process(words(self._command), connection.environment), connection
        return _Watched(self, self._process)

    def state(self, connection: Connection) -> State | None:
        return self._rest.state(connection)

    def close(self) -> None:
        self._forget()

    def _forget(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None


@dataclass(frozen=True)
class _Watched:
    """The program while it is looked at."""

    instance: PollerInstance
    process: Process

    def wait(self, seconds: float) -> bool:
        return self.process.wait(seconds)

    def kill(self) -> None:
        self.process.kill()

    def outcome(self, ended: str = "exit") -> Outcome:
        found = self.process.outcome(ended)
        if ended in ("killed", "timeout", "runaway"):
            self.instance._forget()
        return found
