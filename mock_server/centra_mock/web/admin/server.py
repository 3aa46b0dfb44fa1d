"""The server, as its pages see it."""

from __future__ import annotations

from typing import Protocol

from centra_mock.soap.login import Login
from centra_mock.web.control import routes as control


class Server(control.Server, Protocol):
    """What the pages need of the server."""

    @property
    def login(self) -> Login:
        """The API's own user and password; never shown."""

    @property
    def database(self) -> str:
        """The kind of its database, for people."""

    @property
    def uptime(self) -> float:
        """Seconds since it started."""

    def queue_lengths(self) -> dict[str, int]:
        """How many events each tenant has queued."""
