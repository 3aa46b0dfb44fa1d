"""One Centra on the server, as a Python program sees it."""

from __future__ import annotations

from centra_mock.services.centra import Centra
from centra_mock.services.settings import AllSettings
from centra_mock.soap.login import Login
from centra_mock.store.unit_of_work import Store
from centra_mock.wire.names import ENDPOINTS


class Tenant(Centra):
    """A Centra with the addresses under which its client finds it."""

    def __init__(self, name: str, store: Store, settings: AllSettings, server_url: str, login: Login) -> None:
        super().__init__(name, store, settings)
        self.server_url = server_url
        self.login = login
        """The API's user and password."""

    @property
    def url(self) -> str:
        """The address of the soap endpoint."""
        return self.endpoint_url()

    @property
    def wsdl_url(self) -> str:
        return f"{self.url}?wsdl"

    def endpoint_url(self, name: str = ENDPOINTS[0].name) -> str:
        """The address of an endpoint: ``soap``, ``navision-soap`` or ``navision-api``."""
        path = next(endpoint.path for endpoint in ENDPOINTS if endpoint.name == name)
        return f"{self.server_url}/{self.name}/{path}"
