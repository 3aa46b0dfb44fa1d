"""A server of fake Centras in this process: it serves from the start of a ``with`` block to its end."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from centra_mock.clock import Clock, system_clock
from centra_mock.error_codes import Code
from centra_mock.errors import Unavailable
from centra_mock.policy import Policy
from centra_mock.services.centra import Centra
from centra_mock.services.scenes.catalog import EMPTY
from centra_mock.services.server import Server
from centra_mock.services.settings import AllSettings, Defaults
from centra_mock.soap.endpoint import SoapEndpoint
from centra_mock.store.unit_of_work import MEMORY, Store
from centra_mock.web.admin_login import AdminLogin
from centra_mock.web.app import App, lane_of
from centra_mock.web.control.app import ControlApi
from centra_mock.web.http.server import HttpServer
from centra_mock.web.http.sockets import tls_context
from centra_mock.web.origin import OriginCheck
from centra_mock.web.soap import SoapOverHttp
from centra_mock.wire import check_extension
from centra_mock.wire.endpoints import DEFAULT_TENANT, ENDPOINTS, PASSWORD, USERNAME, Login, check_tenant


class MockServer:
    """A server of fake Centras, its tenants, each with data and settings of its own.

    >>> with MockServer(scene="demo") as server:
    ...     centra = server.centra
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
        allowed_hosts: Iterable[str] = (),
        admin_password: str | None = None,
        tls: tuple[str | Path, str | Path] | None = None,
    ) -> None:
        """Take the settings; nothing is opened before the start.

        Args:
            host: The address to listen on.
            port: The port to listen on; 0 picks a free one.
            database: ``:memory:``, an SQLite file or a database URL.
            username: The API's user.
            password: The API's password.
            seed: The seed of all that is made up.
            scene: What the default tenant starts with, if it is new: a name, or the path of a file.
            policy: How tenants behave where the documentation is silent, unless they have a policy of their own.
            clock: Gives the time.
            allowed_hosts: Names by which pages and the control API may be called, beside those of this machine.
            admin_password: Pages and the control API ask for it (HTTP Basic, user ``admin``).
            tls: A certificate and its private key, as PEM files; the server then speaks HTTPS alone.
        """
        self.login = Login(username, password)
        """The API's user and password."""
        self._address = (host, port)
        self._guard = OriginCheck((host, *allowed_hosts))
        self._admin_login = AdminLogin(admin_password)
        self._database = database
        self._scene = scene
        self.is_scene_played = False
        """Whether the default tenant began with the scene, which it does if it is new."""
        self._defaults = Defaults(policy or Policy(), clock, seed)
        self._server: Server | None = None
        self._tls = tls
        self._http: HttpServer | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Return the base address, as in ``http://127.0.0.1:8337``. Raises ``Unavailable`` before the start."""
        return self._started.url

    @property
    def centra(self) -> Centra:
        """Return the default tenant, ``ams``. Raises ``Unavailable`` before the start."""
        return self.tenant(DEFAULT_TENANT)

    @property
    def policy(self) -> Policy:
        """Return how its tenants behave where the documentation is silent; a tenant may have a policy of its own."""
        return self._defaults.policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self._defaults.policy = policy
        if self._server is not None:
            self._server.settings.notify()

    def tenant(self, name: str, scene: str | None = None, policy: Policy | None = None) -> Centra:
        """Return a Centra of this server, created when it is first used.

        ``scene`` names a starting point, filled in if the tenant is new; ``policy`` is the tenant's own. Raises
        ``Refused`` for a name that no URL could have, and ``Unavailable`` before the start or without such a scene.
        """
        check_tenant(name)
        centra = self._started.tenant(name).centra
        if policy is not None:
            centra.policy = policy
        if scene is not None and centra.state.is_new:
            centra.reset(scene, policy)
        return centra

    def start(self) -> None:
        """Open the database and listen. Raises ``Unavailable`` where either fails, or where it has started."""
        if self._server is not None:
            raise Unavailable(Code.SERVER_STARTED, f"This server has started already, at {self.url}.")
        check_extension()
        store = Store(self._database, self._defaults.clock)
        try:
            server = Server(store, AllSettings(self._defaults), self.login)
            self._http = HttpServer(
                *self._address,
                self._app(server),
                lane_of=lane_of,
                tls=tls_context(*self._tls) if self._tls is not None else None,
            )
            server.url = self._url(self._http.port)
            centra = server.tenant(DEFAULT_TENANT).centra
            self.is_scene_played = self._scene in (None, EMPTY) or centra.state.is_new
            if self._scene not in (None, EMPTY) and self.is_scene_played:
                centra.reset(self._scene)
        except BaseException:
            if self._http is not None:
                self._http.close()
                self._http = None
            store.close()
            raise
        self._server = server
        self._http.start()

    def stop(self) -> None:
        """Stop serving and close the database. A server that does not run stays as it is."""
        if self._server is not None and self._http is not None:
            self._server.settings.stop()
            self._http.stop()
            self._server.store.close()
            self._server = self._http = None

    @property
    def _started(self) -> Server:
        if self._server is None:
            raise Unavailable(
                Code.SERVER_NOT_RUNNING, "This server does not run: use it in a with block, or call start() first."
            )
        return self._server

    def _url(self, port: int) -> str:
        host, scheme = self._address[0], "http" if self._tls is None else "https"
        return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"

    def _app(self, server: Server) -> App:
        endpoints = {endpoint.name: SoapOverHttp(SoapEndpoint(endpoint, self.login), server) for endpoint in ENDPOINTS}
        return App(endpoints, ControlApi(server), server, self._guard, self._admin_login)
