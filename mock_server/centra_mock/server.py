"""A fake Centra in this process: ready once it is entered, gone when it is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Self

from centra_mock.clock import Clock, system_clock
from centra_mock.error_codes import Code
from centra_mock.errors import Refused, Unavailable
from centra_mock.policy import Policy
from centra_mock.scenes import EMPTY, check_named, load_scene, offers
from centra_mock.services.centra import Centra
from centra_mock.services.settings import AllSettings, Defaults
from centra_mock.soap.answer import Answerer
from centra_mock.soap.endpoint import SoapEndpoint
from centra_mock.soap.login import Login
from centra_mock.store.unit_of_work import MEMORY, Store
from centra_mock.tenant import Tenant
from centra_mock.web.admin_login import AdminLogin
from centra_mock.web.app import App
from centra_mock.web.control.app import ControlApi
from centra_mock.web.listener import Listener
from centra_mock.web.origin import Guard
from centra_mock.web.record import Recorder
from centra_mock.web.soap import SoapOverHttp
from centra_mock.web.tenant_names import TENANT
from centra_mock.wire.descriptions import check_extension
from centra_mock.wire.names import DEFAULT_TENANT, ENDPOINTS, PASSWORD, USERNAME


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
        allowed_hosts: Iterable[str] = (),
        admin_password: str | None = None,
    ) -> None:
        """``port`` 0 picks a free one. ``database`` is ``:memory:``, a file or a database URL.

        ``scene`` names a starting point for the default tenant, filled in if that tenant is new.
        ``allowed_hosts`` are names by which pages and the control API may be called, beside those of this machine.
        ``admin_password``: pages and the control API ask for it (HTTP Basic, user ``admin``).
        """
        self._credentials = Login(username, password)
        self._address = (host, port)
        self._guard = Guard((host, *allowed_hosts))
        self._admin_login = AdminLogin(admin_password)
        self._database = database
        self._scene = scene
        self.is_scene_played = False
        """Whether the default tenant began with the scene: one that holds something already does not."""
        self._defaults = Defaults(policy or Policy(), clock, seed)
        self._http: Listener | None = None

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
        if self._http is not None:
            self._all_settings.note()

    def tenant(self, name: str) -> Tenant:
        """Another Centra on this server, made when it is first used.

        Raises ``Refused`` for a name that no URL could have.
        """
        if not TENANT.fullmatch(name):
            raise Refused(
                Code.INVALID_VALUE,
                f"{name[:80]!r} cannot be one; up to 64 letters, digits, dots, dashes and underscores can",
                "tenant",
            )
        return Tenant(name, self._store, self._all_settings, self.server_url, self.login)

    def start(self) -> None:
        """Open the database and listen. Raises ``Unavailable`` where either fails, or where it has started."""
        if self._http is not None:
            raise Unavailable(Code.SERVER_STARTED, f"This server has started already, at {self.server_url}.")
        check_extension()
        store = Store(self._database, self._defaults.clock)
        try:
            settings = AllSettings(self._defaults)
            self._http = Listener(*self._address, self._app(store, settings))
            super().__init__(DEFAULT_TENANT, store, settings, self._url(self._http.port), self._credentials)
            self.is_scene_played = self._scene in (None, EMPTY) or self.is_new
            if self._scene is not None and self.is_scene_played:
                load_scene(self._scene, self)
        except BaseException:
            if self._http is not None:
                self._http.server_close()
                self._http = None
            store.close()
            raise
        self._http.start()

    def stop(self) -> None:
        """Stop serving and close the database; nothing is left to do where it was stopped already."""
        if self._http is not None:
            self._all_settings.stop()
            self._http.stop()
            self._http = None
            self._store.close()

    def _url(self, port: int) -> str:
        host = self._address[0]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def _app(self, store: Store, settings: AllSettings) -> App:
        answerer = Answerer(store)
        recorder = Recorder(store, settings)
        endpoints = {
            endpoint.name: SoapOverHttp(SoapEndpoint(endpoint, answerer, self._credentials), settings, recorder)
            for endpoint in ENDPOINTS
        }
        served = _Served(store, settings, self._credentials)
        return App(endpoints, ControlApi(served), served, self._guard, self._admin_login)


@dataclass(frozen=True)
class _Served:
    """The server, as the control API and the pages need it."""

    store: Store
    settings: AllSettings
    login: Login
    started: float = field(default_factory=monotonic)

    @property
    def database(self) -> str:
        return self.store.kind

    @property
    def uptime(self) -> float:
        return monotonic() - self.started

    def centra(self, name: str) -> Centra:
        return Centra(name, self.store, self.settings)

    def tenants(self) -> list[str]:
        return self.store.tenants()

    def queue_lengths(self) -> dict[str, int]:
        return self.store.queue_lengths()

    def drop(self, name: str) -> bool:
        self.settings.forget(name)
        return self.store.drop(name)

    def scenes(self) -> dict[str, str]:
        return {offer.name: offer.description for offer in offers()}

    def scene_parameters(self) -> dict[str, dict[str, str]]:
        return {offer.name: offer.parameters for offer in offers() if offer.parameters}

    def check_scene(self, name: str) -> None:
        check_named(name)

    def load_scene(self, name: str, centra: Centra) -> None:
        load_scene(name, centra)
