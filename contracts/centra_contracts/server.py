"""Run a mock in another process."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from centra_mock.client import Unreachable

_ADDRESS = re.compile(r"(https?://[^/\s]+)/[^/\s]+/system/")


@contextmanager
def mock_server(host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Start a mock, yield its URL, and stop it. Raise ``Unreachable`` if it can't start.

    Port 0 means any free port.
    """
    command = [
        sys.executable,
        "-m",
        "centra_mock.cli",
        "serve",
        "--db",
        ":memory:",
        "--host",
        host,
        "--port",
        str(port),
    ]
    with subprocess.Popen(  # noqa: S603 (this Python, and the mock beside us)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,  # Ctrl-C must not reach it: it is stopped after its clients
    ) as process:  # fmt: skip
        try:
            yield _address(process)
        finally:
            process.terminate()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := _ADDRESS.search(line):
            return found[1]
    error = process.stderr.read().strip() if process.stderr is not None else ""
    raise Unreachable(error.removeprefix("centra-mock: ") or "the mock could not be started")
