"""The first page, in a browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from centra_mock import MockServer, Tenant
from support.chromium import axe, fits
from support.looks import every_look


@every_look
def test_the_first_page_lists_the_tenants(server: MockServer, shop: Tenant, page: Page) -> None:
    shop.place_order()
    page.goto(server.server_url)
    row = page.get_by_role("row", name=shop.name)
    expect(row.get_by_role("cell")).to_have_text("2")
    axe(page)
    fits(page)
