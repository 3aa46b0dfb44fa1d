"""The pages of objects over HTTP: any request and any form gets an answer with a message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
import requests
from lxml import html

from centra_mock import Centra
from support.tenants import queries_of

ODD = ["", "\0", "\x01", "\uffff", "[", "{", "'\"", "..", "/", "%00", "-1", "9" * 30, "💥\u202e", "x" * 60_000]


@dataclass
class Browser:
    """Requests pages of objects, and sends their forms."""

    shop: Centra
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
def browser(shop: Centra) -> Iterator[Browser]:
    with requests.Session() as session:
        yield Browser(shop, session)


@pytest.mark.every_database
@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text)[:12])
def test_unusual_texts_get_a_message(shop: Centra, browser: Browser, text: str) -> None:
    before = shop.state.save()
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
    assert shop.state.save() == before
    assert browser.send("/market", id=text).status_code < 500
    assert browser.send("/product/chair", **{"new:comment": text}).status_code < 500


def test_an_open_form_does_not_restore_a_deleted_object(shop: Centra, browser: Browser) -> None:
    shop.put("market", "no", {"description": "Norge"})
    shop.delete("market", "no")
    for path, sent in (
        ("/market/no", {"new:type": "x"}),
        ("/market/no/xml", {"xml": "<market><type>x</type></market>"}),
    ):
        answer = browser.send(path, **sent)
        assert (answer.status_code, "there is no market" in answer.text) == (404, True)
    assert shop.objects.get("market", "no") is None


def test_an_object_does_not_refer_to_itself(shop: Centra) -> None:
    shop.place_order()
    assert queries_of(shop).objects.referring(("market", "se"), "market").objects == []
    assert [each.id for each in queries_of(shop).objects.referring(("market", "se"), "order").objects] == ["1"]


def test_a_part_with_an_empty_key_is_shown_and_removed_as_any_other(shop: Centra, browser: Browser) -> None:
    def additionals() -> list[tuple[str | None, str | None]]:
        account = shop.objects.get("account", "nordic-mock")
        assert account is not None
        return [(each.findtext("key"), each.findtext("value")) for each in account.iterfind("additionals/additional")]

    shop.put("account", "nordic-mock", {"additionals": {"additional": [{"key": "k", "value": "x"}]}})
    # Updates can't make it, but a state file may contain it.
    shop.state.load(shop.state.save().replace(b":key>k</", b":key></"))
    (link,) = [each for each in addresses(browser.get("/account/nordic-mock"), "td/a") if "additional" in each]
    page = requests.get(f"{shop.server_url}{link}", timeout=60)
    assert html.fromstring(page.text).xpath("string(//input[@name='new:value']/@value)") == "x"
    place = "additionals/additional:"
    response = browser.send("/account/nordic-mock", at=place, **{"value": "x", "new:value": "y"})
    assert (response.status_code, "key is missing; it says which additional is meant" in response.text) == (422, True)
    assert additionals() == [("", "x")]
    response = browser.send("/account/nordic-mock", at="additionals/additional:+", **{"new:value": "z"})
    assert (response.status_code, "a new additional needs its key" in response.text) == (422, True)
    assert browser.send("/account/nordic-mock/remove", at=place).ok
    assert additionals() == []


def addresses(page: requests.Response, elements: str) -> list[str]:
    """Return the URLs of a page's links or forms."""
    main = html.fromstring(page.text).find(".//main")
    assert main is not None
    return [str(each.get("href") or each.get("action")) for each in main.iterfind(f".//{elements}")]


def test_sizes_with_the_same_id_in_two_size_tables_have_different_pages(shop: Centra, browser: Browser) -> None:
    for table in ("one", "two"):
        shop.update("sizes", [{"id": "XXL", "description": table, "sizetable": {"id": table}}])
    scopes = {entry.scope: entry.internal for entry in shop.conversions.entries("size") if entry.external == "XXL"}
    which = browser.get("/size/XXL")
    assert which.status_code == 300
    links = addresses(which, "li/a")
    assert links == [f"/_admin/{shop.name}/objects/size/XXL?scope={scope}" for scope in scopes]
    assert set(links) <= set(addresses(browser.get("/size"), "a"))
    conversion = requests.get(f"{shop.server_url}/_admin/{shop.name}/conversion?kind=size", timeout=60)
    assert set(links) <= set(addresses(conversion, "a"))

    first, second = scopes
    for tab in ("", "/xml", "/history", "/events", "/referring"):
        page = browser.get(f"/size/XXL{tab}", scope=str(second))
        assert f"internal number {scopes[second]}" in page.text
        own = [each for each in (*addresses(page, "a"), *addresses(page, "form")) if "/XXL" in each]
        assert own
        assert all(f"scope={second}" in each for each in own), own
    answer = browser.send(f"/size/XXL?scope={second}", **{"ean": "", "new:ean": "7"})
    assert answer.url.endswith(f"/size/XXL?scope={second}")
    assert browser.send(f"/size/XXL/xml?scope={second}", xml="<size><sku>8</sku></size>").ok
    changed = shop.objects.get("size", "XXL", scope=second)
    assert changed is not None
    assert [changed.findtext("ean"), changed.findtext("sku")] == ["7", "8"]
    assert browser.send(f"/size/XXL/delete?scope={first}").ok
    assert shop.objects.get("size", "XXL", scope=first) is None
    assert browser.get("/size/XXL").status_code == 200
    assert "is in 2 sizetables" not in browser.get("/size/XXL").text
