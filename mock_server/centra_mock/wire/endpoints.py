"""Namespaces and the three endpoints."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass
from typing import Literal

from centra_mock.error_codes import Code
from centra_mock.errors import Refused

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
ENVELOPE_1_2 = "http://www.w3.org/2003/05/soap-envelope"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
CENTRA = "http://www.centra.com/webservices/"
SILK = "http://www.silkvms.com/webservices/"

ENVELOPE_PREFIX = "SOAP-ENV"
BODY_PREFIX = "ns1"
"""Centra answers with these two prefixes; naive clients depend on them."""


@dataclass(frozen=True)
class Endpoint:
    """One of the three addresses of the API. All of them share one store of data."""

    name: str
    path: str
    """Below the tenant, as in ``/ams/system/…``."""
    namespace: str
    login: Literal["body", "header"]
    """Where the login stands. How navision-api takes it is *assumed*: HTTP Basic or a SOAP header."""


ENDPOINTS = (
    Endpoint("soap", "system/service/module/soap/api", CENTRA, "body"),
    Endpoint("navision-soap", "system/service/module/navision/soap", SILK, "body"),
    Endpoint("navision-api", "system/service/module/navision/api", SILK, "header"),
)
DEFAULT_TENANT = "ams"


class HasEndpoints:
    """What the client of an ERP calls: a tenant with its endpoints, on a server."""

    name: str
    """The tenant's name: ``ams`` in ``/ams/system/…``."""

    @property
    @abstractmethod
    def server_url(self) -> str:
        """Return the server's base address: of the admin's pages and the control API."""

    @property
    def url(self) -> str:
        """Return the address of the endpoint ``soap``."""
        return self.endpoint_url()

    @property
    def wsdl_url(self) -> str:
        """Return the address of the WSDL of the endpoint ``soap``."""
        return f"{self.url}?wsdl"

    def endpoint_url(self, name: str = ENDPOINTS[0].name) -> str:
        """Return the address of an endpoint: ``soap``, ``navision-soap`` or ``navision-api``."""
        path = next(endpoint.path for endpoint in ENDPOINTS if endpoint.name == name)
        return f"{self.server_url}/{self.name}/{path}"


LOGIN = "login"
"""The element that holds the API's user and password."""

USERNAME = "centra"
PASSWORD = "mock"  # noqa: S105 (of a mock)
"""The default login: for a server that only this machine can reach."""


@dataclass(frozen=True)
class Login:
    """The user and password that each request of a client carries: the API's own."""

    username: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.username!r}, '***')"


_TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
TENANT_PATTERN = _TENANT.pattern
"""The names of tenants, which are a part of URLs."""


def check_tenant(name: str) -> None:
    """Raise ``Refused`` for what can be no tenant's name."""
    if not _TENANT.fullmatch(name):
        raise Refused(
            Code.INVALID_VALUE,
            f"{name[:80]!r} cannot be the name of a tenant: it has up to 64 letters, digits, dots, dashes and "
            "underscores, the first a letter or a digit",
        )
