"""Placing an order in a browser, while a client polls."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.shop_pages import HOSTILE, address, named_events, notice, press, problem
from centra_mock import Centra
from centra_mock.wire.values import Value
from support.chromium import LIGHT, Troubles, axe, fits, tab
from support.looks import every_look
from support.polling import Client
from support.shop import object_of

MEDIUM = "Sweater Blue Medium"


@pytest.fixture
def form(shop: Centra, page: Page) -> Page:
    page.goto(address(shop, "new"))
    return page


def add(page: Page, name: str) -> None:
    press(page, f"Add {name}")
    expect(page.get_by_label(f"Quantity of {name}")).to_be_visible()


@every_look
def test_the_form_is_readable_in_every_look(form: Page) -> None:
    add(form, MEDIUM)
    form.get_by_text("More options", exact=True).click()
    axe(form)
    fits(form)


def test_an_order_is_placed_and_the_client_gets_it(form: Page, shop: Centra, client: Client) -> None:
    with client.keeps_polling():
        add(form, MEDIUM)
        add(form, "Chair Oak One size")
        form.get_by_label(f"Quantity of {MEDIUM}").fill("2")
        form.get_by_label("Market").select_option("se")
        form.get_by_label("Payment").select_option("paid")
        form.get_by_label("Customer", exact=True).fill("ada@example.com")
        press(form, "Place the order")
        expect(notice(form)).to_contain_text("Order 1 is placed.")
        expect(notice(form)).to_have_text(f"Order 1 is placed. Events {named_events(shop.queue)} are queued.")
    assert client.poll() == [1, 2]
    order = object_of(shop, "order", "1")
    assert order.findtext("ordertotal") == "2198.00"
    assert order.findtext("payments/status") == "completed"
    assert object_of(shop, "customer", "1").findtext("email") == "ada@example.com"
    expect(form.get_by_role("link", name="1", exact=True)).to_be_visible()


def test_without_a_customer_one_is_made_up(form: Page, shop: Centra) -> None:
    for count in (1, 2):
        add(form, MEDIUM)
        press(form, "Place the order")
        expect(notice(form)).to_contain_text(f"Order {count} is placed.")
        form.goto(address(shop, "new"))
    emails = [object_of(shop, "customer", id).findtext("email", "") for id in ("1", "2")]
    assert emails[0] != emails[1]
    assert all(email.endswith("@example.com") for email in emails)


def test_known_customers_are_offered_as_one_types(form: Page, shop: Centra) -> None:
    shop.register_customer({"email": "ada@example.com"})
    shop.register_customer({"email": "bo@example.com"})
    form.get_by_label("Customer", exact=True).press_sequentially("ad")
    expect(form.locator("#emails option")).to_have_count(1)
    expect(form.locator("#emails option")).to_have_attribute("value", "ada@example.com")


def test_an_account_orders_through_its_buyer_at_its_prices(form: Page, shop: Centra) -> None:
    form.get_by_label("Store").select_option("wholesale")
    expect(form.get_by_role("columnheader", name="Price, EUR")).to_be_visible()
    form.get_by_label("Account").fill("nordic-mock")
    form.get_by_label("Account").press("Tab")
    expect(form.get_by_label("Buyer").locator("option")).to_have_count(2)
    form.get_by_label("Buyer").select_option(index=1)
    add(form, MEDIUM)
    press(form, "Place the order")
    expect(notice(form)).to_contain_text("Order 1 is placed.")
    expect(notice(form)).to_have_text(f"Order 1 is placed. Event {named_events(shop.queue)} is queued.")
    order = object_of(shop, "order", "1")
    assert (order.findtext("account/id"), order.findtext("currency")) == ("nordic-mock", "EUR")


def test_the_catalogue_is_searched_as_one_types(form: Page) -> None:
    rows = form.get_by_role("region", name="Catalogue").locator("tbody tr")
    expect(rows).to_have_count(5)
    search = form.get_by_label("Search")
    search.press_sequentially("sw bl")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Sweater Blue Small")
    expect(rows.first).to_contain_text("500")
    expect(rows.first).to_contain_text("599.00")
    search.fill("medium sw")
    expect(rows).to_have_count(1)
    search.fill("chair-oak")
    expect(rows).to_have_count(1)
    search.fill("chair")
    expect(rows).to_have_count(2)
    search.fill("nothing like it")
    expect(rows).to_have_text(["No products found."])
    expect(search).to_be_focused()


def test_a_line_is_added_changed_and_taken_out(form: Page) -> None:
    add(form, MEDIUM)
    press(form, f"Add {MEDIUM}")
    quantity = form.get_by_label(f"Quantity of {MEDIUM}")
    expect(quantity).to_have_value("2")
    quantity.fill("501")
    quantity.press("Tab")
    expect(form.locator("#sum")).to_contain_text("300099.00 SEK")
    expect(form.locator("#sum")).to_contain_text(f"{MEDIUM} is a pre-order: only 500 in stock.")
    press(form, f"Remove {MEDIUM}")
    expect(form.get_by_text("No lines yet")).to_be_visible()


def test_a_quantity_above_the_stock_is_a_preorder(form: Page, shop: Centra) -> None:
    add(form, MEDIUM)
    form.get_by_label(f"Quantity of {MEDIUM}").fill("501")
    press(form, "Place the order")
    expect(notice(form)).to_contain_text("Order 1 is placed.")
    assert object_of(shop, "order", "1").find("products/product/sizes/size/warehouseitems/warehouse") is None


def test_errors_are_shown_and_the_form_keeps_its_values(form: Page, shop: Centra, troubles: Troubles) -> None:
    troubles.allow("422")
    form.get_by_label("Customer", exact=True).fill("ada@example.com")
    press(form, "Place the order")
    expect(problem(form)).to_have_text("The order has no lines: add at least one from the catalogue. nothing_to_order")
    expect(form.get_by_label("Customer", exact=True)).to_have_value("ada@example.com")
    add(form, MEDIUM)
    for quantity, text in (("0", "quantity: 0 is not above 0"), ("two", f"quantity of {MEDIUM}: a whole number")):
        form.get_by_label(f"Quantity of {MEDIUM}").fill(quantity)
        press(form, "Place the order")
        expect(problem(form)).to_contain_text(text)
        expect(form.get_by_label(f"Quantity of {MEDIUM}")).to_have_value(quantity)
        expect(form.get_by_label("Customer", exact=True)).to_have_value("ada@example.com")
    form.get_by_label(f"Quantity of {MEDIUM}").fill("1")
    form.get_by_label("Customer", exact=True).fill("ada")
    press(form, "Place the order")
    expect(problem(form)).to_contain_text("'ada' is not an e-mail")
    axe(form)
    assert len(shop.queue) == 0


def test_a_deleted_market_is_reported(form: Page, shop: Centra, troubles: Troubles) -> None:
    troubles.allow("422")
    shop.update("markets", [{"id": "dk", "store": "1", "description": "Denmark"}])
    form.reload()
    add(form, MEDIUM)
    form.get_by_label("Market").select_option("dk")
    shop.delete("market", "dk")
    press(form, "Place the order")
    expect(problem(form)).to_contain_text('there is no market "dk"')
    expect(form.get_by_label("Market")).to_have_value("dk")
    form.get_by_label("Market").select_option("se")
    press(form, "Place the order")
    expect(notice(form)).to_contain_text("Order 1 is placed.")


def test_an_unknown_account_is_reported_at_once(form: Page, shop: Centra, troubles: Troubles) -> None:
    troubles.allow("422")
    form.get_by_label("Store").select_option("wholesale")
    expect(form.get_by_label("Payment").locator("option")).to_have_text(["authorised", "paid"])
    add(form, MEDIUM)
    form.get_by_label("Account").fill("nobody")
    form.get_by_label("Account").press("Tab")
    expect(problem(form)).to_have_text('there is no account "nobody" unknown_object')
    press(form, "Place the order")
    expect(problem(form)).to_have_text('there is no account "nobody" unknown_object')
    expect(form.get_by_label("Account")).to_have_value("nobody")
    assert len(shop.queue) == 0


def test_invalid_quantities_are_treated_as_texts(form: Page, troubles: Troubles) -> None:
    troubles.allow("422")
    add(form, MEDIUM)
    for wrong in ("9" * 5000, "1e999", "²", HOSTILE):
        form.get_by_label(f"Quantity of {MEDIUM}").fill(wrong)
        press(form, "Place the order")
        expect(problem(form)).to_contain_text("a whole number is wanted")
        expect(form.get_by_label(f"Quantity of {MEDIUM}")).to_have_value(wrong)


def test_the_queue_in_another_tab_is_updated(form: Page, shop: Centra) -> None:
    queue = form.context.new_page()
    queue.goto(f"{shop.server_url}/_admin/{shop.name}/queue")
    expect(queue.get_by_text("No events found.")).to_be_visible()
    add(form, MEDIUM)
    press(form, "Place the order")
    expect(queue.locator("#event-2")).to_contain_text("order")


def test_the_form_works_by_keyboard(form: Page, shop: Centra) -> None:
    form.get_by_label("Search").focus()
    form.keyboard.type("medium")
    form.keyboard.press("Enter")
    expect(form).to_have_url(re.compile("search=medium"))
    form.wait_for_load_state("load")
    form.get_by_role("button", name=f"Add {MEDIUM}").focus()
    form.keyboard.press("Enter")
    expect(form.get_by_label(f"Quantity of {MEDIUM}")).to_be_visible()
    expect(form.get_by_role("button", name=f"Add {MEDIUM}")).to_be_focused()
    form.get_by_role("button", name="Place the order").focus()
    form.keyboard.press("Enter")
    expect(notice(form)).to_contain_text("Order 1 is placed.")


def test_several_equal_orders_are_placed_at_once(form: Page, client: Client) -> None:
    add(form, MEDIUM)
    form.get_by_text("More options", exact=True).click()
    form.get_by_label("Number of orders").fill("60")
    press(form, "Place the order")
    expect(notice(form)).to_have_text("Orders 1 to 60 are placed. Events 1 to 120 are queued.")
    assert client.poll() == list(range(1, 101))


def test_an_order_of_a_delivery_window_is_held_and_one_of_gift_certificates_completed(form: Page, shop: Centra) -> None:
    held = {"variation": [{"id": "sweater-blue", "type": "preorder"}]}
    windows = [{"id": id, "description": id, "status": "active", "variations": held} for id in ("spring", "summer")]
    shop.update("deliverywindows", windows)
    form.get_by_label("Store").select_option("wholesale")
    form.get_by_label("Delivery window").fill("summer")
    add(form, MEDIUM)
    form.get_by_text("More options", exact=True).click()
    form.get_by_label("put on hold").check()
    press(form, "Place the order")
    expect(notice(form)).to_have_text("Order 1 is placed. No event was queued.")
    expect(form.get_by_role("row", name="1 ")).to_contain_text("hold")
    assert object_of(shop, "order", "1").findtext("deliverywindow/id") == "summer"
    form.goto(address(shop, "new"))
    add(form, MEDIUM)
    form.get_by_text("More options", exact=True).click()
    form.get_by_label("gift certificates only").check()
    press(form, "Place the order")
    expect(notice(form)).to_contain_text("Order 2 is placed.")
    assert object_of(shop, "order", "2").findtext("status") == "completed"


def test_the_form_works_without_scripts(shop: Centra, browser: Browser, troubles: Troubles) -> None:
    with tab(browser, LIGHT, troubles, java_script_enabled=False) as page:
        page.goto(address(shop, "new"))
        page.get_by_label("Search").fill("chair")
        press(page, "Find")
        expect(page.get_by_role("region", name="Catalogue").locator("tbody tr")).to_have_count(2)
        add(page, "Chair Oak One size")
        add(page, "Chair Black One size")
        page.get_by_label("Quantity of Chair Oak One size").fill("3")
        press(page, "Remove Chair Black One size")
        press(page, "Find")
        expect(page.locator("#sum")).to_contain_text("3000.00 SEK")
        press(page, "Place the order")
        expect(notice(page)).to_contain_text("Order 1 is placed.")
    troubles.check()
    assert object_of(shop, "order", "1").findtext("ordertotal") == "3000.00"


def test_a_large_catalogue_is_shown_in_parts(shop: Centra, page: Page) -> None:
    sizes: Value = {"size": [{"id": "ONE"}]}
    madeup: list[dict[str, Value]] = [
        {
            "id": f"p{number}",
            "description": f"Thing {number}",
            "variations": {"variation": [{"id": f"v{number}", "sizetable": {"id": "ONE"}, "sizes": sizes}]},
        }
        for number in range(20)
    ]
    shop.update("products", madeup)
    page.goto(address(shop, "new"))
    rows = page.get_by_role("region", name="Catalogue").locator("tbody tr")
    expect(rows).to_have_count(11)
    press(page, "More ›")
    expect(rows).to_have_count(8)
    expect(rows.first).to_contain_text("Thing 6")
    expect(rows.first).to_contain_text("no price")
    add(page, "Thing 6 One size")
    press(page, "More ›")
    expect(rows).to_have_count(6)
    press(page, "‹ First page")
    expect(rows).to_have_count(11)
    expect(page.get_by_label("Quantity of Thing 6 One size")).to_have_value("1")


def test_hostile_names_are_escaped(shop: Centra, page: Page) -> None:
    shop.update("markets", [{"id": HOSTILE, "store": "1", "description": HOSTILE}])
    shop.put("product", "sweater", {"description": HOSTILE})
    shop.register_customer({"email": f"{HOSTILE}@example.com", "firstname": HOSTILE})
    page.goto(address(shop, "new"))
    page.get_by_label("Search").fill(HOSTILE)
    expect(page.get_by_role("region", name="Catalogue").locator("tbody tr")).to_have_count(3)
    press(page, f"Add {HOSTILE} Blue Medium")
    page.get_by_label("Market").select_option(HOSTILE)
    page.get_by_label("Customer", exact=True).fill(f"{HOSTILE}@example.com")
    press(page, "Place the order")
    expect(notice(page)).to_contain_text("Order 1 is placed.")
    assert object_of(shop, "order", "1").findtext("market/id") == HOSTILE
    assert page.locator("main img, main script").count() == 0
