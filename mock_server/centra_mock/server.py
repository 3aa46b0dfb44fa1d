"""A fake Centra in this process: ready once it is entered, gone when it is left."""

from __future__ import annotations

import logging
import socket
import threading
from types import TracebackType
from typing import Self

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from centra_mock.clock import Clock, system_clock
from centra_mock.errors import Unavailable
from centra_mock.policy import Policy
from centra_mock.scenes import load_scene
from centra_mock.services.settings import AllSettings, Defaults
from centra_mock.soap.answer import Answerer
from centra_mock.soap.endpoint import SoapEndpoint
from centra_mock.soap.login import Login
from centra_mock.store.unit import MEMORY, Store
from centra_mock.tenant import Tenant
from centra_mock.web.app import App
from centra_mock.web.soap import SoapOverHttp
from centra_mock.wire.names import DEFAULT_TENANT, ENDPOINTS

USERNAME = "centra"
PASSWORD = "mock"
"""The default login: for a server that only this machine can reach."""

log = logging.getLogger(__name__)


class _Handler(WSGIRequestHandler):
    """Keeps connections open between requests, as pooling clients expect."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        log.debug(message, *args)


class MockServer(Tenant):
    """A fake Centra. It is its own default tenant; ``tenant(name)`` gives another one.

    >>> with MockServer(scene="demo") as centra:
    ...     order = centra.place_order()
    ...     assert len(centra.queue) == 2  # the customer and the order
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        database: str = MEMORY,
        username: str = USERNAME,
        password: str = PASSWORD,
        seed: int = 0,
        scene: str | None = None,
        policy: Policy | None = None,
        clock: Clock = system_clock,
    ) -> None:
        """``port`` 0 picks a free one. ``database`` is ``:memory:``, a file or a database URL.

        ``scene`` names a starting point for the default tenant, filled in if that tenant is new.
        """
        self._credentials = Login(username, password)
        self._address = (host, port)
        self._database = database
        self._scene = scene
        self._defaults = Defaults(policy or Policy(), clock, seed)
        self._http: BaseWSGIServer | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def policy(self) -> Policy:
        """How its tenants behave where the documentation is silent; a tenant may have a policy of its own."""
        return self._defaults.policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self._defaults.policy = policy

    def tenant(self, name: str) -> Tenant:
        """Another Centra on this server, made when it is first used."""
        return Tenant(name, self._store, self._all_settings, self.server_url, self.login)

    def start(self) -> None:
        """Open the database and listen. Raises ``Unavailable`` where either fails."""
        store = Store(self._database, self._defaults.clock)
        try:
            settings = AllSettings(self._defaults)
            self._http = _listen(*self._address, self._app(store, settings))
            super().__init__(DEFAULT_TENANT, store, settings, self._url(self._http.port), self._credentials)
            if self._scene is not None and self.is_new:
                load_scene(self._scene, self)
        except BaseException:
            self._close_http()
            store.close()
            raise
        # The socket is listening already: who connects from here on is served.
        threading.Thread(target=self._http.serve_forever, name="centra-mock", daemon=True).start()

    def stop(self) -> None:
        """Stop serving and close the database."""
        if self._http is not None:
            self._http.shutdown()
        self._close_http()
        self._store.close()

    def _url(self, port: int) -> str:
        host = self._address[0]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def _close_http(self) -> None:
        if self._http is not None:
            self._http.server_close()
            self._http = None

    def _app(self, store: Store, settings: AllSettings) -> App:
        answerer = Answerer(store)
        return App({
            endpoint.name: SoapOverHttp(SoapEndpoint(endpoint, answerer, self._credentials), settings)
            for endpoint in ENDPOINTS
        })  # fmt: skip


def _listen(host: str, port: int, app: App) -> BaseWSGIServer:
    """A server on a socket of our own: werkzeug's would end the program where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
        server = make_server(host, port, app, threaded=True, request_handler=_Handler, fd=listener.fileno())
    except OSError as error:
        raise Unavailable(f"Cannot listen on {host}:{port}: {error.strerror or error}.") from error
    finally:
        listener.close()
    server.daemon_threads = True  # type: ignore[attr-defined]
    return server
