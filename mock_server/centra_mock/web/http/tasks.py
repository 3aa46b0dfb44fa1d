"""One request, answered by the application or refused."""

from __future__ import annotations

from typing import Any

from waitress.task import ErrorTask, Task, WSGITask
from waitress.utilities import build_http_date

from centra_mock.web.http.limits import log

CONNECTION = "centra_mock.connection"
"""The ``Connection`` in a request's environment."""


class _ResponseTask(Task):  # type: ignore[misc]
    """Writes the head of an answer, with names as the application wrote them."""

    logger = log

    def build_response_header(self) -> bytes:
        names = {name.lower() for name, _ in self.response_headers}
        if self.has_body and "content-length" not in names and self.request.command != "HEAD":
            self._frame_body()
        if not self._is_kept():
            self.set_close_on_finish()
        elif self.version == "1.0":
            self.response_headers.append(("Connection", "keep-alive"))
        if "date" not in names:
            self.response_headers.append(("Date", build_http_date(self.start_time)))
        lines = [f"HTTP/{self.version} {self.status}", *(f"{name}: {value}" for name, value in self.response_headers)]
        self.channel.buffer_output(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        return b""

    def _frame_body(self) -> None:
        """Frame the body: by its length, in chunks, or by closing the connection."""
        if self.content_length is not None:
            self.response_headers.append(("Content-Length", str(self.content_length)))
        elif self.version == "1.1":
            self.response_headers.append(("Transfer-Encoding", "chunked"))
            self.chunked_response = True
        else:
            self.set_close_on_finish()

    def _is_kept(self) -> bool:
        """Return whether the connection can serve another request."""
        asked = self.request.connection
        kept = asked != "close" if self.version == "1.1" else asked == "keep-alive"
        return kept and not (self.close_on_finish or self.request.is_truncated or self.channel.server.is_stopping)


class RequestTask(_ResponseTask, WSGITask):  # type: ignore[misc]
    """A request for the application."""

    def execute(self) -> None:
        try:
            super().execute()
        except ConnectionAbortedError:
            # The application ends its answer early, possibly before the first byte of the body.
            if self.complete and not self.wrote_header:
                self.write(b"")
            raise

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[CONNECTION] = self.channel
        # As it was sent: waitress says how long a body in chunks has become.
        if self.request.chunked:
            environ["HTTP_TRANSFER_ENCODING"] = "chunked"
            environ.pop("CONTENT_LENGTH", None)
        else:
            del environ["wsgi.input_terminated"]
        return environ


class RefusalTask(_ResponseTask, ErrorTask):  # type: ignore[misc]
    """A request that the application never sees, and the reason in one line."""

    def execute(self) -> None:
        error = self.request.error
        self.status = f"{error.code} {error.reason}"
        log.info("Refused a request from %s: %s: %s", self.channel.addr[0], self.status, error.body)
        body = f"{self.status}: {error.body}.\n".encode()
        self.response_headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.content_length = len(body)
        self.set_close_on_finish()
        self.write(body)
