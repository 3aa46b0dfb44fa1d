"""Run the command ``centra-mock`` in another process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from centra_mock.wire.endpoints import ENDPOINTS, PASSWORD, USERNAME, Login

COMMAND = str(Path(sys.executable).with_name("centra-mock"))
PATIENCE = 60
LAST_LINE = "Stop with Ctrl-C."


def environment(**more: str) -> dict[str, str]:
    """Return the environment without settings of the mock, which a developer may have."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CENTRA_MOCK_")}
    return {**kept, **more}


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command until its end."""
    return subprocess.run(
        [COMMAND, *arguments], env=environment(**more), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


class Remote:
    """A Centra in another process, for the helpers of ``support.wire``."""

    def __init__(self, url: str, name: str = "ams", login: Login | None = None) -> None:
        self.server_url = url
        self.name = name
        self.login = login or Login(USERNAME, PASSWORD)

    def endpoint_url(self, name: str = ENDPOINTS[0].name) -> str:
        path = next(endpoint.path for endpoint in ENDPOINTS if endpoint.name == name)
        return f"{self.server_url}/{self.name}/{path}"


class Serving:
    """A running ``centra-mock serve`` that is ready."""

    def __init__(self, *arguments: str, **more: str) -> None:
        self.process = subprocess.Popen(
            [COMMAND, "serve", *arguments],
            env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.said = ""

    def __enter__(self) -> Self:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if LAST_LINE in line:
                return self
        _, complaint = self.process.communicate()
        raise AssertionError(f"It did not start: {self.said}{complaint}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    @property
    def port(self) -> int:
        port = urlsplit(self.server_url).port
        assert port is not None
        return port

    @property
    def server_url(self) -> str:
        first = next(word for word in self.said.split() if word.startswith("http://"))
        parts = urlsplit(first)
        return f"{parts.scheme}://{parts.netloc}"

    def tenant(self, name: str = "ams") -> Remote:
        return Remote(self.server_url, name)

    def kill(self) -> None:
        """Kill the program."""
        self.process.kill()
        self.process.wait()

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Terminate it. Return its exit code and its error output."""
        self.process.send_signal(number)
        _, complaint = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, complaint
