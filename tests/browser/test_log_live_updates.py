"""The log while a client polls: it updates itself without disturbing its user."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from centra_mock import Centra
from support.chromium import NARROW, go_back
from support.polling import Client
from support.tenants import notifier_of
from support.wire import call


def log_of(shop: Centra) -> str:
    return f"{shop.server_url}/_admin/{shop.name}/log"


@pytest.fixture
def busy(shop: Centra, client: Client) -> Iterator[Centra]:
    """Run a client that polls all the time, and has polled before the page is opened."""
    call(shop, "markets_Update", "<markets><market><id>needle</id></market></markets>")
    client.poll()
    with client.keeps_polling():
        yield shop


def sees_more(page: Page) -> None:
    """Wait until the list has a new row."""
    first = page.locator("tbody tr a").first
    expect(first).not_to_have_text(first.inner_text())


def swaps(page: Page) -> None:
    """Wait until the list has been requested again."""
    with page.expect_response(lambda answer: "hx-request" in answer.request.headers):
        pass


def test_the_list_is_updated_and_typed_text_stays(busy: Centra, page: Page) -> None:
    page.goto(log_of(busy))
    search = page.get_by_label("Text in bodies or headers")
    search.press_sequentially("nee")
    page.get_by_label("Outcome").select_option("ok")
    search.focus()
    sees_more(page)
    sees_more(page)
    search.press_sequentially("dle")
    expect(search).to_have_value("needle")
    expect(search).to_be_focused()
    expect(page.get_by_label("Outcome")).to_have_value("ok")


def test_a_filter_stays_and_new_matches_appear(busy: Centra, page: Page) -> None:
    page.goto(log_of(busy))
    page.get_by_label("Text in bodies or headers").fill("NEEDLE")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    swaps(page)
    expect(page.locator("tbody tr")).to_have_count(1)
    call(busy, "markets_Update", "<markets><market><id>needle</id></market></markets>")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr").first).to_contain_text("changed market needle")


def test_an_older_page_does_not_change(busy: Centra, page: Page) -> None:
    page.goto(log_of(busy))
    older = page.get_by_role("link", name="Older")
    older.click(timeout=60_000)
    expect(page.get_by_role("link", name="Newest")).to_be_visible()
    shown = page.locator("tbody tr a").all_inner_texts()
    swaps(page)
    swaps(page)
    assert page.locator("tbody tr a").all_inner_texts() == shown


def test_an_open_exchange_stays_open(busy: Centra, page: Page) -> None:
    page.goto(f"{log_of(busy)}/1")
    page.locator("#headers-Request summary").click()
    page.locator("#raw-Response summary").click()
    last = busy.journal.exchanges(before=10**9, limit=1)[0].id
    notifier = notifier_of(busy)
    notifier.wait(notifier.count, 30)
    page.get_by_role("link", name="Newer").click()
    expect(page).to_have_title(re.compile("Exchange 2 "))
    go_back(page)
    expect(page.locator(".lead")).to_have_text("made market needle")
    assert busy.journal.exchanges(before=10**9, limit=1)[0].id > last


def test_a_moving_row_is_opened_by_key_and_by_mouse(busy: Centra, page: Page) -> None:
    page.goto(log_of(busy))
    page.get_by_label("Operation").select_option("markets_Update")
    page.get_by_role("button", name="Show").click()
    row = page.get_by_role("link", name="1", exact=True)
    row.focus()
    swaps(page)
    swaps(page)
    expect(row).to_be_focused()
    row.hover()
    page.mouse.down()
    swaps(page)
    swaps(page)
    page.mouse.up()
    expect(page).to_have_title(re.compile("Exchange 1 "))


MARK = """() => {
  getSelection().selectAllChildren(document.querySelector("tbody td.summary"));
  return getSelection().toString();
}"""


def test_selected_text_stays_selected(busy: Centra, page: Page) -> None:
    page.goto(log_of(busy))
    sees_more(page)
    assert page.evaluate(MARK)
    swaps(page)
    swaps(page)
    assert page.evaluate("getSelection().toString()")


def test_news_are_shown_when_text_is_no_longer_selected(shop: Centra, page: Page, client: Client) -> None:
    client.poll()
    page.goto(log_of(shop))
    assert page.evaluate(MARK) == "no events"
    with page.expect_response(lambda answer: "hx-request" in answer.request.headers):
        client.poll()
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator("tbody tr")).to_have_count(2)


@pytest.mark.parametrize("look", [NARROW], indirect=True, ids=["narrow"])
def test_a_narrow_list_keeps_its_scroll_position(busy: Centra, page: Page) -> None:
    page.goto(log_of(busy))
    page.evaluate("document.querySelector('.scroll').scrollLeft = 120")
    sees_more(page)
    assert page.evaluate("document.querySelector('.scroll').scrollLeft") == 120


def test_an_exchange_is_replayed_while_a_client_polls(busy: Centra, page: Page) -> None:
    page.goto(f"{log_of(busy)}/1")
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_text("a replay of 1")).to_be_visible()
    expect(page.locator(".lead")).to_have_text("changed market needle")
    assert len([each for each in busy.journal.exchanges(limit=1000) if each.replay_of == 1]) == 1


def test_the_archive_is_written_while_a_client_polls(busy: Centra, page: Page, tmp_path: Path) -> None:
    page.goto(f"{log_of(busy)}?operation=markets_Update")
    with page.expect_download() as started:
        page.get_by_role("link", name="Export it as HAR").click()
    started.value.save_as(tmp_path / "log.har")
    (entry,) = json.loads((tmp_path / "log.har").read_bytes())["log"]["entries"]
    assert "needle" in entry["request"]["postData"]["text"]


def test_a_cleared_log_fills_again(busy: Centra, page: Page) -> None:
    page.goto(log_of(busy))
    page.get_by_role("button", name="Clear the log").click()
    expect(page.get_by_text("Delete all exchanges")).to_be_visible()
    swaps(page)
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("The log is empty.")
    sees_more(page)
    assert busy.journal.exchanges(operation="markets_Update") == []
