"""A mock of one's own, in another process, for as long as it is needed."""

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
    """Start a mock and give its address. Raises ``Unreachable`` where it can't be started."""
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
        start_new_session=True,  # Ctrl-C is for us, who stop it when all is tidied up
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
    told = process.stderr.read().strip() if process.stderr is not None else ""
    raise Unreachable(told.removeprefix("centra-mock: ") or "the mock could not be started")
