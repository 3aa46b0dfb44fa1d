"""The settings that a client under test gets: its Centra, its login, and a folder for its data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ConnectionSettings:
    """The settings of one client."""

    url: str
    """The URL of the endpoint."""
    wsdl: str
    """The URL of the WSDL."""
    username: str
    password: str
    namespace: str
    """The XML namespace of the endpoint; endpoints differ in it."""
    workdir: Path
    """A folder for the client's data: empty at the start of a history, and kept over restarts within it."""
    markets: list[str] | None = None
    """The markets to poll with ``events_GetByMarkets``; ``None`` for all events."""

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings as environment variables."""
        variables = {
            "CENTRA_URL": self.url,
            "CENTRA_WSDL": self.wsdl,
            "CENTRA_USERNAME": self.username,
            "CENTRA_PASSWORD": self.password,
            "CENTRA_NAMESPACE": self.namespace,
            "CENTRA_WORKDIR": str(self.workdir),
        }
        return variables if self.markets is None else {**variables, "CENTRA_MARKETS": json.dumps(self.markets)}
