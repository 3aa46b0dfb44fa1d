"""A client's connection: it reads requests without a thread, and answers them in order, one at a time."""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from time import time
from typing import TYPE_CHECKING, Any, NoReturn

from waitress.channel import HTTPChannel
from waitress.utilities import Error

from centra_mock.web.http.limits import log
from centra_mock.web.http.parser import RequestTimeout, StrictParser
from centra_mock.web.http.tasks import RefusalTask, RequestTask

if TYPE_CHECKING:
    from centra_mock.web.http.server import HttpServer

_RECEIVE = 64 * 1024
"""Bytes to read at a time: at least a record of TLS, so that none is left where ``poll`` does not see it."""

_NO_LINGER = struct.pack("ii", 1, 0)
_NOT_YET = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class HttpConnection(HTTPChannel):  # type: ignore[misc]
    """What waitress calls a channel. Only the server's own thread closes it."""

    task_class = RequestTask
    error_task_class = RefusalTask
    parser_class = StrictParser
    logger = log
    request: StrictParser | None
    """The request that is being read."""

    def __init__(self, server: HttpServer, sock: socket.socket, address: Any) -> None:
        super().__init__(server, sock, address, server.adj, map=server.handlers)
        self.was_used = False
        """Whether a whole request came."""
        self._began = time()
        """When the request that is being read began, or could have."""
        self._lingers_since: float | None = None
        self._is_stuck = False
        """Whether the client reads more slowly than its request is answered."""

    @property
    def is_busy(self) -> bool:
        """Return whether a request is being answered, up to the end of the worker's call."""
        return bool(self.requests or self.total_outbufs_len or self.requests_lock.locked())

    def is_hung_up(self) -> bool:
        """Return whether the client closed its side.

        A worker may ask: the loop does not read while a request is answered.
        """
        try:
            # Below TLS, whose object cannot look at bytes without taking them.
            return not socket.socket.recv(self.socket, 1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except _NOT_YET:
            return False
        except (OSError, TypeError):  # reset, or closed by the loop meanwhile
            return True

    def handle_read(self) -> None:
        try:
            with self.outbuf_lock:  # an object of TLS can't be read from and written to at the same time
                data = self.socket.recv(_RECEIVE)
        except _NOT_YET:
            return
        except OSError as error:
            log.debug("Could not read from %s: %s", self.addr[0], error)
            if getattr(error, "reason", None) == "HTTP_REQUEST":
                self._ask_for_https()
            self.handle_close()
            return
        if self._lingers_since is not None:
            if not data:
                self.handle_close()
        elif data:
            self.last_activity = time()
            if self.request is None:
                self._began = self.last_activity
            self.received(data)
        else:
            self._end_of_input()

    def _ask_for_https(self) -> None:
        """Answer a request that came without TLS, without TLS."""
        body = b"400 Bad Request: this port speaks HTTPS; write https:// in the address.\n"
        head = (
            b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
        )
        with suppress(OSError):
            socket.socket.send(self.socket, head % len(body) + body)

    def _end_of_input(self) -> None:
        """Answer a request whose body breaks off, if there is one; hang up otherwise."""
        if self.request is not None and self.request.headers_finished:
            self.request.mark_truncated()
            self._queue_request(self.request)
        else:
            self.handle_close()

    def _refuse(self, request: StrictParser, error: Error) -> None:
        request.refuse(error)
        self._queue_request(request)

    def _queue_request(self, request: StrictParser) -> None:
        """Answer the request that is being read, though it has not come to its end."""
        with self.requests_lock:
            self.requests.append(request)
            self.request = None
            self.server.add_task(self)
        self.server.handlers.recheck(self._fileno)

    def received(self, data: bytes) -> bool:
        taken: bool = super().received(data)
        self.was_used = self.was_used or bool(self.requests)
        return taken

    def buffer_output(self, data: bytes) -> None:
        """Send data together with what comes next."""
        with self.outbuf_lock:
            self.outbufs[-1].append(data)
            self.current_outbuf_count += len(data)
            self.total_outbufs_len += len(data)

    def send(self, data: bytes, do_close: bool = True) -> int:
        try:
            sent: int = super().send(data, do_close)
        except _NOT_YET:
            return 0
        return sent

    def writable(self) -> bool:
        """Return whether the loop should write. While a worker answers, the worker writes."""
        left = self.total_outbufs_len and (self._is_stuck or not self.requests)
        return bool(left or self.will_close or self.close_when_flushed)

    def _flush_exception(self, flush: Callable[..., bool] | None, do_close: bool = True) -> Any:
        result = super()._flush_exception(flush, do_close)
        if not do_close:  # the thread that answers calls
            self._is_stuck = bool(self.total_outbufs_len)
        return result

    def service(self) -> None:
        super().service()
        self._began = time()

    def handle_write(self) -> None:
        if self.close_when_flushed and not self.will_close:
            self._flush_exception(self._flush_some)
            if not self.total_outbufs_len and not self.will_close:
                self._linger()
                return
        super().handle_write()

    def _linger(self) -> None:
        """End our side. To close at once would reset the connection where input is left, and destroy the answer."""
        self.close_when_flushed = False
        self._lingers_since = time()
        if isinstance(self.socket, ssl.SSLSocket):
            with suppress(OSError, ValueError):  # what it waits for would be the client's farewell
                self.socket.unwrap()
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.handle_close()

    def reset(self) -> NoReturn:
        """Drop the connection with RST, which the system sends when a socket that must not linger is closed.

        Raises ``ConnectionResetError``, which ends the request.
        """
        with self.outbuf_lock:
            if self.socket is not None:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            self.will_close = True
        raise ConnectionResetError("A fault reset the connection.")

    def check_times(self, now: float) -> None:
        """Close the connection where the client, or its last sign of life, is overdue."""
        limits = self.server.limits
        silent = now - self.last_activity
        if self.is_busy:
            if self.total_outbufs_len and silent > limits.write_seconds:
                self.handle_close()
        elif self._lingers_since is not None:
            if now - self._lingers_since > limits.linger_seconds:
                self.handle_close()
        elif self.request is None:
            if silent > (limits.idle_seconds if self.was_used else limits.header_seconds):
                self.handle_close()
        elif not self.request.headers_finished:
            if now - self._began > limits.header_seconds:
                late = f"the header did not end within {limits.header_seconds:g} seconds"
                self._refuse(self.request, RequestTimeout(late))
        elif silent > limits.body_seconds:
            late = f"nothing came of the body for {limits.body_seconds:g} seconds"
            self._refuse(self.request, RequestTimeout(late))
