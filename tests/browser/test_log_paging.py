"""Navigation in the log: filters, keys, downloads and the clipboard."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from centra_mock import Centra
from support.chromium import LIGHT, Troubles, tab
from support.wire import call, done, poll


def log_of(shop: Centra) -> str:
    return f"{shop.server_url}/_admin/{shop.name}/log"


def press(page: Page, key: str) -> None:
    """Press a key when the page listens to it."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def test_the_filter_is_kept_from_exchange_to_exchange(shop: Centra, page: Page) -> None:
    for number in range(3):
        poll(shop)
        done(shop, number)
    page.goto(log_of(shop))
    page.get_by_label("Operation").select_option("events_Get")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="3", exact=True).click()
    expect(page.get_by_text("2 of 3")).to_be_visible()
    page.get_by_role("link", name="Older").click()
    expect(page).to_have_title(f"Exchange 1 · {shop.name} · centra-mock")
    press(page, "ArrowLeft")
    expect(page.get_by_text("2 of 3")).to_be_visible()
    press(page, "ArrowLeft")
    expect(page.get_by_text("1 of 3")).to_be_visible()
    expect(page.get_by_role("link", name="Newer")).to_have_count(0)
    page.get_by_role("region", name="Request").focus()
    press(page, "ArrowRight")
    expect(page.get_by_text("1 of 3")).to_be_visible()
    page.get_by_role("link", name="Log", exact=True).last.click()
    expect(page.get_by_label("Operation")).to_have_value("events_Get")
    expect(page.locator("tbody tr")).to_have_count(3)


def test_pages_of_the_log_and_its_keys(shop: Centra, page: Page) -> None:
    for _ in range(60):
        poll(shop)
    page.goto(log_of(shop))
    expect(page.get_by_text("60 exchanges · ")).to_be_visible()
    search = page.get_by_label("Text in bodies or headers")
    search.fill("events")
    search.press("ArrowRight")
    expect(page.locator("tbody tr").first).to_contain_text("60")
    search.blur()
    press(page, "ArrowRight")
    expect(page.locator("tbody tr")).to_have_count(10)
    expect(page.locator("tbody tr").first).to_contain_text("10")
    press(page, "ArrowLeft")
    expect(page.locator("tbody tr")).to_have_count(50)


def test_the_archive_has_the_filtered_exchanges(shop: Centra, page: Page, tmp_path: Path) -> None:
    poll(shop)
    poll(shop, endpoint="navision-soap")
    call(shop, "markets_Update", "<markets><market><id>needle</id></market></markets>", "navision-soap")
    page.goto(log_of(shop))
    page.get_by_label("Endpoint").select_option("navision-soap")
    page.get_by_label("Text in bodies or headers").fill("NEEDLE")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("1 exchange found")).to_be_visible()
    page.get_by_label("Text in bodies or headers").fill("")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("2 exchanges found")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="Export them as HAR").click()
    started.value.save_as(tmp_path / "log.har")
    entries = json.loads((tmp_path / "log.har").read_bytes())["log"]["entries"]
    assert [entry["request"]["url"] for entry in entries] == [shop.endpoint_url("navision-soap")] * 2
    assert started.value.suggested_filename == f"{shop.name}.har"


def test_a_body_is_downloaded(shop: Centra, page: Page, tmp_path: Path) -> None:
    poll(shop)
    page.goto(f"{log_of(shop)}/1")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the response").click()
    started.value.save_as(tmp_path / "response")
    assert (tmp_path / "response").read_bytes() == shop.journal.exchanges()[0].response
    assert started.value.suggested_filename == f"{shop.name}-1-response.xml"


def test_the_command_is_copied(shop: Centra, browser: Browser, troubles: Troubles) -> None:
    call(shop, "markets_Update", "<markets><market><id>it's &lt;b></id></market></markets>")
    with tab(browser, LIGHT, troubles, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{log_of(shop)}/1")
        page.get_by_role("button", name="Copy as curl").click()
        expect(page.get_by_role("button", name="Copy as curl ✓")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#curl").text_content()
        assert copied.startswith("printf %s ")
        assert '"$CENTRA_PASSWORD"' in copied
    troubles.check()


def test_the_command_is_selected_without_a_clipboard(shop: Centra, page: Page) -> None:
    poll(shop)
    page.add_init_script("delete Navigator.prototype.clipboard")
    page.goto(f"{log_of(shop)}/1")
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.locator("#curl")).to_be_visible()
    assert page.evaluate("getSelection().toString()").strip() == page.locator("#curl").text_content()
