"""The log, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from centra_mock import Centra
from support.chromium import NARROW, axe, fits
from support.looks import every_look
from support.polling import Client
from support.wire import call, done, poll


def log_of(shop: Centra) -> str:
    return f"{shop.server_url}/_admin/{shop.name}/log"


def test_new_exchanges_appear_by_themselves(shop: Centra, page: Page) -> None:
    page.goto(log_of(shop))
    expect(page.locator("main")).to_contain_text(f"Your client calls {shop.endpoint_url()} as user centra.")
    shop.emit("giftcard", count=2)
    Client(shop).poll(finish=1)
    rows = page.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("marked 1 event done; 1 left")
    expect(rows.nth(1)).to_contain_text("delivered 2 events")


def test_exchanges_are_searched_and_filtered(shop: Centra, page: Page) -> None:
    poll(shop)
    call(shop, "markets_Update", "<markets><market><id>needle</id></market></markets>")
    call(shop, "events_GetRequest", "<type>nonsense</type>")
    page.goto(log_of(shop))
    page.get_by_label("Text in bodies or headers").fill("needle")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("made market needle")
    page.get_by_label("Text in bodies or headers").fill("")
    page.get_by_label("Outcome").select_option("fault")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("fault: type 'nonsense' is not known")
    page.get_by_label("Text in bodies or headers").fill("nowhere")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody")).to_have_text("No exchanges found.")


@pytest.mark.parametrize("look", [NARROW], indirect=True)
def test_summaries_fit_on_a_narrow_page(shop: Centra, page: Page) -> None:
    call(shop, "events_GetRequest", "<type>nonsense</type>")
    page.goto(log_of(shop))
    expect(page.get_by_text("fault: type 'nonsense' is not known")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("region", name="Exchanges").get_by_text("fault", exact=True)).to_be_in_viewport(ratio=1)


def test_an_exchange_links_to_changed_objects_and_delivered_events(shop: Centra, page: Page) -> None:
    markets = "".join(f"<market><id>{id}</id></market>" for id in ("new/1", *"abcde", "x" * 60))
    call(shop, "markets_Update", f"<markets>{markets}</markets>")
    page.goto(f"{log_of(shop)}/1")
    expect(page.locator(".facts").first).to_contain_text(
        "market new/1, market a, market b, market c, market d, and 2 more"
    )
    page.get_by_role("link", name="market new/1").click()
    expect(page.get_by_role("heading", name="Made by exchange 1")).to_be_visible()
    shop.emit("giftcard", count=3)
    poll(shop)
    page.goto(f"{log_of(shop)}/2")
    expect(page.locator(".facts").first).to_contain_text("1 to 3")
    page.get_by_role("link", name="3", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Event 3")


@every_look
def test_the_page_of_an_exchange_shows_advice(shop: Centra, page: Page) -> None:
    call(shop, "market_Update", "<markets/>")
    call(shop, "markets_Update", "<markets><market><id>se</id><desc>Sweden</desc></market></markets>")
    page.goto(f"{log_of(shop)}/1")
    advice = page.get_by_role("region", name="How to correct it")
    expect(advice.get_by_role("listitem")).to_have_text(
        "The operation's element is <markets_Update>, not <market_Update>."
    )
    axe(page)
    fits(page)
    page.goto(f"{log_of(shop)}/2")
    advice = page.get_by_role("region", name="Advice")
    expect(advice.get_by_role("listitem").first).to_have_text("In markets/market it is <description>, not <desc>.")


@every_look
def test_an_exchange_is_replayed(shop: Centra, page: Page) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    call(shop, "markets_Update", "<markets><market><id>&lt;img src=x onerror=alert(1)></id></market></markets>")
    done(shop, 999)
    page.goto(log_of(shop))
    expect(page.locator("tbody")).to_contain_text(f"made market {hostile}")
    axe(page)
    fits(page)
    page.get_by_role("link", name="1", exact=True).click()
    expect(page.get_by_role("region", name="Request")).to_contain_text("onerror=alert(1)")
    expect(page.get_by_role("region", name="Response")).to_contain_text("true")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("markets_Update")
    expect(page.get_by_text("a replay of 1")).to_be_visible()
    expect(page.locator(".lead")).to_contain_text("changed market")
    assert shop.journal.exchanges()[-1].replay_of == 1


def test_the_log_is_cleared(shop: Centra, page: Page) -> None:
    poll(shop)
    page.goto(log_of(shop))
    page.get_by_role("button", name="Clear the log").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text("No exchanges yet")).to_be_visible()
    assert shop.journal.exchanges() == []
