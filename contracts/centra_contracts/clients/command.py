"""A client that is a command, in any language. It is run once for each poll."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from centra_contracts.clients.base import ClientError, State, read_state
from centra_contracts.clients.connection import ConnectionSettings
from centra_contracts.clients.process import Process, split_command

COMMAND_TIMEOUT = 60.0
"""Seconds that the commands for state and reset may take."""


@dataclass(frozen=True)
class CommandClient:
    """``command`` polls once; ``state_command`` prints the state; ``reset_command`` empties a store elsewhere."""

    command: str
    state_command: str | None = None
    reset_command: str | None = None
    polls_by_itself: bool = field(default=False, init=False)

    @property
    def has_state(self) -> bool:
        return self.state_command is not None

    def fresh(self) -> CommandInstance:
        return CommandInstance(self)


class CommandInstance:
    """The client in one history."""

    def __init__(self, client: CommandClient) -> None:
        self._client = client
        self._is_fresh = True
        self._is_closed = False
        self._running: list[Process] = []
        self._lock = Lock()

    def poll(self, connection: ConnectionSettings) -> Process:
        self.prepare(connection)
        self.stop()
        return self.start(self._client.command, connection)

    def start(self, command: str, connection: ConnectionSettings, separate_errors: bool = False) -> Process:
        """Start a command. Raise ``ClientError`` after ``close``."""
        with self._lock:
            if self._is_closed:
                raise ClientError(f"{command}: not started, because the client was stopped")
            process = Process(split_command(command), connection.environment, separate_errors=separate_errors)
            self._running.append(process)
            return process

    def run_once(self, command: str, connection: ConnectionSettings) -> bytes:
        """Run a command, and return what it prints. Raise ``ClientError`` if it fails."""
        process = self.start(command, connection, separate_errors=True)
        if not process.wait(COMMAND_TIMEOUT):
            process.kill()
            raise ClientError(f"{command}: did not end within {COMMAND_TIMEOUT:g} seconds")
        if code := process.outcome().exit_code:
            errors = process.errors().strip()[-2000:]
            raise ClientError(f"{command}: exit {code}{': ' + errors if errors else ''}")
        return process.printed()

    def prepare(self, connection: ConnectionSettings) -> None:
        """Run the reset command, once, before the first poll."""
        if self._is_fresh and self._client.reset_command is not None:
            self.run_once(self._client.reset_command, connection)
        self._is_fresh = False

    def state(self, connection: ConnectionSettings) -> State | None:
        if self._client.state_command is None:
            return None
        self.prepare(connection)
        return read_state(self.run_once(self._client.state_command, connection), self._client.state_command)

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
        self.stop()

    def stop(self) -> None:
        """Kill all that still runs."""
        with self._lock:
            found, self._running = self._running, []
        for each in found:
            each.close()
