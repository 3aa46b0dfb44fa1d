"""Programs may call everything; requests of web pages are accepted only from the server's own pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from lxml import etree

from centra_mock import Centra, MockServer
from centra_mock.cli import serve
from centra_mock.wire.endpoints import ENDPOINTS
from support.wire import call, envelope, login

ELSEWHERE = {
    "another origin": {"Origin": "http://evil.example"},
    "a page without an origin": {"Origin": "null"},
    "another port": {"Origin": "http://127.0.0.1:1"},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Sec-Fetch-Site": "same-site"},
    "a frame": {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    "a rebound name": {"Host": "evil.example", "Origin": "http://evil.example"},
    "a rebound name and port": {"Host": "evil.example:8337", "Origin": "http://evil.example:8337"},
    "a name that looks like ours": {"Host": "localhost.evil.example", "Origin": "http://localhost.evil.example"},
}
OURS = ("localhost", "LOCALHOST:8337", "mock.localhost", "127.0.0.1:8337", "[::1]", "[::1]:8337")
elsewhere = pytest.mark.parametrize("headers", ELSEWHERE.values(), ids=ELSEWHERE)


@pytest.fixture
def known_as() -> Iterator[MockServer]:
    with MockServer(allowed_hosts=["mock.test"]) as server:
        yield server


def page_of(centra: Centra) -> str:
    return f"{centra.server_url}/soap/index.php?op=events_Get"


@elsewhere
def test_pages_of_other_sites_cannot_call_the_control_api(shop: Centra, headers: dict[str, str]) -> None:
    url = f"{shop.server_url}/_mock/{shop.name}/reset"
    answer = requests.post(url, json={}, headers=headers, timeout=30)
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")
    assert not shop.state.is_new


@elsewhere
@pytest.mark.parametrize("endpoint", [endpoint.name for endpoint in ENDPOINTS])
def test_pages_of_other_sites_cannot_call_operations(shop: Centra, headers: dict[str, str], endpoint: str) -> None:
    body = envelope(f"<events_GetRequest>{login(shop)}<type>all</type></events_GetRequest>")
    sent = {**headers, "Content-Type": "text/plain"}
    answer = requests.post(shop.endpoint_url(endpoint), body, headers=sent, timeout=30)
    assert answer.status_code == 500
    assert "this server" in (etree.fromstring(answer.content).findtext(".//faultstring") or "")
    assert answer.headers["X-Correlation-ID"]
    assert shop.journal.exchanges() == []


@elsewhere
def test_pages_of_other_sites_cannot_read_or_send_the_reference(centra: Centra, headers: dict[str, str]) -> None:
    for answer in (
        requests.get(page_of(centra), headers=headers, timeout=30),
        requests.post(page_of(centra), {"envelope": "<a/>"}, headers=headers, timeout=30),
    ):
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, "text/plain; charset=utf-8")


@pytest.mark.parametrize("path", ["/_mock/tenants", "/_mock/ams/journal.har", "/_mock/openapi.json", "/soap/index.php"])
def test_a_rebound_page_without_an_origin_is_refused(centra: Centra, path: str) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example:80", "10.0.0.1", ""):
        answer = requests.get(f"{centra.server_url}{path}", headers={"Host": host}, timeout=30)
        assert answer.status_code == 403
        assert "--allow-host NAME (CENTRA_MOCK_ALLOW_HOST)" in answer.text


@pytest.mark.parametrize("host", OURS)
def test_own_pages_and_programs_are_answered(centra: Centra, host: str) -> None:
    for more in ({}, {"Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}):
        url = f"{centra.server_url}/_mock/{centra.name}/reset"
        assert requests.post(url, json={}, headers={"Host": host, **more}, timeout=30).status_code == 204
        assert requests.get(page_of(centra), headers={"Host": host, **more}, timeout=30).status_code == 200


def test_a_link_may_be_followed_from_anywhere(centra: Centra) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    for url in (page_of(centra), f"{centra.url}?wsdl"):
        assert requests.get(url, headers=followed, timeout=30).status_code == 200
    assert requests.post(page_of(centra), {}, headers=followed, timeout=30).status_code == 403


def test_a_program_may_use_any_host_name(centra: Centra) -> None:
    body = envelope(f"<events_GetRequest>{login(centra)}<type>all</type></events_GetRequest>")
    for host in ("centra.example.com", "centra-mock:8337"):
        assert requests.post(centra.url, body, headers={"Host": host}, timeout=30).status_code == 200
        wsdl = requests.get(f"{centra.url}?wsdl", headers={"Host": host}, timeout=30)
        assert f'location="http://{host}/' in wsdl.text


def test_other_names_can_be_allowed(known_as: MockServer) -> None:
    url = f"{known_as.url}/_mock/tenants"
    for host, status in {"mock.test": 200, "MOCK.test:8337": 200, "other.test": 403}.items():
        headers = {"Host": host, "Origin": f"http://{host}"}
        assert requests.get(url, headers=headers, timeout=30).status_code == status


def test_names_are_allowed_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CENTRA_MOCK_ALLOW_HOST", "one.test two.test")
    assert serve.make_context("serve", []).params["allowed_hosts"] == ("one.test", "two.test")
    given = serve.make_context("serve", ["--allow-host", "a.test", "--allow-host", "b.test"])
    assert given.params["allowed_hosts"] == ("a.test", "b.test")


def test_a_public_server_may_be_called_by_any_host_name() -> None:
    with MockServer(host="0.0.0.0") as server:
        url = f"http://127.0.0.1:{server.url.rpartition(':')[2]}/_mock/tenants"
        for headers, status in (
            ({"Host": "centra-mock:8337"}, 200),
            ({"Host": "centra-mock:8337", "Origin": "http://centra-mock:8337"}, 200),
            ({"Host": "centra-mock:8337", "Origin": "http://evil.example"}, 403),
        ):
            assert requests.get(url, headers=headers, timeout=30).status_code == status


def test_every_answer_of_an_endpoint_has_an_id(centra: Centra) -> None:
    for method, query in (("GET", "?wsdl"), ("GET", ""), ("HEAD", "?wsdl"), ("PUT", "")):
        headers = requests.request(method, f"{centra.url}{query}", timeout=30).headers
        assert headers["X-Correlation-ID"] == f"centra_{headers['X-Centra-Request-ID']}"
    assert call(centra, "events_GetRequest", "<type>all</type>").fault is None
