"""The tools of the queue in a browser, while a client polls."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from centra_mock import Centra
from support.chromium import axe, fits
from support.looks import every_look
from support.polling import Client
from support.wire import done


@pytest.fixture
def queue(shop: Centra) -> str:
    return f"{shop.server_url}/_admin/{shop.name}/queue"


@contextmanager
def polled(client: Client, page: Page) -> Iterator[None]:
    """Run a client that polls within a block, and has polled before it."""
    with client.keeps_polling():
        expect(page.locator("#numbers")).to_contain_text(re.compile(r"up to \d+ times?;"))
        yield


def expect_notice(page: Page, sentence: str) -> None:
    expect(page.get_by_role("status")).to_have_text(sentence)


def test_an_event_is_cancelled(shop: Centra, queue: str, client: Client, page: Page) -> None:
    shop.emit("loyaltycard", count=3)
    page.goto(queue)
    with polled(client, page):
        page.get_by_role("link", name="2", exact=True).click()
        page.get_by_role("button", name="Cancel", exact=True).click()
        expect_notice(page, "1 event was cancelled.")
        expect(page.locator("#event-2")).to_have_count(0)
    assert client.poll() == [1, 3]
    assert shop.queue.event(2).state == "cancelled"


def test_an_event_is_resent(shop: Centra, queue: str, client: Client, page: Page) -> None:
    shop.emit("loyaltycard", count=3)
    done(shop, 2)
    page.goto(queue)
    with polled(client, page):
        page.goto(f"{queue}/2")
        expect(page.get_by_role("button", name="Cancel", exact=True)).to_have_count(0)
        page.get_by_role("button", name="Resend", exact=True).click()
        expect_notice(page, "1 event was queued once more.")
        expect(page.locator("#event-4")).to_be_visible()
    assert client.poll() == [1, 3, 4]
    assert (shop.queue.event(2).state, shop.queue.event(4).type) == ("done", "loyaltycard")


def test_ticked_events_stay_ticked_while_a_client_polls_and_are_cancelled(
    shop: Centra, queue: str, client: Client, page: Page
) -> None:
    shop.emit("loyaltycard", count=5)
    page.goto(queue)
    page.get_by_label("Event 2", exact=True).check()
    page.get_by_label("Event 4", exact=True).check()
    with client.keeps_polling():
        expect(page.locator("#event-1 td").nth(7)).to_have_text(re.compile(r"^\d{2,}$"))
        expect(page.get_by_label("Event 2", exact=True)).to_be_checked()
        page.get_by_role("button", name="Cancel selected").click()
        expect_notice(page, "2 events were cancelled.")
    assert client.poll() == [1, 3, 5]


def test_nothing_is_done_if_nothing_is_ticked(shop: Centra, queue: str, page: Page) -> None:
    page.goto(queue)
    expect(page.get_by_role("button", name="Cancel selected")).to_have_count(0)
    shop.emit("loyaltycard", count=2)
    page.reload()
    page.get_by_role("button", name="Cancel selected").click()
    expect_notice(page, "No event was cancelled.")
    assert len(shop.queue) == 2


def test_starving_events_are_found_by_the_link_and_cancelled(
    shop: Centra, queue: str, client: Client, page: Page
) -> None:
    shop.emit("loyaltycard", count=100)
    shop.emit("giftcard")
    for _ in range(3):
        client.poll()
    page.goto(queue)
    page.get_by_role("link", name="loyaltycard", exact=True).click()
    expect(page.get_by_label("Type")).to_have_value("loyaltycard")
    expect(page.get_by_role("link", name="loyaltycard", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Cancel all …").click()
    dialog = page.get_by_role("dialog", name="Cancel all …")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Cancel all …").click()
    dialog.get_by_role("button", name="Cancel all of them").click()
    expect_notice(page, "100 events were cancelled.")
    assert client.poll() == [101]


def test_ticked_events_are_resent(shop: Centra, queue: str, client: Client, page: Page) -> None:
    shop.emit("loyaltycard", count=60)
    done(shop, *range(1, 60))
    page.goto(f"{queue}?state=done")
    with polled(client, page):
        page.get_by_label("All events of this page").check()
        page.get_by_role("button", name="Resend selected").click()
        expect_notice(page, "50 events were queued once more.")
    assert client.poll() == list(range(60, 111))


@every_look
def test_all_matches_are_counted_before_they_are_cancelled(
    shop: Centra, queue: str, client: Client, page: Page
) -> None:
    shop.emit("wishlist")
    shop.emit("loyaltycard", count=120)
    page.goto(f"{queue}?type=loyaltycard")
    shop.emit("loyaltycard", count=4)
    with polled(client, page):
        page.get_by_role("button", name="Cancel all …").click()
        dialog = page.get_by_role("dialog", name="Cancel all …")
        expect(dialog).to_contain_text(
            "Cancel all queued events of type loyaltycard, on this page and on all others? That is 124 events."
        )
        axe(page)
        fits(page)
        dialog.get_by_role("button", name="Cancel all of them").click()
        expect_notice(page, "124 events were cancelled.")
    assert client.poll() == [1]


def test_all_matches_are_resent(shop: Centra, queue: str, client: Client, page: Page) -> None:
    shop.emit("loyaltycard", entry="7", count=70)
    shop.emit("wishlist", entry="8")
    done(shop, *range(1, 71))
    page.goto(f"{queue}?state=done&search=7")
    with polled(client, page):
        page.get_by_role("button", name="Resend all …").click()
        dialog = page.get_by_role("dialog", name="Resend all …")
        expect(dialog).to_contain_text(
            "Resend all done events found by “7”, on this page and on all others? That is 70 events."
        )
        dialog.get_by_role("button", name="Resend all of them").click()
        expect_notice(page, "70 events were queued once more.")
        expect(page).to_have_url(re.compile("state=done&search=7"))
    assert client.poll() == list(range(71, 142))


def test_many_matches_are_not_counted_exactly(shop: Centra, queue: str, page: Page) -> None:
    shop.emit("loyaltycard", entry="7", count=10_000)
    shop.emit("loyaltycard", entry="7")
    page.goto(f"{queue}?search=7")
    page.get_by_role("button", name="Cancel all …").click()
    dialog = page.get_by_role("dialog", name="Cancel all …")
    expect(dialog).to_contain_text("That is at least 10,000 events.")
    dialog.get_by_role("button", name="Cancel all of them").click()
    expect_notice(page, "10,001 events were cancelled.")


def saved(page: Page, link: str, folder: Path) -> str:
    with page.expect_download() as download:
        page.get_by_role("link", name=link, exact=True).click()
    download.value.save_as(folder / download.value.suggested_filename)
    return (folder / download.value.suggested_filename).read_text()


def test_exports_have_all_matches(shop: Centra, queue: str, client: Client, page: Page, tmp_path: Path) -> None:
    shop.place_order(market="se")
    shop.emit("loyaltycard", entry='ä,"b"', count=60)
    shop.emit("wishlist")
    client.poll()
    page.goto(f"{queue}?search=loyal")
    events = json.loads(saved(page, "JSON", tmp_path))
    assert [event["id"] for event in events] == list(range(3, 63))
    assert {event["entry"] for event in events} == {'ä,"b"'}
    rows = list(csv.DictReader(saved(page, "CSV", tmp_path).splitlines()))
    assert rows == [{name: "" if value is None else str(value) for name, value in event.items()} for event in events]
    page.goto(queue)
    (order,) = [event for event in json.loads(saved(page, "JSON", tmp_path)) if event["type"] == "order"]
    assert (order["id"], order["entry"], order["market"], order["deliveries"]) == (2, "1", "se", 1)
