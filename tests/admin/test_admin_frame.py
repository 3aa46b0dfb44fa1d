"""The frame of the admin's pages over HTTP: titles, forms, headers, and the admin's password."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from lxml import html

from centra_mock import Centra, MockServer
from centra_mock.client import ControlError, MockClient
from centra_mock.wire.endpoints import DEFAULT_TENANT
from support.wire import poll

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_browsers_get_pages_where_programs_get_text(server: MockServer, centra: Centra) -> None:
    _ = centra.state.is_new
    page = requests.get(server.url, headers=HTML, timeout=30)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert centra.name in page.text
    text = requests.get(server.url, timeout=30)
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.text.startswith("This is centra-mock. The WSDLs are at\n")


@pytest.mark.parametrize(
    "path", ["/", "/_admin/nosuch/queue", "/_admin/_static/admin.css", "/_admin/_static/../app.py"]
)
def test_every_answer_has_security_headers(server: MockServer, path: str) -> None:
    headers = requests.get(server.url + path, headers=HTML, timeout=30).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    if "html" in headers["Content-Type"]:
        assert headers["Cache-Control"] == "no-store"


def test_an_unknown_page_is_a_404_in_html(server: MockServer) -> None:
    page = requests.get(f"{server.url}/_admin/_static/nosuch.css", headers=HTML, timeout=30)
    assert page.status_code == 404
    assert "There is no file /_admin/_static/nosuch.css." in page.text


def test_the_scripts_have_their_licences(server: MockServer) -> None:
    for name in ("htmx.min.js", "htmx-sse.min.js"):
        script = requests.get(f"{server.url}/_admin/_static/{name}", timeout=30)
        assert script.headers["Content-Type"].startswith("text/javascript")
        licences = requests.get(f"{server.url}/_admin/_static/LICENSES.txt", timeout=30)
        assert name in licences.text


def test_a_page_of_another_site_cannot_read(server: MockServer) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        answer = requests.get(f"{server.url}/", headers={**HTML, **headers}, timeout=30)
        assert answer.status_code == 403
        assert "<table" not in answer.text


# Forms


def form(page: str) -> dict[str, str]:
    """Return the token in a page."""
    found = html.fromstring(page).find(".//input[@name='token']")
    assert found is not None
    return {"token": str(found.attrib["value"])}


def test_a_form_needs_its_token_and_its_cookie(server: MockServer, shop: Centra) -> None:
    url = f"{server.url}/_admin/{shop.name}"
    with requests.Session() as mine, requests.Session() as other:
        page = mine.get(f"{url}/settings", timeout=30)
        token = form(page.text)
        assert page.headers["Set-Cookie"].endswith("; HttpOnly; Path=/; SameSite=Strict")
        others = form(other.get(f"{url}/settings", timeout=30).text)
        for sender, sent in ((mine, {}), (mine, {"token": "x"}), (mine, others), (other, token), (requests, token)):
            refused = sender.post(f"{url}/delete", data=sent, timeout=30)
            assert refused.status_code == 403
            assert "load the page again" in refused.text
            assert not shop.state.is_new
        assert mine.post(f"{url}/delete", data=token, timeout=30).status_code == 200
    assert shop.state.is_new


def test_forms_of_pages_loaded_at_the_same_time_are_accepted() -> None:
    visitors = 8
    together = threading.Barrier(visitors)

    def send(shop: Centra) -> int:
        url = f"{server.url}/_admin/{shop.name}"
        with requests.Session() as browser:
            together.wait(30)
            page = browser.get(f"{url}/settings", timeout=30)
            return browser.post(f"{url}/delete", data=form(page.text), timeout=30).status_code

    with MockServer() as server, ThreadPoolExecutor(visitors) as browsers:
        shops = [server.tenant(f"shop{number}") for number in range(visitors)]
        for shop in shops:
            shop.emit("loyaltycard")
        assert list(browsers.map(send, shops)) == [200] * visitors
        assert all(shop.state.is_new for shop in shops)


def test_no_page_changes_data_on_get(server: MockServer, shop: Centra) -> None:
    answer = requests.get(f"{server.url}/_admin/{shop.name}/delete", timeout=30)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


# The admin's password


@pytest.fixture(scope="module")
def locked() -> Iterator[MockServer]:
    """Return a server with an admin password, whose default tenant exists."""
    with MockServer(admin_password="sesame-ö") as server:
        assert poll(server.centra) == []
        yield server


def basic(name: str, password: str) -> dict[str, str]:
    """Return a login as browsers send it, in UTF-8."""
    return {"Authorization": f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"}


PRIVATE = ("/", "/_admin/ams/settings", "/_admin/ams/live", "/_mock/tenants", "/_mock/openapi.json", "/soap/index.php")


@pytest.mark.parametrize("path", PRIVATE)
def test_pages_and_control_api_require_the_password(locked: MockServer, path: str) -> None:
    url = locked.url + path
    for wrong in (None, ("admin", "sesame"), ("root", "sesame-ö"), ("admin", "")):
        asked = requests.get(url, headers={**HTML, **(basic(*wrong) if wrong else {})}, timeout=30)
        assert asked.status_code == 401
        assert asked.headers["WWW-Authenticate"].startswith("Basic realm=")
        assert "sesame" not in asked.text
    login = basic("admin", "sesame-ö")
    with requests.get(url, headers={**HTML, **login}, timeout=30, stream=True) as answer:
        assert answer.status_code == 200


def test_health_and_soap_do_not_require_the_password(locked: MockServer) -> None:
    for path in ("/livez", "/readyz"):
        assert requests.get(locked.url + path, timeout=30).status_code == 200
    assert poll(locked.centra) == []


def test_commands_send_the_password_from_the_variable(locked: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ControlError, match="CENTRA_MOCK_ADMIN_PASSWORD"):
        MockClient(locked.url).tenants()
    monkeypatch.setenv("CENTRA_MOCK_ADMIN_PASSWORD", "sesame-ö")
    assert DEFAULT_TENANT in MockClient(locked.url).tenants()
