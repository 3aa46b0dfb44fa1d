"""Run programs in process groups of their own, so that they are killed together with their child processes."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

from centra_contracts.clients.base import ClientError, RunOutcome

KEPT_OUTPUT_BYTES = 20_000
"""The most bytes of output that are kept, from the end."""
MAX_COMMAND_LENGTH = 10_000
"""The most characters of a command; longer ones are slow to split."""


class Process:
    """A program and its output."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: str | None = None,
        separate_errors: bool = False,
    ) -> None:
        """Start a program. Raise ``ClientError`` if it can't be started."""
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        self._errors = tempfile.TemporaryFile() if separate_errors else self._output  # noqa: SIM115
        try:
            self._popen = subprocess.Popen(  # noqa: S603 (the command is what the user asks for)
                command,
                cwd=folder,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=self._errors,
                start_new_session=True,
            )
        except OSError as error:
            self._close_files()
            raise ClientError(f"{shlex.join(command)}: cannot be started: {error.strerror}") from None

    def wait(self, seconds: float) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(seconds)
        return self._popen.poll() is not None

    def kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()

    def outcome(self, ended: str = "exit") -> RunOutcome:
        code = self._popen.poll()
        return RunOutcome(code if ended == "exit" else None, self.output(), ended)

    def output(self) -> str:
        """Return the end of its output."""
        return _end(self._output)

    def errors(self) -> str:
        """Return the end of its error output, if that is separate."""
        return _end(self._errors)

    def printed(self) -> bytes:
        """Return its whole output."""
        self._output.seek(0)
        return self._output.read()

    def close(self) -> None:
        """Kill the program and its child processes, and discard the output."""
        self.kill()
        self._close_files()

    def _close_files(self) -> None:
        self._output.close()
        self._errors.close()


def _end(file: IO[bytes]) -> str:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - KEPT_OUTPUT_BYTES))
    return file.read().decode("utf-8", "replace")


def split_command(command: str) -> list[str]:
    """Split a command line as a shell does. Raise ``ClientError`` if it can't be split."""
    if len(command) > MAX_COMMAND_LENGTH:
        raise ClientError(f"the command has {len(command):,} characters; at most {MAX_COMMAND_LENGTH:,} are accepted")
    try:
        found = shlex.split(command)
    except ValueError as error:
        raise ClientError(f"{command!r}: {error}") from None
    if not found:
        raise ClientError("the command is empty")
    return found
