"""Node packages that tests use."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from pathlib import Path

PATIENCE = 120
"""Seconds that installing may take on a slow machine."""


def npm_ci(folder: Path) -> str | None:
    """Install the packages of a folder once for all workers of pytest. Return an error, or ``None``."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "node with npm is not installed"
    with (folder / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "node_modules" / ".package-lock.json").exists():
            return None
        done = subprocess.run(["npm", "ci"], cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    return None if done.returncode == 0 else f"npm ci failed: {done.stderr}"
