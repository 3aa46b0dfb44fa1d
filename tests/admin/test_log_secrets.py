"""No page, file or command of the log contains a password, and a request with another password is not replayed."""

from __future__ import annotations

from base64 import b64encode
from html import unescape
from itertools import product

import pytest
import requests
from lxml import html

from centra_mock import Centra
from centra_mock.domain.exchange import Exchange
from support.control import Control
from support.wire import HEADERS, NAMESPACES, call, envelope

HIDDEN = "hunter2&<é"
"""Characters that pages escape and URLs quote."""
FORMS = (HIDDEN, "hunter2", "hunter2&amp;&lt;", b64encode(f"u:{HIDDEN}".encode()).decode(), "aHVudGVyMg")


def last(shop: Centra) -> Exchange:
    return shop.journal.exchanges(before=10**9, limit=1)[0]


def page(shop: Centra, path: str) -> str:
    """Return the text of a page as a browser reads it."""
    answer = requests.get(f"{shop.server_url}/_admin/{shop.name}/{path}", timeout=30)
    assert answer.ok, answer.text
    return unescape(answer.text)


@pytest.fixture
def asked(shop: Centra) -> list[int]:
    """Send requests with a password in each possible place, on each endpoint."""
    written = HIDDEN.replace("&", "&amp;").replace("<", "&lt;")
    login = f"<login><username>u</username><password>{written}</password></login>"
    attribute = f'<login><username>u</username><token password="{written}"/></login>'
    headers = {**HEADERS, "X-Api-Key": "hunter2", "X-Auth-Token": "hunter2", "Cookie": "session=hunter2"}
    for endpoint, held in product(NAMESPACES, (login, attribute)):
        body = envelope(f"<events_GetRequest>{held}<type>all</type></events_GetRequest>", NAMESPACES[endpoint])
        basic = ("u", HIDDEN.encode().decode("latin-1"))
        requests.post(shop.endpoint_url(endpoint), body.encode(), headers=headers, auth=basic, timeout=30)
    return [each.id for each in shop.journal.exchanges()]


def test_no_page_and_no_file_shows_a_password(shop: Centra, asked: list[int]) -> None:
    assert len(asked) == 6
    pages = ["log", *(f"log/{id}{side}" for id in asked for side in ("", "/request", "/response"))]
    control = Control(shop)
    paths = ("/journal.har", "/journal", "/exchanges", *(f"/journal/{id}" for id in asked))
    shown = [*(page(shop, path) for path in pages), *(control.call("GET", path).text for path in paths)]
    for form in FORMS:
        assert not any(form in each for each in shown), form
    assert "***" in shown[1]


@pytest.mark.parametrize("form", FORMS[:3])
def test_a_search_does_not_find_a_password(shop: Centra, asked: list[int], form: str) -> None:
    found = requests.get(f"{shop.server_url}/_admin/{shop.name}/log", {"search": form}, timeout=30)
    assert "No exchanges found" in found.text


def test_the_command_has_a_placeholder_for_each_password(shop: Centra, asked: list[int]) -> None:
    for id in asked:
        command = page(shop, f"log/{id}").partition('id="curl"')[2]
        assert '-u centra:"$CENTRA_PASSWORD"' in command
        assert "X-Api-Key" not in command


def test_a_request_with_another_users_password_is_not_replayed(shop: Centra) -> None:
    buyer = "<buyer><id>b</id><email>buyer@example.com</email><password>theirs</password></buyer>"
    account = f"<account><id>new</id><buyers>{buyer}</buyers></account>"
    assert call(shop, "accounts_Update", f"<accounts>{account}</accounts>").success
    path = f"log/{last(shop).id}"
    assert page(shop, path).partition('id="curl"')[2].count("$CENTRA_PASSWORD") == 1
    browser = requests.Session()
    address = f"{shop.server_url}/_admin/{shop.name}/{path}"
    token = html.fromstring(browser.get(address, timeout=30).text).find(".//input[@name='token']")
    assert token is not None
    answer = browser.post(f"{address}/replay", {"token": str(token.attrib["value"])}, timeout=30)
    assert answer.status_code == 422
    assert "it sets a password" in answer.text
    stored = shop.objects.get("account", "new")
    assert stored is not None
    assert stored.findtext("buyers/buyer/password") == "theirs"
    assert len(shop.journal.exchanges()) == 1
