"""The admin's frame over HTTP: which page is whose, what forms need, and what headers say."""

from __future__ import annotations

import pytest
import requests

from centra_mock import MockServer, Tenant

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_browsers_get_pages_where_programs_get_text(server: MockServer, centra: Tenant) -> None:
    _ = centra.is_new
    page = requests.get(server.server_url, headers=HTML, timeout=30)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert centra.name in page.text
    text = requests.get(server.server_url, timeout=30)
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.text.startswith("This is centra-mock. The WSDLs are at\n")


@pytest.mark.parametrize(
    "path", ["/", "/_admin/nosuch/queue", "/_admin/_static/admin.css", "/_admin/_static/../app.py"]
)
def test_every_answer_is_kept_from_misuse(server: MockServer, path: str) -> None:
    headers = requests.get(server.server_url + path, headers=HTML, timeout=30).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    if "html" in headers["Content-Type"]:
        assert headers["Cache-Control"] == "no-store"


def test_a_page_that_there_is_not_says_so_in_html(server: MockServer) -> None:
    page = requests.get(f"{server.server_url}/_admin/_static/nosuch.css", headers=HTML, timeout=30)
    assert page.status_code == 404
    assert "There is no file /_admin/_static/nosuch.css." in page.text


def test_the_scripts_come_with_their_licences(server: MockServer) -> None:
    for name in ("htmx.min.js", "htmx-sse.min.js"):
        script = requests.get(f"{server.server_url}/_admin/_static/{name}", timeout=30)
        assert script.headers["Content-Type"].startswith("text/javascript")
        licences = requests.get(f"{server.server_url}/_admin/_static/LICENSES.txt", timeout=30)
        assert name in licences.text


def test_a_page_from_elsewhere_can_not_look(server: MockServer) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        answer = requests.get(f"{server.server_url}/", headers={**HTML, **headers}, timeout=30)
        assert answer.status_code == 403
        assert "<table" not in answer.text
