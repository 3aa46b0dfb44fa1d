"""The first page in a browser: tenants are listed, created and deleted."""

from __future__ import annotations

import pytest
import requests
from playwright.sync_api import Page, expect

from centra_mock import Centra, MockServer
from support.chromium import Troubles, axe, fits
from support.looks import every_look


@every_look
def test_the_first_page_lists_the_tenants(server: MockServer, shop: Centra, page: Page) -> None:
    shop.place_order()
    page.goto(server.url)
    row = page.get_by_role("row", name=shop.name)
    expect(row.get_by_role("cell").first).to_have_text("2")
    axe(page)
    fits(page)
    row.get_by_role("button", name=f"Delete {shop.name}").click()
    axe(page)
    fits(page)


def test_a_tenant_links_to_its_pages_and_back(server: MockServer, centra: Centra, page: Page) -> None:
    _ = centra.state.is_new
    page.goto(server.url)
    page.get_by_role("link", name=centra.name, exact=True).click()
    tabs = page.get_by_role("navigation", name=centra.name)
    expect(tabs.locator("[aria-current=page]")).to_have_count(1)
    page.get_by_role("link", name="centra-mock").click()
    expect(page.get_by_role("heading", name="Tenants")).to_be_visible()


def test_a_tenant_is_created_with_a_scene(server: MockServer, centra: Centra, page: Page) -> None:
    page.goto(server.url)
    page.get_by_label("Name").fill(centra.name)
    page.get_by_label("Scene").select_option("starved")
    page.get_by_role("button", name="Create tenant").click()
    expect(page.get_by_role("status")).to_have_text(f"Tenant {centra.name} is created.")
    assert len(centra.queue) == 234
    page.reload()
    expect(page.get_by_role("status")).to_have_count(0)


@pytest.mark.parametrize("name", ["_admin", "a b", "<script>alert(1)</script>", "a/../b", "\u202eabc"])
def test_a_name_that_is_invalid_in_urls_is_refused(
    server: MockServer, page: Page, name: str, troubles: Troubles
) -> None:
    troubles.allow("422")
    before = tenants(server)
    page.goto(server.url)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create tenant").click()
    expect(page.get_by_role("alert")).to_contain_text("letters, digits")
    expect(page.get_by_label("Name")).to_have_value(name)
    assert tenants(server) == before


def tenants(server: MockServer) -> list[str]:
    names: list[str] = requests.get(f"{server.url}/_mock/tenants", timeout=30).json()["tenants"]
    return names


def test_a_tenant_is_deleted_after_confirmation(server: MockServer, shop: Centra, page: Page) -> None:
    shop.place_order()
    page.goto(server.url)
    page.get_by_role("button", name=f"Delete {shop.name}").click()
    dialog = page.get_by_role("dialog", name=f"Delete {shop.name}")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name=f"Delete {shop.name}").click()
    dialog.get_by_role("button", name=f"Delete {shop.name}").click()
    expect(page.get_by_role("status")).to_have_text(f"Tenant {shop.name} is deleted.")
    expect(page.get_by_role("link", name=shop.name, exact=True)).to_have_count(0)
    assert shop.state.is_new
