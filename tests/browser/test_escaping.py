"""Untrusted data is shown as text on each page, and none of it runs as a script."""

from __future__ import annotations

from html import escape

import pytest
import requests
from playwright.sync_api import FilePayload, Page, expect

from centra_mock import Centra
from support.chromium import Troubles
from support.wire import envelope, login

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'\u2028\u202e{{7*7}}"


def test_the_name_of_a_file_is_escaped(shop: Centra, page: Page) -> None:
    page.goto(f"{shop.server_url}/_admin/{shop.name}/settings")
    file = FilePayload(name=f"{HOSTILE.replace('/', '')}.json", mimeType="application/json", buffer=shop.state.save())
    page.get_by_label("Saved file").set_input_files(files=[file])
    page.get_by_role("button", name="Load").click()
    expect(page.get_by_role("status")).to_contain_text("<script>alert(1)")
    assert page.locator("main img, main script").count() == 0


@pytest.mark.parametrize("step", ["settings", "queue", "shop"])
def test_parts_of_the_url_are_escaped(shop: Centra, page: Page, step: str, troubles: Troubles) -> None:
    troubles.allow("status of 4")
    page.goto(f"{shop.server_url}/_admin/{shop.name}/{step}/%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.locator("main img, main script").count() == 0


def test_data_of_a_client_is_escaped(shop: Centra, page: Page) -> None:
    written = escape(HOSTILE)
    headers = {"Content-Type": HOSTILE.encode(), "User-Agent": HOSTILE.encode(), "SOAPAction": HOSTILE.encode()}
    for body in (
        f"<markets_Update>{login(shop)}<markets><market><id>{written}</id></market></markets></markets_Update>",
        f"<events_Done>{login(shop)}<event>{written}</event></events_Done>",
        f"<events_GetRequest>{login(shop)}<type>{written}</type></events_GetRequest>",
        "<img.onerror/>",
    ):
        for sent in (headers, {**headers, "SOAPAction": b""}):
            requests.post(shop.url, envelope(body).encode(), headers=sent, timeout=30)
    requests.post(shop.url, HOSTILE.encode(), timeout=30)
    page.goto(f"{shop.server_url}/_admin/{shop.name}/log")
    expect(page.locator("tbody")).to_contain_text("made market <script>alert(1)</script><img")
    assert page.locator("main img, main script").count() == 0
    for exchange in shop.journal.exchanges():
        page.goto(f"{shop.server_url}/_admin/{shop.name}/log/{exchange.id}")
        expect(page.locator("#curl")).to_contain_text("printf")
        expect(page.locator("main")).to_contain_text("alert(1)")
        assert page.locator("main img, main script").count() == 0
