"""A client that is a command: run once for each poll, in any language."""

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
    """What a command prints. Raises ``ClientError`` where it fails."""
    try:
        done = subprocess.run(  # noqa: S603 (the command is what the user asks for)
            split_command(command), env={**os.environ, **environment}, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=COMMAND_TIMEOUT,
        )  # fmt: skip
    except OSError as error:
        raise ClientError(f"{command}: cannot be started: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise ClientError(f"{command}: has not ended within {COMMAND_TIMEOUT:g} seconds") from None
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip()[-2000:]
        raise ClientError(f"{command}: exit {done.returncode}{': ' + told if told else ''}")
    return done.stdout


@dataclass(frozen=True)
class CommandClient:
    """``poll`` is run once per poll; ``state`` prints what it holds; ``reset`` empties a store that is elsewhere."""

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
    """One client in one history."""

    def __init__(self, client: CommandClient) -> None:
        self._client = client
        self._is_fresh = True
        self._running: list[Process] = []

    def poll(self, connection: ConnectionSettings) -> Process:
        self.prepare(connection)
        self.end()
        process = Process(split_command(self._client.command), connection.environment)
        self._running.append(process)
        return process

    def prepare(self, connection: ConnectionSettings) -> None:
        """What comes before its first poll."""
        if self._is_fresh and self._client.reset_command is not None:
            run_once(self._client.reset_command, connection.environment)
        self._is_fresh = False

    def state(self, connection: ConnectionSettings) -> State | None:
        if self._client.state_command is None:
            return None
        self.prepare(connection)
        return read_state(run_once(self._client.state_command, connection.environment), self._client.state_command)

    def end(self) -> None:
        """No run of it goes on."""
        while self._running:
            self._running.pop().close()

    def close(self) -> None:
        self.end()
