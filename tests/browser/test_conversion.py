"""The conversion table in a browser: an edit shows in all later output."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from centra_mock import Centra
from support.chromium import LIGHT, Troubles, axe, fits, tab
from support.control import Control
from support.looks import every_look
from support.polling import Client
from support.wire import poll

HOSTILE = "<script>alert(1)</script> \"'ä/ö?&%2F"


@pytest.fixture
def conversion(shop: Centra, page: Page) -> Page:
    page.goto(f"{shop.server_url}/_admin/{shop.name}/conversion")
    return page


@every_look
def test_the_page_is_readable_in_every_look(conversion: Page) -> None:
    axe(conversion)
    fits(conversion)


def test_an_edited_id_shows_in_the_next_poll(conversion: Page, shop: Centra, client: Client) -> None:
    shop.place_order()
    with client.keeps_polling():
        conversion.get_by_text("Add an entry").click()
        conversion.get_by_label("Kind").select_option("order")
        conversion.get_by_label("Internal number").fill("1")
        conversion.get_by_label("Client's id").fill(HOSTILE)
        conversion.get_by_role("button", name="Add", exact=True).click()
        expect(conversion.get_by_role("status")).to_contain_text(HOSTILE)
    assert HOSTILE in [event.findtext("entry") for event in poll(shop)]

    conversion.get_by_label("Search").fill("alert(1)")
    conversion.get_by_role("button", name="Show").click()
    conversion.get_by_role("link", name="order 1", exact=True).click()
    expect(conversion.get_by_role("heading", level=1)).to_have_text(f"order {HOSTILE}")


def entries(centra: Centra) -> list[str | None]:
    """Return the ids of the objects in the client's next poll."""
    return [event.findtext("entry") for event in poll(centra)]


def test_an_entry_is_found_and_edited_while_a_client_polls(conversion: Page, shop: Centra, client: Client) -> None:
    shop.place_order(market="se")
    with client.keeps_polling():
        conversion.get_by_label("Search").fill("se")
        conversion.get_by_label("Type", exact=True).select_option("market")
        conversion.get_by_role("button", name="Show").click()
        field = conversion.get_by_role("textbox", name="Id of market")
        expect(field).to_have_count(1)
        field.fill("sverige")
        conversion.get_by_role("button", name="Save").click()
        expect(conversion.get_by_role("status")).to_contain_text("sverige")
        expect(conversion.get_by_text("No entries found.")).to_be_visible()
    (order,) = poll(shop, "order")
    assert order.findtext("data/order/market/id") == "sverige"


def test_an_entry_is_deleted_while_a_client_polls(conversion: Page, shop: Centra, client: Client) -> None:
    shop.put("market", "se", {"description": "Sverige"})
    assert entries(shop) == ["se"]
    with client.keeps_polling():
        conversion.get_by_label("Type", exact=True).select_option("market")
        conversion.get_by_role("button", name="Show").click()
        conversion.get_by_role("button", name="Delete the entry of market 1").click()
        expect(conversion.get_by_role("status")).to_have_text("market number 1 shows its number again.")
        expect(conversion.get_by_role("textbox", name="Id of market")).to_have_count(1)
    assert entries(shop) == ["1"]


def test_typed_text_stays_while_a_client_polls(conversion: Page, shop: Centra, client: Client) -> None:
    field = conversion.get_by_role("textbox", name="Id of market 1")
    field.press("End")
    field.press_sequentially("-new")
    for _ in range(3):
        with conversion.expect_response(lambda response: "hx-target" in response.request.headers):
            client.poll()
    expect(field).to_have_value("se-new")
    expect(field).to_be_focused()
    conversion.keyboard.press("Enter")
    expect(conversion.get_by_role("status")).to_contain_text(
        "market number 1 has the client's id “se-new” from now on."
    )
    shop.convert("market", 2, "by-another")
    client.poll()
    expect(conversion.get_by_role("textbox", name="Id of market 2")).to_have_value("by-another")


def test_a_change_of_another_admin_shows_at_once(
    conversion: Page, browser: Browser, troubles: Troubles, shop: Centra
) -> None:
    with tab(browser, LIGHT, troubles) as another:
        another.goto(conversion.url)
        mine, theirs = (each.get_by_role("textbox", name="Id of market 1") for each in (conversion, another))
        theirs.fill("sverige")
        theirs.press("Enter")
        expect(mine).to_have_value("sverige")
        mine.fill("sweden")
        mine.press("Enter")
        expect(theirs).to_have_value("sweden")


@pytest.mark.parametrize(
    "change",
    [
        lambda shop: shop.convert("market", 1, "sverige"),
        lambda shop: Control(shop).ok("PUT", "/conversions/market/1", {"external": "sverige"}),
    ],
    ids=["python", "control"],
)
def test_a_change_of_a_program_shows_at_once(
    conversion: Page, shop: Centra, change: Callable[[Centra], object]
) -> None:
    change(shop)
    expect(conversion.get_by_role("textbox", name="Id of market 1")).to_have_value("sverige")


@pytest.mark.parametrize("action", ["Save", "Delete"])
def test_a_concurrently_changed_entry_is_not_overwritten(
    conversion: Page, shop: Centra, troubles: Troubles, action: str
) -> None:
    troubles.allow("409")
    row = conversion.get_by_role("row").filter(has=conversion.get_by_role("textbox", name="Id of market 1"))
    row.get_by_role("textbox").fill("mine")
    shop.convert("market", 1, "another's")
    row.get_by_role("button", name=action).click()
    alert = conversion.get_by_role("alert")
    expect(alert).to_contain_text(
        'market number 1 is called "another\'s" by now, and was called "se" when this form was shown'
    )
    axe(conversion)
    assert shop.conversions.external_id("market", 1) == "another's"


def test_a_new_entry_does_not_replace_one(conversion: Page, shop: Centra, troubles: Troubles) -> None:
    troubles.allow("409")
    conversion.get_by_text("Add an entry").click()
    conversion.get_by_label("Kind").select_option("market")
    conversion.get_by_label("Internal number").fill("1")
    conversion.get_by_label("Client's id").fill("sweden")
    conversion.get_by_role("button", name="Add", exact=True).click()
    expect(conversion.get_by_role("alert")).to_contain_text('market number 1 is called "se" by now, and had no entry')
    expect(conversion.get_by_label("Client's id")).to_have_value("sweden")
    assert shop.conversions.external_id("market", 1) == "se"


def test_the_table_is_paged(conversion: Page, shop: Centra) -> None:
    shop.update("warehouses", [{"id": f"w{number}"} for number in range(120)])
    conversion.get_by_label("Type", exact=True).select_option("warehouse")
    conversion.get_by_role("button", name="Show").click()
    fields = conversion.get_by_role("textbox", name="Id of warehouse")
    expect(fields).to_have_count(50)
    seen = [field.input_value() for field in fields.all()]
    conversion.get_by_role("link", name="Next ›").click()
    expect(fields.first).not_to_have_value(seen[0])
    seen += [field.input_value() for field in fields.all()]
    conversion.get_by_role("link", name="Next ›").click()
    expect(conversion.get_by_role("link", name="Next ›")).to_have_count(0)
    seen += [field.input_value() for field in fields.all()]
    assert seen == [entry.external for entry in shop.conversions.entries("warehouse")]
    conversion.get_by_role("link", name="First page").click()
    expect(fields.first).to_have_value(seen[0])


def test_a_collision_is_explained(conversion: Page, shop: Centra, troubles: Troubles) -> None:
    troubles.allow("409")
    conversion.get_by_label("Search").fill("chair-black")
    conversion.get_by_role("button", name="Show").click()
    conversion.get_by_role("textbox", name="Id of variation").fill("chair-oak")
    conversion.get_by_role("button", name="Save").click()
    alert = conversion.get_by_role("alert")
    expect(alert).to_contain_text('variation "chair-oak" is already the id of variation number')
    expect(alert.get_by_role("listitem")).to_have_count(2)
    assert shop.conversions.external_id("variation", 2) == "chair-black"
