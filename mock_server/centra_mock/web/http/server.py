"""The HTTP server: one thread moves bytes, others answer requests."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from logging import INFO, WARNING
from time import monotonic, time
from typing import Any

from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from centra_mock.web.http.connection import HttpConnection
from centra_mock.web.http.limits import HttpLimits, log
from centra_mock.web.http.loop import SocketHandlers
from centra_mock.web.http.sockets import affordable_connections, listening_socket
from centra_mock.web.http.workers import Lane, Workers

_ACCEPTED = 64
"""Connections to accept before others get their turn."""

_BACKLOG = 1024


class HttpServer(TcpWSGIServer):  # type: ignore[misc]
    """Serves a WSGI application on a host and a port."""

    logger = log
    is_busy = True
    """Whether it is to be asked each time what it waits for."""

    def __init__(
        self,
        host: str,
        port: int,
        app: Callable[..., Any],
        *,
        lane_of: Callable[[str], Lane] = lambda _path: Lane.OTHER,
        limits: HttpLimits | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Listen on a host and a port. Requests are answered after ``start``.

        ``lane_of`` gives the lane of a request by its path. Raises ``Unavailable`` if it cannot listen.
        """
        self.limits = limits or HttpLimits()
        self.is_stopping = False
        self.handlers = SocketHandlers()
        self._limit = affordable_connections(self.limits.connections)
        self._tls = tls
        self._lane_of = lane_of
        self._workers = {lane: Workers(f"centra-mock-{lane.name.lower()}", lane.value) for lane in Lane}
        self._thread: threading.Thread | None = None
        self._resume = 0.0
        """When to accept connections again."""
        self._waking = threading.Lock()
        self._is_closed = False
        listener = listening_socket(host, port, _BACKLOG)
        super().__init__(
            app,
            map=self.handlers,
            _sock=listener,
            dispatcher=self._workers,
            adj=self._adjustments(listener, host),
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            bind_socket=False,
        )

    def _adjustments(self, listener: socket.socket, host: str) -> Any:
        """Return waitress's settings. What it checks in its own way is set so that it never strikes."""
        adjustments = Adjustments(
            sockets=[listener],
            backlog=_BACKLOG,
            clear_untrusted_proxy_headers=False,
            ident="",
            log_socket_errors=False,
            max_request_body_size=self.limits.body + 1,
            max_request_header_size=2 * self.limits.header + 64 * 1024,
            server_name=host,
            url_scheme="https" if self._tls is not None else "http",
        )
        adjustments.limits = self.limits
        return adjustments

    @property
    def port(self) -> int:
        return int(self.effective_port)

    def start(self) -> None:
        """Serve on other threads. The socket listens already: a client that connects from here on is served."""
        self._thread = threading.Thread(target=self._serve, name="centra-mock", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no more requests, finish those under way, and hang up."""
        deadline = monotonic() + self.limits.stop_seconds
        self.is_stopping = True
        self.pull_trigger()
        if self._thread is not None:
            self._thread.join()
        self.close()
        busy = [thread for workers in self._workers.values() for thread in workers.stop()]
        for thread in busy:
            thread.join(max(deadline - monotonic(), 0))
        if left := sum(thread.is_alive() for thread in busy):
            log.warning("%s requests were still under way after %s seconds", left, self.limits.stop_seconds)

    def close(self) -> None:
        """Close all sockets. What still runs is not waited for."""
        with self._waking:
            self._is_closed = True
        for connection in self._connections():
            connection.handle_close()
        if self.socket is not None:
            super().close()
            self.handlers.close()

    def _connections(self) -> list[HttpConnection]:
        return list(self.active_channels.values())

    def _serve(self) -> None:
        tick = self.limits.tick
        looked = 0.0
        while not self.is_stopping:
            self.handlers.poll(tick)
            if (now := time()) >= looked + tick:
                looked = now
                self.maintenance(now)
        deadline = monotonic() + self.limits.stop_seconds
        self._stop_listening()
        while self._is_answering() and (left := deadline - monotonic()) > 0:
            self.handlers.poll(min(left, tick))

    def _stop_listening(self) -> None:
        self.accepting = False
        self.del_channel()
        self.socket.close()

    def _is_answering(self) -> bool:
        """Hang up where nothing is under way. Returns whether something is elsewhere."""
        for connection in self._connections():
            if not connection.is_busy and not connection.close_when_flushed:
                connection.handle_close()
        return bool(self.active_channels)

    def add_task(self, connection: HttpConnection) -> None:
        """Have the first request of a connection answered."""
        self._workers[self._lane_of(connection.requests[0].path)].add(connection)

    def pull_trigger(self) -> None:
        """Wake the thread that moves bytes. Any thread may call it, even after the end."""
        with self._waking:
            if not self._is_closed:
                super().pull_trigger()

    def readable(self) -> bool:
        if not self.accepting or time() < self._resume:
            return False
        return self._room() > 0 or not all(connection.is_busy for connection in self._connections())

    def _room(self) -> int:
        """Return how many more connections may be open."""
        return self._limit - len(self.active_channels)

    def maintenance(self, now: float) -> None:
        for connection in self._connections():
            connection.check_times(now)

    def handle_accept(self) -> None:
        # Where there are too many, one at a time: what it sends comes before it could be closed for another.
        for _ in range(min(max(self._room(), 1), _ACCEPTED)):
            try:
                accepted, address = self.socket.accept()
            except BlockingIOError:
                return
            except OSError as error:
                self._accept_failed(error)
                return
            try:
                self.set_socket_options(accepted)
                if self._tls is not None:
                    accepted = self._tls.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False)
                if self._room() <= 0:
                    self._make_room()
                HttpConnection(self, accepted, address).handle_read()  # its request may be there already
            except OSError:
                accepted.close()  # the client is gone already

    def _accept_failed(self, error: OSError) -> None:
        """Handle an error of ``accept``, such as no free descriptors: close a connection, or try again later."""
        has_room = self._make_room()
        log.log(INFO if has_room else WARNING, "Cannot accept a connection: %s", error.strerror)
        if not has_room:
            self._resume = time() + self.limits.tick

    def _make_room(self) -> bool:
        dispensable = self._connection_to_close()
        if dispensable is None:
            return False
        log.info("Closed the connection of %s: too many are open", dispensable.addr[0])
        dispensable.handle_close()
        return True

    def _connection_to_close(self) -> HttpConnection | None:
        """Return the connection to close where there are too many: the oldest that sent no whole request, if any.

        If all did, it is the one without a request that has been silent for longest.
        """
        opened = self._connections()  # the oldest first
        unused = next((each for each in opened if not each.was_used and not each.is_busy), None)
        idle = (each for each in opened if not each.is_busy)
        return unused or min(idle, key=lambda connection: connection.last_activity, default=None)
