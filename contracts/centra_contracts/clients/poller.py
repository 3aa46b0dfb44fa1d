"""A client that polls by itself. It is started once, and again after it was killed."""

from __future__ import annotations

from dataclasses import dataclass, field

from centra_contracts.clients.base import RunOutcome, State
from centra_contracts.clients.command import CommandClient, CommandInstance
from centra_contracts.clients.connection import ConnectionSettings
from centra_contracts.clients.process import Process


@dataclass(frozen=True)
class PollerClient:
    """``command`` polls until it is killed; the other commands are those of ``CommandClient``."""

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
    """The client in one history. Its program runs on between the steps in which it is observed."""

    def __init__(self, client: PollerClient) -> None:
        self._command = client.command
        self._commands = CommandInstance(CommandClient(client.command, client.state_command, client.reset_command))
        self._process: Process | None = None
        self._connection: ConnectionSettings | None = None

    def poll(self, connection: ConnectionSettings) -> _RunningPoller:
        """Observe the program, and start it if needed. One that ended by itself is not started again."""
        if self._process is not None and self._connection != connection:
            self._stop()
        if self._process is None:
            self._commands.prepare(connection)
            self._process, self._connection = self._commands.start(self._command, connection), connection
        return _RunningPoller(self, self._process)

    def state(self, connection: ConnectionSettings) -> State | None:
        return self._commands.state(connection)

    def close(self) -> None:
        self._commands.close()

    def _stop(self) -> None:
        self._commands.stop()
        self._process = None


@dataclass(frozen=True)
class _RunningPoller:
    """The program while it is observed."""

    instance: PollerInstance
    process: Process

    def wait(self, seconds: float) -> bool:
        return self.process.wait(seconds)

    def kill(self) -> None:
        self.process.kill()

    def outcome(self, ended: str = "exit") -> RunOutcome:
        found = self.process.outcome(ended)
        if ended in ("killed", "timeout", "runaway"):
            self.instance._stop()
        return found
