"""What strangers write is text on every page: no script of theirs runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from centra_mock import Tenant
from support.chromium import Troubles

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'\u2028\u202e{{7*7}}"


def test_the_name_of_a_file_is_text(shop: Tenant, page: Page) -> None:
    page.goto(f"{shop.server_url}/_admin/{shop.name}/settings")
    file = FilePayload(name=f"{HOSTILE.replace('/', '')}.json", mimeType="application/json", buffer=shop.export_state())
    page.get_by_label("Saved file").set_input_files(files=[file])
    page.get_by_role("button", name="Load it").click()
    expect(page.get_by_role("status")).to_contain_text("<script>alert(1)")
    assert page.locator("main img, main script").count() == 0


@pytest.mark.parametrize("step", ["settings", "queue"])
def test_what_stands_in_the_address_is_text(shop: Tenant, page: Page, step: str, troubles: Troubles) -> None:
    troubles.allow("status of 4")
    page.goto(f"{shop.server_url}/_admin/{shop.name}/{step}/%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.locator("main img, main script").count() == 0
