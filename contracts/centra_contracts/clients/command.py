"""A client that is a command, in any language. It is run once for each poll."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field

from centra_contracts.clients.base import ClientError, State, read_state
from centra_contracts.clients.connection import ConnectionSettings
from centra_contracts.clients.process import Process, split_command

COMMAND_TIMEOUT = 60.0
"""Seconds that the commands for state and reset may take."""


def run_once(command: str, environment: dict[str, str]) -> bytes:
    """Run a command, and return what it prints. Raise ``ClientError`` if it fails."""
    try:
        done = subprocess.run(  # noqa: S603 (the command is what the user asks for)
            split_command(command), env={**os.environ, **environment}, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=COMMAND_TIMEOUT,
        )  # fmt: skip
    except OSError as error:
        raise ClientError(f"{command}: cannot be started: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise ClientError(f"{command}: did not end within {COMMAND_TIMEOUT:g} seconds") from None
    if done.returncode:
        error_output = done.stderr.decode("utf-8", "replace").strip()[-2000:]
        raise ClientError(f"{command}: exit {done.returncode}{': ' + error_output if error_output else ''}")
    return done.stdout


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
        self._running: list[Process] = []

    def poll(self, connection: ConnectionSettings) -> Process:
        self.prepare(connection)
        self.stop()
        process = Process(split_command(self._client.command), connection.environment)
        self._running.append(process)
        return process

    def prepare(self, connection: ConnectionSettings) -> None:
        """Run the reset command, once, before the first poll."""
        if self._is_fresh and self._client.reset_command is not None:
            run_once(self._client.reset_command, connection.environment)
        self._is_fresh = False

    def state(self, connection: ConnectionSettings) -> State | None:
        if self._client.state_command is None:
            return None
        self.prepare(connection)
        return read_state(run_once(self._client.state_command, connection.environment), self._client.state_command)

    def stop(self) -> None:
        """Kill all that still runs."""
        while self._running:
            self._running.pop().close()

    def close(self) -> None:
        self.stop()
