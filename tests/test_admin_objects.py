"""The pages of objects over HTTP: whatever is asked of them or sent to them, they answer in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
import requests
from lxml import html

from centra_mock import Tenant

ODD = ["", "\0", "\x01", "\uffff", "[", "{", "'\"", "..", "/", "%00", "-1", "9" * 30, "💥\u202e", "x" * 60_000]


@dataclass
class Browser:
    """Asks for pages of objects, and sends their forms."""

    shop: Tenant
    session: requests.Session
    token: str = ""

    def get(self, path: str, **query: str) -> requests.Response:
        return self.session.get(self._url(path), params=query, timeout=60)

    def send(self, path: str, **fields: str) -> requests.Response:
        if not self.token:
            found = html.fromstring(self.get("/market").text).find(".//input[@name='token']")
            assert found is not None
            self.token = str(found.attrib["value"])
        return self.session.post(self._url(path), data={**fields, "token": self.token}, timeout=60)

    def _url(self, path: str) -> str:
        return f"{self.shop.server_url}/_admin/{self.shop.name}/objects{path}"


@pytest.fixture
def browser(shop: Tenant) -> Iterator[Browser]:
    with requests.Session() as session:
        yield Browser(shop, session)


@pytest.mark.every_database
@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text)[:12])
def test_odd_texts_are_answered_in_words(shop: Tenant, browser: Browser, text: str) -> None:
    before = shop.export_state()
    step = quote(text, safe="")
    asked = [
        *(browser.get("/product", **{name: text}) for name in ("search", "after")),
        *(browser.get("/product/chair", **{name: text}) for name in ("at", "list", "start")),
        browser.get("/product/chair/history", until=text),
        browser.get("/product/chair/referring", of=text),
        *(browser.get(f"/market/{step}{tab}") for tab in ("", "/xml", "/history", "/events", "/referring")),
        browser.get(f"/{step}/chair"),
        browser.send("/product/chair", at=text, **{"new:id": text}),
        browser.send("/product/chair", **{f"new:{text}": "x"}),
        browser.send("/product/chair/remove", at=text),
        browser.send("/product/chair/xml", xml=text),
        browser.send(f"/market/{step}/delete"),
        browser.send(f"/market/{step}/xml", xml="<market/>"),
    ]
    assert {each.status_code for each in asked} <= {200, 303, 400, 404, 405, 409, 414, 422}
    assert shop.export_state() == before
    assert browser.send("/market", id=text).status_code < 500
    assert browser.send("/product/chair", **{"new:comment": text}).status_code < 500


def test_what_was_deleted_while_its_form_was_open_is_not_made_again(shop: Tenant, browser: Browser) -> None:
    shop.put("market", "no", {"description": "Norge"})
    shop.delete("market", "no")
    for path, sent in (
        ("/market/no", {"new:type": "x"}),
        ("/market/no/xml", {"xml": "<market><type>x</type></market>"}),
    ):
        answer = browser.send(path, **sent)
        assert (answer.status_code, "there is no market" in answer.text) == (404, True)
    assert shop.get("market", "no") is None


def test_an_object_does_not_refer_to_itself(shop: Tenant) -> None:
    shop.place_order()
    assert shop.referring_objects(("market", "se"), "market").objects == []
    assert [each.id for each in shop.referring_objects(("market", "se"), "order").objects] == ["1"]
