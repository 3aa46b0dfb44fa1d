"""The queue, in a browser, while a client polls."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from centra_mock import Tenant
from support.chromium import axe, fits
from support.looks import every_look
from support.polling import Client
from support.wire import done

HOSTILE = "<img src=x onerror=alert(1)>\"'&/?#%2F"


def address(centra: Tenant, *steps: object) -> str:
    return "/".join((centra.server_url, "_admin", centra.name, "queue", *map(str, steps)))


@every_look
def test_the_queue_is_listed(shop: Tenant, client: Client, page: Page) -> None:
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


def test_starvation_shows_at_a_glance(shop: Tenant, client: Client, page: Page) -> None:
    shop.emit("loyaltycard", count=100)
    shop.place_order()
    page.goto(address(shop))
    expect(page.locator("#health")).to_have_text("Nobody has polled yet; 102 events wait.")
    for _ in range(4):
        client.poll()
    expect(page.locator("#health")).to_have_text(
        "These 100 events have been delivered 4 times; 2 wait behind them. "
        "All 100 are of type loyaltycard: a client must mark events of unknown types done too."
    )
    expect(page.locator("tr.bad[id]")).to_have_count(50)
    expect(page.get_by_role("img", name="The queue over its client's calls")).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("region", name="Calls").locator("tbody tr")).to_have_count(4)
    axe(page)
    for _ in range(2):
        client.poll(finish=100)
    expect(page.locator("#health")).to_contain_text("The queue is empty")
    expect(page.get_by_role("region", name="Calls").locator("tbody tr")).to_have_count(8)


def test_search_and_filters(shop: Tenant, page: Page) -> None:
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
    expect(page.get_by_role("button", name="Cancel ticked")).to_have_count(0)


def test_a_selection_outlives_polls_and_is_cancelled(shop: Tenant, client: Client, page: Page) -> None:
    shop.emit("loyaltycard", count=5)
    page.goto(address(shop))
    page.get_by_label("Event 2", exact=True).check()
    page.get_by_label("Event 4", exact=True).check()
    with client.keeps_polling():
        expect(page.locator("#event-1 td").nth(7)).to_have_text(re.compile(r"^\d{2,}$"))
        expect(page.get_by_label("Event 2", exact=True)).to_be_checked()
    page.get_by_role("button", name="Cancel ticked").click()
    expect(page.get_by_role("status")).to_have_text("2 events were cancelled.")
    assert [event.id for event in shop.queue] == [1, 3, 5]


def test_all_that_match_are_cancelled_and_resent(shop: Tenant, page: Page) -> None:
    shop.emit("loyaltycard", count=120)
    shop.emit("wishlist")
    page.goto(f"{address(shop)}?type=loyaltycard")
    page.get_by_role("button", name="Cancel all …").click()
    page.get_by_role("button", name="Cancel all of them").click()
    expect(page.get_by_role("status")).to_have_text("120 events were cancelled.")
    assert [event.type for event in shop.queue] == ["wishlist"]
    page.goto(f"{address(shop)}?state=cancelled")
    page.get_by_label("All events of this page").check()
    page.get_by_role("button", name="Resend ticked").click()
    expect(page.get_by_role("status")).to_have_text("50 events were queued once more.")
    assert shop.queue_length == 51


@every_look
def test_one_event_is_shown_as_it_is_sent(shop: Tenant, client: Client, page: Page) -> None:
    shop.place_order()
    client.poll()
    page.goto(address(shop, 2))
    expect(page.get_by_role("region", name="Event 2")).to_contain_text("<ns1:type>order</ns1:type>")
    expect(page.locator(".facts")).to_contain_text("1 time, last")
    page.get_by_role("region", name="Event 2").locator("summary").nth(2).click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Resend").click()
    expect(page.get_by_role("status")).to_have_text("1 event was queued once more.")
    assert shop.queue_length == 3


def test_each_delivery_of_an_event_is_listed_while_a_client_polls(shop: Tenant, client: Client, page: Page) -> None:
    shop.emit("giftcard")
    page.goto(address(shop, 1))
    rows = page.get_by_role("region", name="Deliveries").locator("tbody tr")
    expect(rows).to_have_text("It has not been delivered yet.")
    for _ in range(52):
        client.poll()
    expect(rows).to_have_count(50)
    expect(rows.nth(0)).to_contain_text("got through")
    page.get_by_role("link", name="Older").click()
    expect(rows).to_have_count(2)
    axe(page)
    page.get_by_role("link", name="2", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("events_Get")
    shop.clear_journal()
    client.poll()
    page.goto(address(shop, 1))
    expect(page.get_by_text("The log reaches back to the last 1 of 53 deliveries.")).to_be_visible()
    expect(rows).to_have_count(1)


def test_a_file_holds_what_is_shown(shop: Tenant, page: Page, tmp_path: Path) -> None:
    shop.emit("loyaltycard", count=60)
    shop.emit("wishlist")
    page.goto(f"{address(shop)}?search=loyal")
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON").click()
    download.value.save_as(tmp_path / "queue.json")
    assert len(json.loads((tmp_path / "queue.json").read_bytes())) == 60


def test_hostile_names_are_but_texts(shop: Tenant, page: Page) -> None:
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
