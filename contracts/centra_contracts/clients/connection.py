"""What a client is told: where its Centra is, how to log in, and where to keep what it stores."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ConnectionSettings:
    """One client's Centra."""

    url: str
    """The address of the endpoint."""
    wsdl: str
    username: str
    password: str
    namespace: str
    """The XML namespace of the endpoint: it is not the same on all of them."""
    workdir: Path
    """An empty folder of its own at the start of a history, kept over all restarts within it."""
    markets: list[str] | None = None
    """The markets whose events it is to ask for; ``None`` for everything."""

    @property
    def environment(self) -> dict[str, str]:
        """The same as environment variables."""
        told = {
            "CENTRA_URL": self.url,
            "CENTRA_WSDL": self.wsdl,
            "CENTRA_USERNAME": self.username,
            "CENTRA_PASSWORD": self.password,
            "CENTRA_NAMESPACE": self.namespace,
            "CENTRA_WORKDIR": str(self.workdir),
        }
        return told if self.markets is None else {**told, "CENTRA_MARKETS": json.dumps(self.markets)}
