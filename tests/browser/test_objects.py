"""Objects, in a browser: found, shown, edited as an admin would."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from centra_mock import Tenant
from support.chromium import Troubles, axe, fits
from support.looks import every_look
from support.polling import Client
from support.wire import poll

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def objects(shop: Tenant, page: Page) -> Page:
    page.goto(f"{shop.server_url}/_admin/{shop.name}/objects")
    return page


@every_look
@pytest.mark.parametrize("path", ["", "/product", "/product/chair"])
def test_the_pages_are_readable_in_every_look(objects: Page, path: str) -> None:
    objects.goto(f"{objects.url}{path}")
    axe(objects)
    fits(objects)


def test_an_edit_arrives_as_an_event(objects: Page, shop: Tenant, client: Client) -> None:
    order = shop.place_order()
    client.poll(finish=2)
    objects.get_by_role("link", name="order", exact=True).click()
    objects.get_by_role("link", name=order, exact=True).click()
    objects.get_by_label("What changes, as XML").fill(
        f"<order><comment/><other>{HOSTILE.replace('<', '&lt;')}</other></order>"
    )
    objects.get_by_role("button", name="Save").click()
    expect(objects.get_by_role("status")).to_contain_text("is changed")
    expect(objects.locator("#object")).to_contain_text("&lt;img src=x")
    (event,) = poll(shop)
    assert event.findtext("data/order/other") == HOSTILE


def test_an_object_is_found_by_its_id_and_deleted(objects: Page, shop: Tenant) -> None:
    shop.update("markets", [{"id": HOSTILE, "store": "1"}])
    objects.get_by_role("link", name="market", exact=True).click()
    objects.get_by_label("Find by id").fill(HOSTILE)
    objects.get_by_role("button", name="Find").click()
    objects.get_by_role("link", name=HOSTILE).click()
    expect(objects.get_by_role("heading", level=1)).to_have_text(f"market {HOSTILE}")
    objects.get_by_role("button", name="Delete …").click()
    objects.get_by_role("button", name="Delete it").click()
    expect(objects.get_by_role("status")).to_contain_text("is deleted")
    assert shop.get("market", HOSTILE) is None


def test_what_is_refused_is_shown_again(objects: Page, troubles: Troubles) -> None:
    troubles.allow("422")
    objects.goto(f"{objects.url}/product/chair")
    objects.get_by_label("What changes, as XML").fill("<product><nope")
    objects.get_by_role("button", name="Save").click()
    expect(objects.get_by_role("alert")).to_contain_text("XML")
    expect(objects.get_by_label("What changes, as XML")).to_have_value("<product><nope")
