"""Every route there is × every credential and origin: no path is forgotten, as the routing tables are walked."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator

import pytest
import requests

from centra_mock import MockServer
from centra_mock.web.admin import PREFIX
from centra_mock.web.admin.dispatch import ROUTES as PAGES
from centra_mock.web.control.app import HEALTH, ROUTES

PASSWORD = "sesame"


def basic(password: str, user: str = "admin") -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


DOORS = sorted(
    {(route.method, route.url) for route in ROUTES if route.url not in HEALTH}
    | {(route.method, PREFIX + route.path) for route in PAGES}
    | {("GET", "/_mock/openapi.json"), ("GET", "/soap/index.php"), ("POST", "/soap/index.php")}
)
REFUSED = {
    "no login": {},
    "another password": {"Authorization": basic("sesam")},
    "no password": {"Authorization": basic("")},
    "another user": {"Authorization": basic(PASSWORD, "centra")},
    "the API's login": {"Authorization": basic("mock", "centra")},
    "no Base64": {"Authorization": "Basic \x80"},
    "another scheme": {"Authorization": f"Bearer {PASSWORD}"},
}
every_door = pytest.mark.parametrize(("method", "path"), DOORS)


@pytest.fixture(scope="module")
def locked() -> Iterator[MockServer]:
    """Return a server with an admin password, whose tenant holds an order."""
    with MockServer(admin_password=PASSWORD) as server:
        server.centra.reset(scene="demo")
        yield server


def knock(server: MockServer, method: str, path: str, headers: dict[str, str]) -> requests.Response:
    """Send a request without a body to a path; whatever stands for an id is 1."""
    url = server.url + re.sub(r"\{\w+\}", "1", path.replace("{ams}", server.centra.name))
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, url, headers=headers, timeout=30, allow_redirects=False, stream=True)


def test_there_are_doors_of_all_kinds() -> None:
    assert len(DOORS) > 90
    assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= {method for method, _ in DOORS}


@every_door
def test_nothing_opens_without_the_admin_password(locked: MockServer, method: str, path: str) -> None:
    before = locked.centra.state.save()
    for headers in REFUSED.values():
        with knock(locked, method, path, headers) as answer:
            assert answer.status_code == 401, headers
            assert answer.headers["WWW-Authenticate"].startswith("Basic")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert PASSWORD not in answer.text
    assert locked.centra.state.save() == before


@every_door
@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_nothing_opens_for_pages_of_other_sites(locked: MockServer, method: str, path: str, origin: str) -> None:
    before = locked.centra.state.save()
    with knock(locked, method, path, {"Authorization": basic(PASSWORD), "Origin": origin}) as answer:
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert locked.centra.state.save() == before


@pytest.mark.parametrize("path", sorted(HEALTH))
def test_health_is_open(locked: MockServer, path: str) -> None:
    with knock(locked, "GET", path, {}) as answer:
        assert answer.status_code == 200
