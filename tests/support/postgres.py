"""Run a private PostgreSQL server, on a free port and in its own folder."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

USER = "centra"
PASSWORD = "not-to-be-shown"
_PATIENCE = 60


class NotInstalled(Exception):
    """Raised if there is no PostgreSQL server; the text says what is missing."""


@dataclass
class Postgres:
    """A running server."""

    port: int
    _numbers: Iterator[int]

    def url(self, database: str = "postgres", password: str = PASSWORD, port: int | None = None) -> str:
        return f"postgresql://{USER}:{password}@127.0.0.1:{port or self.port}/{database}"

    def new_database(self) -> str:
        """Return the URL of a new, empty database."""
        name = f"d{next(self._numbers)}"
        engine = create_engine(self.url().replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.url(name)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Run a server. Raise ``NotInstalled`` if there is none."""
    programs = _programs()
    owner = _owner()
    with tempfile.TemporaryDirectory(prefix="centra-mock-pg-", ignore_cleanup_errors=True) as folder:
        if owner:
            shutil.chown(folder, owner["user"], owner["group"])
        where: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **owner}
        data, secret = f"{folder}/data", Path(folder, "password")
        secret.write_text(PASSWORD)
        made = [str(programs / "initdb"), "-D", data, "-U", USER, "-A", "scram-sha-256", "-E", "UTF8", "--no-sync"]
        subprocess.run([*made, f"--pwfile={secret}"], check=True, capture_output=True, timeout=_PATIENCE, **where)
        port = _free_port()
        options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off"}
        settings = [f"--{name}={value}" for name, value in options.items()]
        server = subprocess.Popen([programs / "postgres", "-D", data, *settings], stderr=subprocess.PIPE, **where)
        try:
            _wait_until_ready(server)
            yield Postgres(port, count(1))
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=_PATIENCE)


def _programs() -> Path:
    """Return the folder of the server's programs, which Debian does not put on the path."""
    on_path = shutil.which("initdb")
    there = [Path(on_path).resolve().parent] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not there:
        raise NotInstalled("PostgreSQL's server is not installed: apt-get install postgresql")
    return there[-1]


def _owner() -> dict[str, Any]:
    """Return the user to run it as; it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    try:
        group = pwd.getpwnam("postgres").pw_gid
    except KeyError:
        raise NotInstalled("PostgreSQL does not run as root, and there is no user postgres") from None
    return {"user": "postgres", "group": group, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_until_ready(server: subprocess.Popen[bytes]) -> None:
    assert server.stderr is not None
    said = b""
    for line in server.stderr:
        said += line
        if b"ready to accept connections" in line:
            return
    raise AssertionError(f"PostgreSQL did not start: {said.decode()}")
