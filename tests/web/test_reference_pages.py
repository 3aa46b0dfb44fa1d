"""The reference: its pages, the try-it form, and escaping."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from typing import Any

import pytest
import requests
from lxml import etree, html

from centra_mock import Centra, MockServer
from centra_mock.web.reference import PATHS, STATIC
from centra_mock.web.ui.xml_view import lines_of
from centra_mock.wire.descriptions import OTHERS, description_of, operations_by_group, shared
from centra_mock.wire.endpoints import ENDPOINTS, Endpoint
from centra_mock.wire.operations import OPERATIONS, Operation
from centra_mock.wire.samples import pretty, sample_request
from support.wire import poll

HOSTILE = "</textarea></pre><script>alert(1)</script><img src=x onerror=alert(2)>\"'"

every_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


def operation_named(name: str) -> Operation:
    return next(operation for operation in OPERATIONS if operation.name == name)


def page_url(server: MockServer, endpoint: Endpoint, name: str | None = None) -> str:
    return f"{server.url}{PATHS[endpoint.name]}" + (f"?op={name}" if name else "")


def parsed(page: requests.Response) -> Any:
    return html.fromstring(page.text)


def form(operation: Operation, endpoint: Endpoint, centra: Centra, **changed: str) -> dict[str, str]:
    return {
        "tenant": centra.name,
        "username": centra.login.username,
        "password": centra.login.password,
        "action": operation.soap_action(endpoint.namespace),
        "envelope": pretty(sample_request(operation, endpoint)),
        **changed,
    }


def answer_of(page: requests.Response) -> str:
    """Return the answer that a page shows."""
    (section,) = parsed(page).xpath("//section[@id='answer']")
    return " ".join(str(section.text_content()).split())


def holds_nothing_that_runs(page: requests.Response) -> None:
    tree = parsed(page)
    assert not tree.xpath("//script | //img | //iframe | //object | //embed | //style | //base | //meta[@http-equiv]")
    for node in tree.iter():
        assert not [name for name in node.attrib if str(name).lower().startswith("on") or name == "style"]
        for name in ("href", "src", "action"):
            assert node.get(name, "/").startswith(("/", "?", "#")), f"{name}={node.get(name)}"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"


# -- the pages


@every_endpoint
@every_operation
def test_every_operation_has_a_page_on_every_endpoint(
    server: MockServer, endpoint: Endpoint, operation: Operation
) -> None:
    page = requests.get(page_url(server, endpoint, operation.name), timeout=30)
    assert page.status_code == 200
    holds_nothing_that_runs(page)
    text = unescape(page.text)
    assert operation.soap_action(endpoint.namespace) in text
    about = description_of(operation.subject)
    for said in (about.sentence, about.source, *about.notes):
        assert said in text
    assert (shared().updates[0] in text) == (operation.object is not None)
    assert f"{server.url}/ams/{endpoint.path}" in text
    (textarea,) = parsed(page).xpath("//textarea")
    assert textarea.text.lstrip("\n") == pretty(sample_request(operation, endpoint))
    labels = {label.get("for") for label in parsed(page).iter("label")}
    for control in parsed(page).xpath("//input | //textarea"):
        assert control.get("id") in labels


@every_endpoint
def test_the_list_names_every_operation_with_a_sentence(server: MockServer, endpoint: Endpoint) -> None:
    page = requests.get(page_url(server, endpoint), timeout=30)
    assert page.status_code == 200
    holds_nothing_that_runs(page)
    links = parsed(page).xpath("//main//dt/a/@href")
    assert sorted(links) == sorted(f"{PATHS[endpoint.name]}?op={each.name}" for each in OPERATIONS)
    assert all(description_of(each.subject).sentence in unescape(page.text) for each in OPERATIONS)


def test_every_operation_has_a_group_a_description_and_a_source() -> None:
    groups = operations_by_group()
    assert sorted(each.name for group in groups.values() for each in group) == sorted(each.name for each in OPERATIONS)
    assert OTHERS not in groups
    assert all(description_of(operation.subject).source for operation in OPERATIONS)


@pytest.mark.parametrize("path", ["/soap/index.php?op=nosuch_Update", "/silkxml/other.php", "/silksoap/index.php?op="])
def test_an_unknown_page_lists_the_existing_ones(server: MockServer, path: str) -> None:
    page = requests.get(server.url + path, timeout=30)
    assert page.status_code == 404
    holds_nothing_that_runs(page)
    assert all(operation.name in page.text for operation in OPERATIONS)


def test_the_style_sheet_is_local_and_home_lists_the_pages(server: MockServer) -> None:
    style = requests.get(f"{server.url}{STATIC}style.css", timeout=30)
    assert (style.status_code, style.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "url(" not in style.text
    assert "@import" not in style.text
    home = requests.get(server.url, timeout=30).text
    assert all(path in home for path in PATHS.values())
    assert requests.put(page_url(server, ENDPOINTS[0]), timeout=30).status_code == 405


def test_a_tenant_may_be_called_like_a_page(server: MockServer) -> None:
    assert poll(server.tenant("soap")) == []


def test_templates_are_loaded_on_first_use() -> None:
    code = "import centra_mock.server, sys; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


# -- the form


@every_endpoint
def test_the_form_shows_the_mocks_answer(server: MockServer, centra: Centra, endpoint: Endpoint) -> None:
    operation = operation_named("sizes_Update")
    page = requests.post(page_url(server, endpoint, operation.name), data=form(operation, endpoint, centra), timeout=30)
    assert page.status_code == 200
    holds_nothing_that_runs(page)
    shown = answer_of(page)
    assert "200 OK" in shown
    assert re.search(r"X-Centra-Request-ID ?1_[0-9a-f]{32}", shown)
    assert "<ns1:success>true</ns1:success>" in shown
    assert "Added new size: M: Medium to: Letter sizes!" in shown
    assert centra.objects.get("size", "M") is not None


def test_the_form_says_what_was_wrong(server: MockServer, centra: Centra) -> None:
    operation, endpoint = operation_named("events_Get"), ENDPOINTS[0]
    url = page_url(server, endpoint, operation.name)
    for changed, expected in (
        ({"password": "wrong"}, "500 INTERNAL SERVER ERROR"),
        ({"envelope": "<broken"}, "not well-formed XML"),
        ({"action": "urn:other"}, 'The SOAPAction is "urn:other"'),
    ):
        shown = answer_of(requests.post(url, data=form(operation, endpoint, centra, **changed), timeout=30))
        assert expected.lower() in shown.lower()


@pytest.mark.parametrize("changed", [{"tenant": "../etc"}, {"tenant": HOSTILE}, {"action": "a\r\nX-Evil: 1"}])
def test_an_invalid_envelope_is_reported_at_the_form(
    server: MockServer, centra: Centra, changed: dict[str, str]
) -> None:
    operation, endpoint = operation_named("events_Get"), ENDPOINTS[0]
    page = requests.post(
        page_url(server, endpoint, operation.name), data=form(operation, endpoint, centra, **changed), timeout=30
    )
    assert page.status_code == 422
    holds_nothing_that_runs(page)
    assert parsed(page).xpath("//*[@role='alert']")
    assert "X-Evil" not in page.headers


def test_the_password_is_never_shown(server: MockServer, centra: Centra) -> None:
    operation, endpoint = operation_named("events_Get"), ENDPOINTS[0]
    url = page_url(server, endpoint, operation.name)
    for password in (centra.login.password, "s3cr3t-and-wrong"):
        for envelope in ({}, {"envelope": "<broken>{password}"}):
            sent_form = form(operation, endpoint, centra, password=password, **envelope)
            tree = parsed(requests.post(url, data=sent_form, timeout=30))
            (field,) = tree.xpath("//input[@id='password']")
            assert field.get("value") is None
            assert field.get("type") == "password"
            assert "s3cr3t" not in str(tree.text_content())
    fresh = parsed(requests.get(url, timeout=30))
    assert fresh.xpath("//input[@id='username']/@value") == [centra.login.username]
    assert fresh.xpath("//input[@id='password']/@value") == []


def test_hostile_texts_are_escaped(server: MockServer, centra: Centra) -> None:
    centra.emit("loyaltycard", etree.tostring(hostile_element(), encoding="unicode"), entry=HOSTILE)
    operation, endpoint = operation_named("events_Get"), ENDPOINTS[0]
    url = page_url(server, endpoint, operation.name)
    page = requests.post(url, data=form(operation, endpoint, centra, username=centra.login.username), timeout=30)
    holds_nothing_that_runs(page)
    assert "&lt;script&gt;alert(1)" in answer_of(page)  # as it is written in the XML
    for changed in ({"envelope": HOSTILE}, {"username": HOSTILE}, {"action": HOSTILE}):
        page = requests.post(url, data=form(operation, endpoint, centra, **changed), timeout=30)
        holds_nothing_that_runs(page)
        assert "alert(1)" in page.text
    for address in (f"{url}{HOSTILE}", f"{server.url}/soap/{HOSTILE.replace('/', '')}"):
        page = requests.get(address, timeout=30)
        assert page.status_code == 404
        holds_nothing_that_runs(page)
        assert "alert(1)" in page.text


def hostile_element() -> etree._Element:
    element = etree.Element("loyaltycard")
    element.text = HOSTILE
    return element


def test_only_the_servers_own_pages_may_send_the_form(server: MockServer, centra: Centra) -> None:
    operation, endpoint = operation_named("markets_Update"), ENDPOINTS[0]
    url, own = page_url(server, endpoint, operation.name), server.url
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": own},
    ):
        page = requests.post(url, data=form(operation, endpoint, centra), headers=headers, timeout=30)
        assert page.status_code == 403
        assert centra.objects.get("market", "se") is None
    headers = {"Origin": own, "Sec-Fetch-Site": "same-origin"}
    page = requests.post(url, data=form(operation, endpoint, centra), headers=headers, timeout=30)
    assert page.status_code == 200
    assert centra.objects.get("market", "se") is not None


def test_a_missing_answer_is_reported(server: MockServer, centra: Centra) -> None:
    operation, endpoint = operation_named("events_Get"), ENDPOINTS[0]
    url = page_url(server, endpoint, operation.name)
    faults = f"{server.url}/_mock/{centra.name}/faults"
    for kind, expected in (("reset", "No answer"), ("malformed", "not well-formed"), ("gzip", "200 OK")):
        made = requests.post(faults, json={"kind": kind}, timeout=30)
        assert made.ok, made.text
        page = requests.post(url, data=form(operation, endpoint, centra), timeout=30)
        assert page.status_code == 200
        assert expected in answer_of(page)
        requests.delete(f"{faults}/{made.json()['id']}", timeout=30)


def test_deep_and_mixed_xml_is_shown_completely() -> None:
    deep = etree.fromstring("<a>" * 1000 + "x" + "</a>" * 1000, etree.XMLParser(huge_tree=True))
    assert len(lines_of(deep)) == 2 * 999 + 1
    mixed = etree.fromstring('<a xmlns:p="urn:p" p:b="1 &lt; 2">one<!--c--><p:b/>two&amp;</a>')
    shown = "\n".join(line.indent + "".join(text for _, text in line.words) for line in lines_of(mixed))
    assert shown == '<a xmlns:p="urn:p" p:b="1 &lt; 2">\n  one\n  <!--c-->\n  <p:b/>\n  two&amp;\n</a>'
