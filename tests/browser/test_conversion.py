"""The conversion table, in a browser: an edit shows in all that is sent from then on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from centra_mock import Tenant
from support.chromium import Troubles, axe, fits
from support.looks import every_look
from support.polling import Client
from support.wire import poll

HOSTILE = "<script>alert(1)</script> \"'ä/ö?&%2F"


@pytest.fixture
def conversion(shop: Tenant, page: Page) -> Page:
    page.goto(f"{shop.server_url}/_admin/{shop.name}/conversion")
    return page


@every_look
def test_the_page_is_readable_in_every_look(conversion: Page) -> None:
    axe(conversion)
    fits(conversion)


def test_an_order_of_centra_s_is_called_otherwise_from_the_next_poll_on(
    conversion: Page, shop: Tenant, client: Client
) -> None:
    shop.place_order()
    with client.keeps_polling():
        conversion.get_by_text("Add an entry").click()
        conversion.get_by_label("Type of the thing").select_option("order")
        conversion.get_by_label("Its number here").fill("1")
        conversion.get_by_label("What the client calls it").fill(HOSTILE)
        conversion.get_by_role("button", name="Add", exact=True).click()
        expect(conversion.get_by_role("status")).to_contain_text(HOSTILE)
    assert HOSTILE in [event.findtext("entry") for event in poll(shop)]

    conversion.get_by_label("Search").fill("alert(1)")
    conversion.get_by_role("button", name="Show").click()
    conversion.get_by_role("link", name="order 1", exact=True).click()
    expect(conversion.get_by_role("heading", level=1)).to_have_text(f"order {HOSTILE}")


def test_entries_are_found_edited_and_deleted(conversion: Page, shop: Tenant) -> None:
    conversion.get_by_label("Search").fill("chair-")
    conversion.get_by_label("Type", exact=True).select_option("variation")
    conversion.get_by_role("button", name="Show").click()
    fields = conversion.get_by_role("textbox", name="Id of variation")
    expect(fields).to_have_count(2)
    fields.first.fill("chair-eiche")
    conversion.get_by_role("button", name="Save").first.click()
    expect(conversion.get_by_role("status")).to_contain_text("chair-eiche")
    product = shop.get("product", "chair")
    assert product is not None
    assert product.findtext("variations/variation/id") == "chair-eiche"

    conversion.get_by_role("button", name="Delete the entry of variation 1").click()
    expect(conversion.get_by_role("status")).to_contain_text("shows its number again")


def test_a_collision_is_explained(conversion: Page, shop: Tenant, troubles: Troubles) -> None:
    troubles.allow("409")
    conversion.get_by_label("Search").fill("chair-black")
    conversion.get_by_role("button", name="Show").click()
    conversion.get_by_role("textbox", name="Id of variation").fill("chair-oak")
    conversion.get_by_role("button", name="Save").click()
    alert = conversion.get_by_role("alert")
    expect(alert).to_contain_text('variation "chair-oak" is already the id of variation number')
    expect(alert.get_by_role("listitem")).to_have_count(2)
    assert shop.shown_id("variation", 2) == "chair-black"
