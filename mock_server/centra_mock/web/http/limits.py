"""The limits of the HTTP server, and its log."""

from __future__ import annotations

import logging
from dataclasses import dataclass

_LONGEST_LINE = 500


@dataclass(frozen=True)
class HttpLimits:
    """Sizes are in bytes, times in seconds. The values are our own: Centra documents none (assumed)."""

    request_line: int = 16 * 1024
    header: int = 64 * 1024
    header_fields: int = 100
    body: int = 512 * 1024 * 1024
    header_seconds: float = 20.0
    """From the first byte of a request, or the start of a connection, to the end of the header."""
    body_seconds: float = 60.0
    """Without a byte of the body."""
    write_seconds: float = 60.0
    """In which a client reads nothing of its answer."""
    idle_seconds: float = 75.0
    """Between two requests on a kept connection."""
    linger_seconds: float = 2.0
    """In which more input is read and dropped after the last answer, so that the client gets to read that answer."""
    stop_seconds: float = 5.0
    """That answers under way get when the server stops."""
    connections: int = 1000
    """Open at the same time; beyond them the oldest one that sends no whole request has to go."""

    @property
    def tick(self) -> float:
        """Return the seconds between two checks of the time limits."""
        times = (self.header_seconds, self.body_seconds, self.write_seconds, self.idle_seconds, self.linger_seconds)
        return min(1.0, *(seconds / 2 for seconds in times))


def _cut(record: logging.LogRecord) -> bool:
    """Cut a line of the log: what a client sent may stand in it, and may be long."""
    message = record.getMessage()
    if len(message) > _LONGEST_LINE:
        record.msg, record.args = f"{message[:_LONGEST_LINE]}…", ()
    return True


log = logging.getLogger("centra_mock.web.http")
log.addFilter(_cut)
