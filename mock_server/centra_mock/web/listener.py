"""The HTTP server: it listens or raises, and when it stops nobody is left hanging."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from typing import IO, Any
from urllib.parse import urlsplit

from werkzeug.serving import DechunkedInput, ThreadedWSGIServer, WSGIRequestHandler

from centra_mock.error_codes import Code
from centra_mock.errors import Unavailable

PATIENCE = 5.0
"""Seconds that answers under way get when the server stops."""

_POLL = 0.05
"""Seconds between looks at whether to stop."""

log = logging.getLogger(__name__)


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    # Header and body are two writes: the second must not wait for the client to confirm the first.
    disable_nagle_algorithm = True
    error_message_format = "%(code)d %(message)s\n"
    error_content_type = "text/plain; charset=utf-8"

    def parse_request(self) -> bool:
        """Refuse an address that nobody can read, before werkzeug fails on it."""
        if not super().parse_request():
            return False
        try:
            urlsplit(self.path)
        except ValueError:
            self.path = "/"  # the log would fail on it too
            self.send_error(400, "The address of the request is malformed")
            return False
        return True

    def make_environ(self) -> dict[str, Any]:
        environ = super().make_environ()
        if environ.get("wsgi.input_terminated"):
            environ["wsgi.input"] = DechunkedInput(_Whole(self.rfile))  # type: ignore[arg-type]
        return environ

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: ARG002 (werkzeug's signature)
        log.debug(message, *args)


class _Whole:
    """Reads a chunk as a whole, or raises ``ConnectionError``.

    With less, werkzeug shrinks the buffer of ``RawIOBase.read`` and returns more bytes than it has left: Python then
    reads memory that is not its own.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.readline = stream.readline

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        if len(data) < size:
            raise ConnectionError("The client hung up within a chunk.")
        return data


class Listener(ThreadedWSGIServer):
    """Serves an application on a thread for each connection, and knows which connections are open."""

    daemon_threads = True

    def __init__(self, host: str, port: int, app: Callable[..., Any]) -> None:
        """Listen on a socket of our own: werkzeug would end the program where the port is taken.

        Raises ``Unavailable`` where it cannot listen.
        """
        if not host.strip():
            # It would mean every interface, where nobody may have meant any.
            raise Unavailable(
                Code.ADDRESS_UNAVAILABLE, "Cannot listen on a host without a name; 0.0.0.0 would let everybody in."
            )
        self._changed = threading.Condition()
        self._open: set[socket.socket] = set()
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            try:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind((host, port))
                listener.listen(128)
            except (OSError, UnicodeError) as error:
                reason = getattr(error, "strerror", None) or error
                raise Unavailable(Code.ADDRESS_UNAVAILABLE, f"Cannot listen on {host}:{port}: {reason}.") from None
            super().__init__(host, port, app, handler=_Handler, fd=listener.fileno())

    def start(self) -> None:
        """Serve on another thread. The socket is listening already: who connects from here on is served."""
        threading.Thread(target=self.serve_forever, args=(_POLL,), name="centra-mock", daemon=True).start()

    def stop(self) -> None:
        """Take no more requests, finish those under way, and hang up."""
        _no_more_input(self.socket)  # which wakes the loop at once, where the system can
        self.shutdown()
        self.server_close()
        with self._changed:
            for connection in self._open:
                _no_more_input(connection)
            if not self._changed.wait_for(lambda: not self._open, PATIENCE):
                log.warning("%s connections were still busy after %s seconds", len(self._open), PATIENCE)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()


def _no_more_input(connection: socket.socket) -> None:
    """What waits for a next request gets to the end; what has been read is still answered."""
    try:
        connection.shutdown(socket.SHUT_RD)
    except OSError:
        log.debug("There was no more to come")
