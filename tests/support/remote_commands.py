"""Run commands in this process, through the entry point."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

import centra_mock.cli
from centra_mock import Centra


def run_here(capsys: pytest.CaptureFixture[str], *arguments: str | int) -> tuple[int, str, str]:
    """Run a command. Return the exit code, the output and the error output."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        centra_mock.cli.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, out, err


@dataclass(frozen=True)
class Commands:
    """The command line for one tenant, which is set in the environment."""

    centra: Centra
    capsys: pytest.CaptureFixture[str]

    @classmethod
    def calling(cls, centra: Centra, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
        monkeypatch.setenv("CENTRA_MOCK_URL", centra.server_url)
        monkeypatch.setenv("CENTRA_MOCK_TENANT", centra.name)
        return cls(centra, capsys)

    def run(self, *arguments: str | int) -> tuple[int, str, str]:
        """Run a command. Return the exit code, the output and the error output."""
        return run_here(self.capsys, *arguments)

    def ok(self, *arguments: str | int) -> str:
        """Return the output of a command that must succeed."""
        code, out, err = self.run(*arguments)
        assert (code, err) == (0, ""), err
        return out

    def json(self, *arguments: str | int) -> Any:
        """Return the JSON of a command that must succeed; ``None`` for no output."""
        out = self.ok(*arguments, "--json")
        return json.loads(out) if out else None

    def refused(self, *arguments: str | int) -> str:
        """Return the error line of a command that must fail."""
        code, out, err = self.run(*arguments)
        assert (code, out) == (2, ""), (code, out, err)
        (line,) = err.splitlines()
        assert line.startswith("centra-mock: ")
        return line

    def rows(self, *arguments: str | int) -> list[list[str]]:
        """Return the words of each line of the output."""
        return [line.split() for line in self.ok(*arguments).splitlines() if line.strip()]
