"""The queue, in a browser, while a client polls."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from centra_mock import Centra
from support.chromium import axe, fits
from support.looks import every_look
from support.polling import Client
from support.wire import done

HOSTILE = "<img src=x onerror=alert(1)>\"'&/?#%2F"


def address(centra: Centra, *steps: object) -> str:
    return "/".join((centra.server_url, "_admin", centra.name, "queue", *map(str, steps)))


@every_look
def test_the_queue_is_listed(shop: Centra, client: Client, page: Page) -> None:
    shop.place_order()
    shop.emit("loyaltycard", entry="7", count=60)
    client.poll()
    page.goto(address(shop))
    expect(page.locator("#event-2")).to_contain_text("order")
    expect(page.locator("#event-2").get_by_role("link", name="1", exact=True)).to_be_visible()
    expect(page.locator("tr[id]")).to_have_count(50)
    axe(page)
    fits(page)
    page.get_by_role("link", name="Newer").click()
    expect(page.locator("tr[id]")).to_have_count(12)
    page.get_by_role("link", name="Older").click()
    expect(page.locator("#event-1")).to_be_visible()
    page.get_by_role("link", name="Newest").click()
    expect(page.locator("tr[id]")).to_have_count(50)
    expect(page.locator("#event-62")).to_be_visible()
    page.get_by_role("link", name="Oldest").click()
    expect(page.locator("#event-1")).to_be_visible()


def test_starvation_is_shown(shop: Centra, client: Client, page: Page) -> None:
    shop.emit("loyaltycard", count=100)
    shop.place_order()
    page.goto(address(shop))
    expect(page.locator("#health")).to_have_text("No client has polled yet; 102 events wait.")
    for _ in range(4):
        client.poll()
    expect(page.locator("#health")).to_have_text(
        "These 100 events have been delivered 4 times; 2 wait behind them. "
        "All 100 are of type loyaltycard: a client must mark events of unknown types done too."
    )
    expect(page.locator("tr.bad[id]")).to_have_count(50)
    expect(page.get_by_role("img", name="The queue over its client's calls")).to_be_visible()
    page.get_by_text("Calls as a table").click()
    expect(page.get_by_role("region", name="Calls").locator("tbody tr")).to_have_count(4)
    axe(page)
    for _ in range(2):
        client.poll(finish=100)
    expect(page.locator("#health")).to_contain_text("The queue is empty")
    expect(page.get_by_role("region", name="Calls").locator("tbody tr")).to_have_count(8)


def test_search_and_filters(shop: Centra, page: Page) -> None:
    shop.place_order()
    shop.emit("loyaltycard", entry="7")
    done(shop, 1)
    page.goto(address(shop))
    page.get_by_label("Search").fill("loyal")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tr[id]")).to_have_count(1)
    page.get_by_label("Search").fill("")
    page.get_by_label("Type").select_option("order")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#event-2")).to_be_visible()
    page.get_by_label("Type").select_option("")
    page.get_by_label("State").select_option("done")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#event-1")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel selected")).to_have_count(0)


@every_look
def test_an_event_is_shown_as_it_is_sent_to_the_client(shop: Centra, client: Client, page: Page) -> None:
    shop.place_order()
    client.poll()
    page.goto(address(shop, 2))
    expect(page.get_by_role("region", name="Event 2")).to_contain_text("<ns1:type>order</ns1:type>")
    expect(page.locator(".facts")).to_contain_text("1 time, last")
    data = page.get_by_role("region", name="Event 2")
    email = data.get_by_text("<ns1:email>").first
    expect(email).to_be_visible()
    data.locator("summary").first.click()
    expect(email).to_be_hidden()
    client.poll()
    expect(page.locator(".facts")).to_contain_text("2 times, last")
    expect(email).to_be_hidden()  # updates of the event do not unfold it
    data.locator("summary").first.click()
    expect(email).to_be_visible()
    axe(page)
    fits(page)


def test_each_delivery_of_an_event_is_listed_while_a_client_polls(shop: Centra, client: Client, page: Page) -> None:
    shop.emit("giftcard")
    page.goto(address(shop, 1))
    rows = page.get_by_role("region", name="Deliveries").locator("tbody tr")
    expect(rows).to_have_text("It has not been delivered yet.")
    for _ in range(52):
        client.poll()
    expect(rows).to_have_count(50)
    expect(rows.nth(0)).to_contain_text("sent")
    page.get_by_role("link", name="Older").click()
    expect(rows).to_have_count(2)
    axe(page)
    page.get_by_role("link", name="2", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("events_Get")
    shop.journal.clear()
    client.poll()
    page.goto(address(shop, 1))
    expect(page.get_by_text("The log reaches back to the last 1 of 53 deliveries.")).to_be_visible()
    expect(rows).to_have_count(1)


def test_hostile_names_are_escaped(shop: Centra, page: Page) -> None:
    shop.update("markets", [{"id": HOSTILE}])
    shop.put("market", HOSTILE, {"description": HOSTILE})
    shop.emit(HOSTILE, entry=HOSTILE)
    page.goto(address(shop))
    expect(page.locator("#event-2")).to_contain_text(HOSTILE)
    page.get_by_label("Search").fill(HOSTILE)
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tr[id]")).to_have_count(2)
    page.get_by_role("link", name="2", exact=True).click()
    expect(page.locator("main")).to_contain_text(HOSTILE)


@every_look
def test_a_long_type_is_shown(shop: Centra, page: Page) -> None:
    shop.emit("x" * 64, entry="e" * 255)
    page.goto(address(shop))
    expect(page.locator("#event-1")).to_be_visible()
    fits(page)
